//! Heat maps: sampled functions as colors, contours through them, color bars, gray images.

use crate::axis::{extent, format_short};
use crate::canvas::{Align, Canvas};
use crate::panel::Area;
use crate::style::{self, Color, GRAY, SMALL};

/// A function of the plane, sampled at the centers of `n` × `n` cells, row by row from the
/// top.
#[derive(Clone, Debug)]
pub(crate) struct Sampled {
    pub(crate) n: usize,
    pub(crate) values: Vec<f64>,
}

/// The part of the plane a map shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    pub(crate) x: (f64, f64),
    pub(crate) y: (f64, f64),
}

impl Window {
    /// The position of a point in the window: (0, 0) is its top left corner, (1, 1) the bottom
    /// right one.
    pub(crate) fn position(self, (x, y): (f64, f64)) -> (f64, f64) {
        ((x - self.x.0) / (self.x.1 - self.x.0), (self.y.1 - y) / (self.y.1 - self.y.0))
    }
}

impl Sampled {
    pub(crate) fn new(n: usize, window: Window, f: impl Fn(f64, f64) -> f64) -> Self {
        let center =
            |i: usize, (low, high): (f64, f64)| low + (i as f64 + 0.5) / n as f64 * (high - low);
        let values = (0..n)
            .flat_map(|row| (0..n).map(move |column| (row, column)))
            .map(|(row, column)| f(center(column, window.x), center(n - 1 - row, window.y)))
            .collect();
        Self { n, values }
    }

    /// The largest absolute value; 1 when there is none above 0.
    pub(crate) fn max_abs(&self) -> f64 {
        max_abs(self.values.iter().copied())
    }

    /// Draws the line on which the function is `level`, through the centers of the cells
    /// ("marching squares": Lorensen and Cline's method of 1987, in the plane).
    pub(crate) fn contour(&self, canvas: &mut Canvas, area: Area, level: f64, color: Color) {
        let n = self.n;
        let side = area.w / n as f64;
        let at = |row: usize, column: usize| self.values[row * n + column] - level;
        for row in 0..n.saturating_sub(1) {
            for column in 0..n - 1 {
                let corners = [(0, 0), (0, 1), (1, 1), (1, 0)];
                let mut crossings = Vec::new();
                for i in 0..4 {
                    let (a, b) = (corners[i], corners[(i + 1) % 4]);
                    let (va, vb) = (at(row + a.0, column + a.1), at(row + b.0, column + b.1));
                    if (va < 0.0) != (vb < 0.0) && va.is_finite() && vb.is_finite() {
                        let t = va / (va - vb);
                        let along = |a: usize, b: usize, cell: usize| {
                            (cell as f64 + 0.5 + a as f64 + t * (b as f64 - a as f64)) * side
                        };
                        crossings.push((
                            area.x + along(a.1, b.1, column),
                            area.y + along(a.0, b.0, row),
                        ));
                    }
                }
                for pair in crossings.chunks_exact(2) {
                    canvas.line(pair, color, 1.2);
                }
            }
        }
    }
}

/// The largest absolute value; 1 when there is none above 0.
pub(crate) fn max_abs(values: impl IntoIterator<Item = f64>) -> f64 {
    match extent(values.into_iter().map(f64::abs)) {
        Some((_, high)) if high > 0.0 => high,
        _ => 1.0,
    }
}

/// A value as a color of the diverging map from −max to max.
pub(crate) fn diverging_color(value: f64, max: f64) -> Color {
    style::diverging(value / max)
}

/// A vertical bar of the diverging map with its three numbers.
pub(crate) fn color_bar(canvas: &mut Canvas, area: Area, max: f64) {
    let numbers = [(0.0, max), (0.5, 0.0), (1.0, -max)].map(|(at, v)| (at, format_short(v)));
    color_scale(canvas, area, |down| style::diverging(1.0 - 2.0 * down), &numbers);
}

/// A vertical bar of any colors, with labels; 0 is its top and 1 its bottom.
pub(crate) fn color_scale(
    canvas: &mut Canvas,
    area: Area,
    color: impl Fn(f64) -> Color,
    labels: &[(f64, String)],
) {
    let (across, stripes) =
        (style::whole_pixels(area.w) as usize, style::whole_pixels(area.h) as usize);
    let stripe = |i: usize| color((i as f64 + 0.5) / stripes as f64);
    let colors: Vec<Color> =
        (0..stripes).flat_map(|i| std::iter::repeat_n(stripe(i), across)).collect();
    canvas.image((area.x, area.y), 1.0, across, &colors);
    let (w, h) = (across as f64, stripes as f64);
    canvas.frame(area.x, area.y, w, h, style::AXIS);
    for (down, label) in labels {
        let at = (area.x + w + 6.0, area.y + down * h + 4.0);
        canvas.text(at, label, SMALL, GRAY, Align::Left);
    }
}

/// An image of bytes as ink on paper: 0 is white, 255 is ink.
pub(crate) fn grayscale(bytes: &[u8]) -> Vec<Color> {
    bytes.iter().map(|&b| style::mix(style::WHITE, style::INK, f64::from(b) / 255.0)).collect()
}
