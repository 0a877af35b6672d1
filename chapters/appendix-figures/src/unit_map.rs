//! The output of a unit, as colors over the plane of its two inputs.

use crate::axis::format_short;
use crate::canvas::{Align, cell_side};
use crate::font;
use crate::heatmap::{Sampled, Window, color_bar, diverging_color};
use crate::panel::Area;
use crate::style::{self, AXIS, GRAY, INK, LABEL, SMALL, TITLE_LINE};
use crate::{Canvas, Figure};

/// A function of the plane [−r, r]², blue where negative, white at zero, red where
/// positive, with a thin line where its sign changes.
///
/// The colors are symmetric about zero and reach to the largest absolute value, which the
/// color bar tells. An arrow can show a weight vector; it points where the unit's input
/// grows fastest.
///
/// ```
/// use figures::{Figure, UnitMap};
///
/// let (w, b): ((f64, f64), f64) = ((1.0, 2.0), -0.5);
/// let unit = |x1: f64, x2: f64| (x1 * w.0 + x2 * w.1 + b).tanh();
/// let figure = UnitMap::new("tanh(x·w + b)", 3.0, unit).arrow((0.0, 0.0), w, "w");
/// assert!(figure.to_svg()?.contains(">\nw\n<"));
/// # Ok::<(), figures::FigureError>(())
/// ```
#[derive(Clone, Debug)]
pub struct UnitMap {
    title: String,
    r: f64,
    sampled: Sampled,
    arrows: Vec<Arrow>,
}

#[derive(Clone, Debug)]
pub(crate) struct Arrow {
    pub(crate) origin: (f64, f64),
    pub(crate) vector: (f64, f64),
    pub(crate) label: String,
}

/// Cells along each side of a map.
const CELLS: usize = 120;
/// Side of a map, and of a map in a grid, in pixels.
const SIDE: f64 = 300.0;
const SMALL_SIDE: f64 = 180.0;
/// Room right of a map for its color bar.
const BAR: f64 = 62.0;
/// Room left of a map for its ticks, and below it.
const LEFT: f64 = 26.0;
const BELOW: f64 = 34.0;

impl UnitMap {
    /// Samples `f(x1, x2)` over the square from −r to r. An `r` that is not a positive
    /// number is taken as 1.
    pub fn new(title: impl Into<String>, r: f64, f: impl Fn(f64, f64) -> f64) -> Self {
        let r = if r.is_finite() && r > 0.0 { r } else { 1.0 };
        Self {
            title: title.into(),
            r,
            sampled: Sampled::new(CELLS, square(r), f),
            arrows: Vec::new(),
        }
    }

    /// Adds an arrow from `origin` to `origin` + `vector`, with a name at its head. An arrow
    /// that is not finite is left out.
    #[must_use]
    pub fn arrow(
        mut self,
        origin: (f64, f64),
        vector: (f64, f64),
        label: impl Into<String>,
    ) -> Self {
        if [origin.0, origin.1, vector.0, vector.1].iter().all(|v| v.is_finite()) {
            self.arrows.push(Arrow { origin, vector, label: label.into() });
        }
        self
    }

    /// Draws the map with its top left corner at a point.
    fn map(&self, canvas: &mut Canvas, (x, y): (f64, f64), side: f64) {
        let side_of_cell = cell_side(side, CELLS);
        let side = side_of_cell * CELLS as f64;
        let area = Area { x, y, w: side, h: side };
        let max = self.sampled.max_abs();
        let values = &self.sampled.values;
        let colors: Vec<_> = values.iter().map(|&v| diverging_color(v, max)).collect();
        canvas.image((x, y), side_of_cell, CELLS, &colors);
        self.sampled.contour(canvas, area, 0.0, style::mix(INK, style::CARD, 0.3));
        canvas.frame(x, y, side, side, AXIS);
        input_axes(canvas, area, square(self.r));
        for arrow in &self.arrows {
            arrow.draw(canvas, area, square(self.r));
        }
        let bar = Area { x: x + side + 10.0, w: 10.0, ..area };
        color_bar(canvas, bar, max);
    }
}

impl Arrow {
    /// Draws the arrow on a map of `window` that fills `area`.
    pub(crate) fn draw(&self, canvas: &mut Canvas, area: Area, window: Window) {
        let place = |p: (f64, f64)| {
            let (sx, sy) = window.position(p);
            (area.x + sx * area.w, area.y + sy * area.h)
        };
        let (from, (vx, vy)) = (self.origin, self.vector);
        let (tail, head) = (place(from), place((from.0 + vx, from.1 + vy)));
        let (dx, dy) = (head.0 - tail.0, head.1 - tail.1);
        let length = dx.hypot(dy);
        let inside = |(x, y): (f64, f64)| {
            (area.x..=area.x + area.w).contains(&x) && (area.y..=area.y + area.h).contains(&y)
        };
        if !length.is_finite() || length < 1.0 || !inside(tail) {
            return;
        }
        let (ux, uy) = (dx / length, dy / length);
        // An arrow that would leave the map ends at its edge.
        let room = |at: f64, u: f64, low: f64, high: f64| {
            if u > 0.0 {
                (high - at) / u
            } else if u < 0.0 {
                (low - at) / u
            } else {
                f64::INFINITY
            }
        };
        let length = length.min(room(tail.0, ux, area.x, area.x + area.w)).min(room(
            tail.1,
            uy,
            area.y,
            area.y + area.h,
        ));
        let at = |along: f64, aside: f64| {
            (tail.0 + along * ux - aside * uy, tail.1 + along * uy + aside * ux)
        };
        let barb = 10.0_f64.min(length);
        let shaft = [tail, at(length - 0.7 * barb, 0.0)];
        canvas.line(&shaft, style::WHITE, 4.0);
        canvas.disk(tail.0, tail.1, 3.6, style::WHITE);
        canvas.disk(tail.0, tail.1, 2.6, INK);
        canvas.line(&shaft, INK, 2.0);
        let head = [at(length, 0.0), at(length - barb, 4.5), at(length - barb, -4.5)];
        canvas.polygon(&head, INK);
        if self.label.is_empty() {
            return;
        }
        let half = font::width(&self.label, LABEL) / 2.0;
        let (x, y) = at(length, 0.0);
        // Beyond the head where there is room, beside it where there is none.
        let beyond = (x + ux * (half + 9.0), y + uy * 14.0);
        let fits =
            inside((beyond.0 - half, beyond.1 - 7.0)) && inside((beyond.0 + half, beyond.1 + 7.0));
        let (x, y) = if fits { beyond } else { at(length - barb - 6.0, 12.0 + half) };
        let x =
            x.clamp(area.x + half + 2.0, (area.x + area.w - half - 2.0).max(area.x + half + 2.0));
        let y = y.clamp(area.y + 9.0, area.y + area.h - 9.0);
        canvas.rect(x - half - 3.0, y - 8.0, 2.0 * half + 6.0, 16.0, style::CARD);
        canvas.text((x, y + 4.5), &self.label, LABEL, INK, Align::Center);
    }
}

pub(crate) fn square(r: f64) -> Window {
    Window { x: (-r, r), y: (-r, r) }
}

/// The two axes of a map, named x₁ and x₂.
pub(crate) fn input_axes(canvas: &mut Canvas, area: Area, window: Window) {
    map_axes(canvas, area, window, "x₁", "x₂");
}

/// The two axes of a map: ticks along its left and bottom sides, and names.
pub(crate) fn map_axes(
    canvas: &mut Canvas,
    area: Area,
    window: Window,
    x_name: &str,
    y_name: &str,
) {
    let x_axis = crate::axis::Axis::linear(window.x.0, window.x.1, 4);
    let y_axis = crate::axis::Axis::linear(window.y.0, window.y.1, 4);
    let bottom = area.y + area.h;
    for (value, label) in &x_axis.ticks {
        let x = area.x + x_axis.linear_position(*value) * area.w;
        canvas.line(&[(x, bottom), (x, bottom + 3.0)], AXIS, 1.0);
        canvas.text((x, bottom + 15.0), label, SMALL, GRAY, Align::Center);
    }
    for (value, label) in &y_axis.ticks {
        let y = bottom - y_axis.linear_position(*value) * area.h;
        canvas.line(&[(area.x - 3.0, y), (area.x, y)], AXIS, 1.0);
        canvas.text((area.x - 6.0, y + 4.0), label, SMALL, GRAY, Align::Right);
    }
    let middle = (area.x + area.w / 2.0, bottom + 31.0);
    canvas.text(middle, x_name, LABEL, INK, Align::Center);
    // Above a tick at the very top, if there is one.
    let crowded = y_axis.ticks.iter().any(|(value, _)| y_axis.linear_position(*value) > 0.96);
    let level = area.y - if crowded { 13.0 } else { 9.0 };
    canvas.text((area.x - 6.0, level), y_name, LABEL, INK, Align::Right);
}

impl Figure for UnitMap {
    fn size(&self) -> (u32, u32) {
        let w = 2.0 * style::MARGIN + LEFT + SIDE + BAR;
        let h = 2.0 * style::MARGIN + TITLE_LINE + 16.0 + SIDE + BELOW;
        (style::whole_pixels(w), style::whole_pixels(h))
    }

    fn alt(&self) -> String {
        let pair = |(x, y): (f64, f64)| format!("({}, {})", format_short(x), format_short(y));
        let arrows: Vec<String> = self
            .arrows
            .iter()
            .map(|a| {
                format!(", an arrow {} from {} by {}", a.label, pair(a.origin), pair(a.vector))
            })
            .collect();
        format!(
            "{}: a map over x1 and x2 from {} to {}, blue where negative, red where positive{}.",
            self.title,
            format_short(-self.r),
            format_short(self.r),
            arrows.concat()
        )
    }

    fn draw(&self, canvas: &mut Canvas) {
        canvas.title(&self.title);
        let corner = (style::MARGIN + LEFT, style::MARGIN + TITLE_LINE + 14.0);
        self.map(canvas, corner, SIDE);
    }
}

/// Several maps on one card, each with its own title and its own color bar.
///
/// ```
/// use figures::{Figure, UnitMap, UnitMaps};
///
/// let step = UnitMap::new("step", 2.0, |x1, _| if x1 > 0.0 { 1.0 } else { 0.0 });
/// let linear = UnitMap::new("linear", 2.0, |x1, x2| x1 + x2);
/// let figure = UnitMaps::new("Two units", vec![step, linear]);
/// assert!(figure.to_svg()?.contains("linear"));
/// # Ok::<(), figures::FigureError>(())
/// ```
#[derive(Clone, Debug)]
pub struct UnitMaps {
    title: String,
    maps: Vec<UnitMap>,
}

impl UnitMaps {
    /// The maps in reading order, at most three in a row.
    pub fn new(title: impl Into<String>, maps: Vec<UnitMap>) -> Self {
        Self { title: title.into(), maps }
    }

    fn columns(&self) -> usize {
        match self.maps.len() {
            0 | 1 => 1,
            2 | 4 => 2,
            _ => 3,
        }
    }
}

/// Width and height of a map's place in the grid.
const PLACE: (f64, f64) = (LEFT + SMALL_SIDE + BAR + 8.0, 24.0 + SMALL_SIDE + BELOW + 14.0);

impl Figure for UnitMaps {
    fn size(&self) -> (u32, u32) {
        let rows = self.maps.len().div_ceil(self.columns()).max(1) as f64;
        let w = 2.0 * style::MARGIN + self.columns() as f64 * PLACE.0 - 8.0;
        let h = 2.0 * style::MARGIN + TITLE_LINE + rows * PLACE.1 - 14.0;
        (style::whole_pixels(w), style::whole_pixels(h))
    }

    fn alt(&self) -> String {
        let maps: Vec<String> = self.maps.iter().map(Figure::alt).collect();
        format!("{}. {}", self.title, maps.join(" "))
    }

    fn draw(&self, canvas: &mut Canvas) {
        canvas.title(&self.title);
        if self.maps.is_empty() {
            let area = Area::below_title(canvas);
            crate::panel::no_data(canvas, area);
        }
        for (i, map) in self.maps.iter().enumerate() {
            let (row, column) = (i / self.columns(), i % self.columns());
            let x = style::MARGIN + column as f64 * PLACE.0 + LEFT;
            let y = style::MARGIN + TITLE_LINE + row as f64 * PLACE.1 + 20.0;
            let middle = (x + SMALL_SIDE / 2.0, y - 8.0);
            let title = font::truncate(&map.title, LABEL, SMALL_SIDE - 20.0);
            canvas.text(middle, &title, LABEL, INK, Align::Center);
            map.map(canvas, (x, y), SMALL_SIDE);
        }
    }
}
