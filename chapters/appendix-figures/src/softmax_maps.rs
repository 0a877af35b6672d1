//! Softmax: three probabilities over the plane of two logits.

use crate::axis::{extent, format_short};
use crate::canvas::Align;
use crate::font;
use crate::heatmap::{Sampled, Window, color_scale};
use crate::legend::{LEGEND_HEIGHT, Swatch, legend};
use crate::panel::Area;
use crate::style::{self, AXIS, GRAY, INK, LABEL, TITLE_LINE, VERMILLION};
use crate::unit_map::map_axes;
use crate::{Canvas, Figure};

/// The probabilities p₁, p₂ and p₃ of three classes over their first two logits; the third
/// stays in the middle of the range.
///
/// The first logit runs to the right and the second one up. Each map has dashed lines where
/// its own logit equals one of the others: there the two classes are equally probable.
///
/// ```
/// use figures::{Figure, SoftmaxMaps};
///
/// let softmax = |z: [f64; 3]| {
///     let exps = z.map(f64::exp);
///     exps.map(|e| e / exps.iter().sum::<f64>())
/// };
/// let figure = SoftmaxMaps::new("The winner takes it all", (0.0, 15.0), softmax).symbol("z");
/// assert!(figure.to_svg()?.contains("z₃ = 7.5"));
///
/// // Logits that cannot grow cannot win: e / (e + 1 + 1/e) is the most.
/// let figure = SoftmaxMaps::new("No class wins", (-1.0, 1.0), softmax);
/// assert!(figure.alt().contains("p1 from 0.09 to 0.665"));
/// # Ok::<(), figures::FigureError>(())
/// ```
#[derive(Clone, Debug)]
pub struct SoftmaxMaps {
    title: String,
    symbol: String,
    range: (f64, f64),
    maps: [Sampled; 3],
    /// Lowest and highest probability of each class, the corners of the square included.
    extents: [Option<(f64, f64)>; 3],
}

/// Cells along each side of a map, and a cell's side in pixels.
const CELLS: usize = 90;
const CELL: f64 = 2.0;
const SIDE: f64 = CELL * CELLS as f64;
/// Room left of a map, right of it, and below it.
const LEFT: f64 = 30.0;
const RIGHT: f64 = 16.0;
const BELOW: f64 = 34.0;
/// Room for the color bar.
const BAR: f64 = 46.0;

const NAMES: [&str; 3] = ["p₁", "p₂", "p₃"];

impl SoftmaxMaps {
    /// Asks `probabilities` for all three at once, for logits from the first to the second
    /// number of `range`. A range that is empty or not finite is taken as −1 to 1.
    pub fn new(
        title: impl Into<String>,
        range: (f64, f64),
        probabilities: impl Fn([f64; 3]) -> [f64; 3],
    ) -> Self {
        let (low, high) = range;
        let drawable = high - low > 1e-9 * low.abs().max(high.abs()) && (high - low).is_finite();
        let range = if drawable { range } else { (-1.0, 1.0) };
        let third = f64::midpoint(range.0, range.1);
        let window = Window { x: range, y: range };
        let first = Sampled::new(CELLS, window, |y1, _| y1);
        let second = Sampled::new(CELLS, window, |_, y2| y2);
        let mut maps = [0; 3].map(|_| Sampled { n: CELLS, values: Vec::new() });
        for (&y1, &y2) in first.values.iter().zip(&second.values) {
            for (map, p) in maps.iter_mut().zip(probabilities([y1, y2, third])) {
                map.values.push(p);
            }
        }
        let (low, high) = range;
        let corners = [(low, low), (low, high), (high, low), (high, high)]
            .map(|(y1, y2)| probabilities([y1, y2, third]));
        let extents = [0, 1, 2].map(|k| {
            let corners = corners.iter().map(|p| p[k]);
            extent(maps[k].values.iter().copied().chain(corners))
        });
        Self { title: title.into(), symbol: "y".to_owned(), range, maps, extents }
    }

    /// Names the logits with another letter than y.
    #[must_use]
    pub fn symbol(mut self, symbol: impl Into<String>) -> Self {
        self.symbol = symbol.into();
        self
    }
}

/// The lines across map `k` on which its logit equals another one.
fn ties(canvas: &mut Canvas, area: Area, k: usize) {
    let Area { x, y, w, h } = area;
    let upright = [(x + w / 2.0, y + h), (x + w / 2.0, y)];
    let level = [(x, y + h / 2.0), (x + w, y + h / 2.0)];
    let diagonal = [(x, y + h), (x + w, y)];
    let ties = match k {
        0 => [upright, diagonal],
        1 => [level, diagonal],
        _ => [upright, level],
    };
    for tie in ties {
        canvas.dashed(&tie, (5.0, 4.0), VERMILLION, 1.5);
    }
}

impl Figure for SoftmaxMaps {
    fn size(&self) -> (u32, u32) {
        let w = 2.0 * style::MARGIN + 3.0 * (LEFT + SIDE + RIGHT) + BAR;
        let h = 2.0 * style::MARGIN + TITLE_LINE + LEGEND_HEIGHT + 18.0 + SIDE + BELOW;
        (style::whole_pixels(w), style::whole_pixels(h))
    }

    fn alt(&self) -> String {
        let y = &self.symbol;
        let (low, high) = self.range;
        let ranges = self.extents.iter().zip(1..).map(|(extent, k)| match extent {
            Some((low, high)) => {
                format!("p{k} from {} to {}", format_short(*low), format_short(*high))
            }
            None => format!("p{k} nowhere a number"),
        });
        let ranges: Vec<String> = ranges.collect();
        format!(
            "{}: the probabilities of three classes as maps over {y}1 (to the right) and {y}2 (up), \
             both from {} to {}, with {y}3 = {}, dark where probable: {}. Dashed lines where the \
             class's own {y} equals another one.",
            self.title,
            format_short(low),
            format_short(high),
            format_short(f64::midpoint(low, high)),
            ranges.join(", ")
        )
    }

    fn draw(&self, canvas: &mut Canvas) {
        canvas.title(&self.title);
        let y = font::truncate(&self.symbol, LABEL, 40.0);
        let third = format_short(f64::midpoint(self.range.0, self.range.1));
        let equal = format!("where its own {y} equals another");
        let dashes = Swatch::Line { width: 1.5, dashed: true };
        let line = Area::below_title(canvas);
        legend(canvas, line, &[(&equal, VERMILLION, dashes)]);
        let fixed = (line.x + line.w, line.y + 14.0);
        canvas.text(fixed, &format!("{y}₃ = {third}"), LABEL, GRAY, Align::Right);
        let top = style::MARGIN + TITLE_LINE + LEGEND_HEIGHT + 16.0;
        for (k, map) in self.maps.iter().enumerate() {
            let x = style::MARGIN + LEFT + k as f64 * (LEFT + SIDE + RIGHT);
            let area = Area { x, y: top, w: SIDE, h: SIDE };
            let colors: Vec<_> = map.values.iter().map(|&p| style::sequential(p)).collect();
            canvas.image((x, top), CELL, CELLS, &colors);
            ties(canvas, area, k);
            canvas.frame(x, top, SIDE, SIDE, AXIS);
            let window = Window { x: self.range, y: self.range };
            map_axes(canvas, area, window, &format!("{y}₁"), &format!("{y}₂"));
            canvas.text((x + SIDE / 2.0, top - 8.0), NAMES[k], LABEL, INK, Align::Center);
        }
        let x = canvas.width() + style::MARGIN - BAR + 6.0;
        let labels = [(0.0, "1".to_owned()), (0.5, "0.5".to_owned()), (1.0, "0".to_owned())];
        let area = Area { x, y: top, w: 10.0, h: SIDE };
        color_scale(canvas, area, |down| style::sequential(1.0 - down), &labels);
    }
}
