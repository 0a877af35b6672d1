//! Losses over steps in one panel.

use crate::axis::Axis;
use crate::panel::{Area, Mark, Panel, Series, axis_label, end_label_room, truncate_names};
use crate::style::{self, GRAY};
use crate::{Canvas, Figure};

/// Several named losses in one panel, with levels to compare them with.
///
/// A curve given as a slice is drawn over the steps 1, 2, 3, …; a curve given as points
/// brings its own x, as in a scan over learning rates. Both axes can be logarithmic;
/// numbers that have no logarithm are then left out.
///
/// ```
/// use figures::{Figure, LossCurves};
///
/// let stuck = [2.31, 2.30, 2.30, 2.30];
/// let freed = [2.31, 1.20, 0.70, 0.52];
/// let figure = LossCurves::new("Stuck and freed")
///     .curve("with a trailing ReLU", &stuck)
///     .curve("without", &freed)
///     .reference(format!("ln 10 = {:.4}", 10_f64.ln()), 10_f64.ln());
/// assert!(figure.to_svg()?.contains("ln 10 = 2.3026"));
///
/// let scan = LossCurves::new("Which learning rate?")
///     .curve_over("after 100 steps", &[(1e-4, 2.2), (1e-3, 0.9), (1e-2, 0.3), (1e-1, 2.3)])
///     .x_name("learning rate")
///     .log_x();
/// assert!(scan.to_svg()?.contains("learning rate"));
/// # Ok::<(), figures::FigureError>(())
/// ```
#[derive(Clone, Debug)]
pub struct LossCurves {
    title: String,
    x_name: String,
    y_name: String,
    log_x: bool,
    log_y: bool,
    steps: bool,
    series: Vec<Series>,
}

impl LossCurves {
    /// No curves yet, over "step", of "loss".
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            x_name: "step".to_owned(),
            y_name: "loss".to_owned(),
            log_x: false,
            log_y: false,
            steps: true,
            series: Vec::new(),
        }
    }

    /// Adds the loss of steps 1, 2, 3, ….
    #[must_use]
    pub fn curve(self, name: impl Into<String>, losses: &[f64]) -> Self {
        let points = losses.iter().enumerate();
        let points = points.map(|(i, &loss)| ((i + 1) as f64, loss)).collect();
        self.add(name.into(), points)
    }

    /// Adds a curve through points (x, loss), drawn in the order given.
    #[must_use]
    pub fn curve_over(mut self, name: impl Into<String>, points: &[(f64, f64)]) -> Self {
        self.steps = false;
        self.add(name.into(), points.to_vec())
    }

    fn add(mut self, name: String, points: Vec<(f64, f64)>) -> Self {
        let curves = self.series.iter().filter(|one| one.mark == Mark::Line);
        let color = style::color(curves.count());
        self.series.push(Series { name, points, mark: Mark::Line, color });
        self
    }

    /// Adds a dashed level across the panel.
    #[must_use]
    pub fn reference(mut self, name: impl Into<String>, level: f64) -> Self {
        self.series.push(Series {
            name: name.into(),
            points: vec![(f64::NAN, level)],
            mark: Mark::ReferenceLine,
            color: GRAY,
        });
        self
    }

    /// Names the horizontal axis, with its unit if it has one.
    #[must_use]
    pub fn x_name(mut self, name: impl Into<String>) -> Self {
        self.x_name = name.into();
        self
    }

    /// Names the vertical axis, with its unit if it has one.
    #[must_use]
    pub fn y_name(mut self, name: impl Into<String>) -> Self {
        self.y_name = name.into();
        self
    }

    /// Makes the horizontal axis logarithmic.
    #[must_use]
    pub fn log_x(mut self) -> Self {
        self.log_x = true;
        self
    }

    /// Makes the vertical axis logarithmic.
    #[must_use]
    pub fn log_y(mut self) -> Self {
        self.log_y = true;
        self
    }
}

impl Figure for LossCurves {
    fn size(&self) -> (u32, u32) {
        (720, 400)
    }

    fn alt(&self) -> String {
        let names: Vec<&str> = self.series.iter().map(|one| one.name.as_str()).collect();
        let (x_name, y_name) =
            (axis_label(&self.x_name, self.log_x), axis_label(&self.y_name, self.log_y));
        format!("{}: {y_name} over {x_name}: {}.", self.title, names.join(", "))
    }

    fn draw(&self, canvas: &mut Canvas) {
        canvas.title(&self.title);
        let points = || self.series.iter().flat_map(|one| &one.points);
        let xs = || points().map(|p| p.0);
        let ys = points().map(|p| p.1);
        let x = match (self.log_x, self.steps) {
            (true, _) => Axis::logarithmic(xs()),
            (false, true) => Axis::integers(xs(), 6),
            (false, false) => Axis::tight(xs(), 6),
        };
        let y = if self.log_y { Axis::logarithmic(ys) } else { Axis::padded_from_zero(ys, 5) };
        let room = end_label_room(&self.series, 240.0);
        let mut series = self.series.clone();
        truncate_names(&mut series, room);
        let area = Area::below_title(canvas);
        let panel = Panel::new(area, x, y, room);
        let (x_name, y_name) =
            (axis_label(&self.x_name, self.log_x), axis_label(&self.y_name, self.log_y));
        panel.axes(canvas, &x_name, &y_name);
        panel.series(canvas, &series);
    }
}
