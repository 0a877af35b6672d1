//! A scatter plot, also of very many points.

use crate::axis::{Axis, extent, format_short};
use crate::canvas::Align;
use crate::heatmap::color_scale;
use crate::panel::{Area, Panel, no_data};
use crate::style::{self, BLUE, CARD, GRAY, SMALL};
use crate::{Canvas, Figure};

/// Points (x, y), however many: weights against their gradients, an activation's input
/// against its output.
///
/// Up to [`MOST`](Self::MOST) points are drawn one by one. More are counted in small cells,
/// and a cell is the darker the more points it holds; the scale of counts is logarithmic, so
/// that a single point still shows. The picture stays small, and no point is lost.
///
/// ```
/// use figures::{Figure, Scatter};
///
/// let points: Vec<(f32, f32)> = (0..20_000)
///     .map(|i| (i as f32 / 5000.0 - 2.0, (i as f32 / 5000.0 - 2.0).tanh()))
///     .collect();
/// let figure = Scatter::new("20,000 inputs of tanh", &points).names("input", "output");
/// assert!(figure.alt().contains("20000 points"));
/// assert!(figure.to_svg()?.len() < 100_000);
/// # Ok::<(), figures::FigureError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Scatter {
    title: String,
    x_name: String,
    y_name: String,
    points: Vec<(f64, f64)>,
    left_out: usize,
}

/// Side of a counting cell in pixels.
const CELL: f64 = 2.5;
/// Room for the scale of counts.
const BAR: f64 = 66.0;

impl Scatter {
    /// How many points are drawn one by one at most.
    pub const MOST: usize = 1500;

    /// The points, f32 or f64, over "x", of "y". Those that are not finite are left out.
    pub fn new<T: Copy + Into<f64>>(title: impl Into<String>, points: &[(T, T)]) -> Self {
        let drawable = |v: f64| extent([v]).is_some();
        let kept: Vec<(f64, f64)> = points
            .iter()
            .map(|&(x, y)| (x.into(), y.into()))
            .filter(|&(x, y)| drawable(x) && drawable(y))
            .collect();
        Self {
            title: title.into(),
            x_name: "x".to_owned(),
            y_name: "y".to_owned(),
            left_out: points.len() - kept.len(),
            points: kept,
        }
    }

    /// Names the axes, with their units if they have any.
    #[must_use]
    pub fn names(mut self, x: impl Into<String>, y: impl Into<String>) -> Self {
        (self.x_name, self.y_name) = (x.into(), y.into());
        self
    }

    fn counted(&self) -> bool {
        self.points.len() > Self::MOST
    }

    /// How straight the points lie: Pearson's correlation, if both coordinates vary.
    fn correlation(&self) -> Option<f64> {
        let n = self.points.len() as f64;
        let mean = |of: fn(&(f64, f64)) -> f64| self.points.iter().map(of).sum::<f64>() / n;
        let (mx, my) = (mean(|p| p.0), mean(|p| p.1));
        let (xx, xy, yy) = self.points.iter().fold((0.0, 0.0, 0.0), |(xx, xy, yy), (x, y)| {
            let (dx, dy) = (x - mx, y - my);
            (xx + dx * dx, xy + dx * dy, yy + dy * dy)
        });
        Some(xy / (xx.sqrt() * yy.sqrt())).filter(|r| r.is_finite())
    }

    /// Draws the number of points in every cell of the plot, which it rounds to whole cells.
    fn count(&self, canvas: &mut Canvas, panel: &Panel) {
        let Area { x, y, w, h } = panel.plot;
        let (columns, rows) = (cells(w), cells(h));
        let mut counts = vec![0_u32; columns * rows];
        for &(px, py) in &self.points {
            if let Some((px, py)) = panel.at(px, py) {
                let (column, row) = (cells(px - x).min(columns - 1), cells(py - y).min(rows - 1));
                counts[row * columns + column] += 1;
            }
        }
        let most = counts.iter().max().copied().unwrap_or(0).max(2);
        let shade = |share: f64| style::sequential(0.18 + 0.82 * share);
        let share = |count: u32| f64::from(count).ln() / f64::from(most).ln();
        let colors: Vec<_> = counts
            .iter()
            .map(|&count| if count == 0 { style::WHITE } else { shade(share(count)) })
            .collect();
        canvas.image((x, y), CELL, columns, &colors);
        canvas.frame(x, y, w, h, style::AXIS);
        let caption = (x + w + BAR - 4.0, y - 12.0);
        canvas.text(caption, "points per cell", SMALL, GRAY, Align::Right);
        let middle = f64::from(most).sqrt().round();
        let mut labels = vec![(0.0, format_short(f64::from(most))), (1.0, "1".to_owned())];
        if middle > 1.0 && middle < f64::from(most) {
            labels.push((1.0 - middle.ln() / f64::from(most).ln(), format_short(middle)));
        }
        let area = Area { x: x + w + 14.0, y, w: 10.0, h: h.min(160.0) };
        color_scale(canvas, area, |down| shade(1.0 - down), &labels);
    }
}

/// How many whole cells a length has.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a length on the canvas, at least 0"
)]
fn cells(length: f64) -> usize {
    (length.max(0.0) / CELL) as usize
}

impl Figure for Scatter {
    fn size(&self) -> (u32, u32) {
        (640, 420)
    }

    fn alt(&self) -> String {
        let range = |of: fn(&(f64, f64)) -> f64| extent(self.points.iter().map(of));
        let (Some((x0, x1)), Some((y0, y1))) = (range(|p| p.0), range(|p| p.1)) else {
            return format!("{}: {} over {}, no points.", self.title, self.y_name, self.x_name);
        };
        let correlation = self.correlation();
        let correlation = correlation
            .map(|r| format!(", their correlation {}", format_short((r * 100.0).round() / 100.0)));
        let counted =
            if self.counted() { " They are counted in small cells, dark where many." } else { "" };
        let count = |n: usize| if n == 1 { "1 point".to_owned() } else { format!("{n} points") };
        let left_out = match self.left_out {
            0 => String::new(),
            n => format!(" {} without finite numbers left out.", count(n)),
        };
        format!(
            "{}: {} of {} from {} to {} over {} from {} to {}{}.{counted}{left_out}",
            self.title,
            count(self.points.len()),
            self.y_name,
            format_short(y0),
            format_short(y1),
            self.x_name,
            format_short(x0),
            format_short(x1),
            correlation.unwrap_or_default(),
        )
    }

    fn draw(&self, canvas: &mut Canvas) {
        canvas.title(&self.title);
        let x = Axis::padded(self.points.iter().map(|p| p.0), 6);
        let y = Axis::padded(self.points.iter().map(|p| p.1), 5);
        let room = if self.counted() { BAR } else { 8.0 };
        let mut panel = Panel::new(Area::below_title(canvas), x, y, room);
        if self.counted() {
            panel.plot.w = CELL * cells(panel.plot.w) as f64;
            panel.plot.h = CELL * cells(panel.plot.h) as f64;
        }
        panel.axes(canvas, &self.x_name, &self.y_name);
        if self.points.is_empty() {
            no_data(canvas, panel.plot);
        } else if self.counted() {
            self.count(canvas, &panel);
        } else {
            for (x, y) in self.points.iter().filter_map(|&(x, y)| panel.at(x, y)) {
                canvas.disk(x, y, 2.0, style::mix(BLUE, CARD, 0.25));
            }
        }
    }
}
