//! The decision boundary of a classifier.

use crate::axis::extent;
use crate::canvas::cell_side;
use crate::heatmap::{Sampled, Window};
use crate::legend::{Swatch, legend};
use crate::panel::Area;
use crate::style::{self, AXIS, INK};
use crate::unit_map::input_axes;
use crate::{Canvas, Figure};

/// Points of two classes over a map of the probability a model gives to class 1.
///
/// Blue is class 0 and orange is class 1; the map is white where the model is undecided,
/// and the line is where the probability is one half.
///
/// ```
/// use figures::{DecisionBoundary, Figure};
///
/// let zeros = [(-1.0, 0.0), (-2.0, 1.0)];
/// let ones = [(1.0, 0.5), (2.0, -1.0)];
/// let figure = DecisionBoundary::new("A logistic unit", &zeros, &ones, |x1, _| {
///     1.0 / (1.0 + f64::exp(-x1))
/// });
/// assert!(figure.to_svg()?.contains("class 1"));
/// # Ok::<(), figures::FigureError>(())
/// ```
#[derive(Clone, Debug)]
pub struct DecisionBoundary {
    title: String,
    names: [String; 2],
    points: [Vec<(f64, f64)>; 2],
    window: Window,
    probability: Sampled,
}

const CELLS: usize = 160;
const SIDE: f64 = 400.0;

impl DecisionBoundary {
    /// Samples `probability(x1, x2)` of class 1 over the square around all points, which
    /// are (x1, x2) per class.
    pub fn new(
        title: impl Into<String>,
        zeros: &[(f64, f64)],
        ones: &[(f64, f64)],
        probability: impl Fn(f64, f64) -> f64,
    ) -> Self {
        let window = square_around(zeros.iter().chain(ones));
        Self {
            title: title.into(),
            names: ["class 0".to_owned(), "class 1".to_owned()],
            points: [zeros.to_vec(), ones.to_vec()],
            window,
            probability: Sampled::new(CELLS, window, probability),
        }
    }

    /// Names the classes.
    #[must_use]
    pub fn names(mut self, zero: impl Into<String>, one: impl Into<String>) -> Self {
        self.names = [zero.into(), one.into()];
        self
    }
}

fn square_around<'a>(points: impl Iterator<Item = &'a (f64, f64)> + Clone) -> Window {
    let (x0, x1) = extent(points.clone().map(|p| p.0)).unwrap_or((-1.0, 1.0));
    let (y0, y1) = extent(points.map(|p| p.1)).unwrap_or((-1.0, 1.0));
    let widest = (x1 - x0).max(y1 - y0);
    let magnitude = x0.abs().max(x1.abs()).max(y0.abs()).max(y1.abs());
    let half = (0.57 * widest).max(1e-6 * magnitude);
    let half = if half > 1e-90 { half } else { 1.0 };
    let around = |low: f64, high: f64| {
        let middle = f64::midpoint(low, high);
        (middle - half, middle + half)
    };
    Window { x: around(x0, x1), y: around(y0, y1) }
}

impl Figure for DecisionBoundary {
    fn size(&self) -> (u32, u32) {
        (500, 548)
    }

    fn alt(&self) -> String {
        format!(
            "{}: {} points of {} and {} of {}, over a map of the probability of {}.",
            self.title,
            self.points[0].len(),
            self.names[0],
            self.points[1].len(),
            self.names[1],
            self.names[1],
        )
    }

    fn draw(&self, canvas: &mut Canvas) {
        canvas.title(&self.title);
        let side_of_cell = cell_side(SIDE, CELLS);
        let side = side_of_cell * CELLS as f64;
        let (x, y) = (style::MARGIN + 40.0, style::MARGIN + 70.0);
        let area = Area { x, y, w: side, h: side };
        let classes = [style::BLUE, style::ORANGE];
        let [zero, one] = &self.names;
        let line = Swatch::Line { width: 1.2, dashed: false };
        let entries = [
            (zero.as_str(), classes[0], Swatch::Dot),
            (one, classes[1], Swatch::Dot),
            ("probability ½", INK, line),
        ];
        let top = Area::below_title(canvas);
        legend(canvas, top, &entries);
        let shade = |p: f64| {
            if p.is_nan() {
                return style::MISSING;
            }
            let class = classes[usize::from(p > 0.5)];
            style::mix(style::WHITE, class, 0.45 * (2.0 * p - 1.0).abs())
        };
        let values = &self.probability.values;
        let colors: Vec<_> = values.iter().map(|&p| shade(p)).collect();
        canvas.image((x, y), side_of_cell, CELLS, &colors);
        self.probability.contour(canvas, area, 0.5, INK);
        for (points, color) in self.points.iter().zip(classes) {
            for &point in points {
                let (sx, sy) = self.window.position(point);
                if (0.0..=1.0).contains(&sx) && (0.0..=1.0).contains(&sy) {
                    let at = (x + sx * side, y + sy * side);
                    canvas.disk(at.0, at.1, 4.2, style::WHITE);
                    canvas.disk(at.0, at.1, 3.4, color);
                }
            }
        }
        canvas.frame(x, y, side, side, AXIS);
        input_axes(canvas, area, self.window);
    }
}
