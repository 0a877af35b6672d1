//! Points and the curves through them.

use crate::axis::Axis;
use crate::legend::{LEGEND_HEIGHT, Swatch, legend};
use crate::panel::{Area, Mark, Panel, Series, axis_label};
use crate::style::{self, INK, STROKE};
use crate::{Canvas, Figure};

/// Points and curves over x: data, the truth behind it, a model's fit.
///
/// Both axes can be logarithmic, as for the error of a gradient check over its step.
///
/// ```
/// use figures::{Figure, Lines};
///
/// let xs: Vec<f64> = (0..50).map(|i| f64::from(i) / 49.0).collect();
/// let truth: Vec<(f64, f64)> = xs.iter().map(|&x| (x, x * x)).collect();
/// let data = [(0.1, 0.05), (0.5, 0.2), (0.9, 0.85)];
/// let figure = Lines::new("A parabola")
///     .points("data", &data)
///     .line("truth", &truth);
/// assert!(figure.to_svg()?.contains("truth"));
///
/// let errors = Lines::new("Smaller steps, smaller errors")
///     .line("central difference", &[(1e-1, 2e-3), (1e-2, 2e-5), (1e-3, 2e-7)])
///     .names("step h", "relative error")
///     .log_x()
///     .log_y();
/// assert!(errors.to_svg()?.contains("step h (log scale)"));
/// # Ok::<(), figures::FigureError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Lines {
    title: String,
    x_name: String,
    y_name: String,
    log_x: bool,
    log_y: bool,
    series: Vec<Series>,
}

impl Lines {
    /// Nothing yet, over "x", of "y".
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            x_name: "x".to_owned(),
            y_name: "y".to_owned(),
            log_x: false,
            log_y: false,
            series: Vec::new(),
        }
    }

    /// Adds a scatter of points (x, y). The first is gray: data steps back behind curves.
    #[must_use]
    pub fn points(self, name: impl Into<String>, points: &[(f64, f64)]) -> Self {
        self.add(name.into(), points, Mark::Dots)
    }

    /// Adds a curve through points (x, y), drawn in the order given.
    #[must_use]
    pub fn line(self, name: impl Into<String>, points: &[(f64, f64)]) -> Self {
        self.add(name.into(), points, Mark::Line)
    }

    fn add(mut self, name: String, points: &[(f64, f64)], mark: Mark) -> Self {
        let scatters = self.series.iter().any(|one| one.mark == Mark::Dots);
        let color = if mark == Mark::Dots && !scatters {
            style::mix(INK, style::CARD, 0.45)
        } else {
            let gray = self.series.iter().filter(|one| one.mark == Mark::Dots);
            style::color(self.series.len() - gray.count().min(1))
        };
        self.series.push(Series { name, points: points.to_vec(), mark, color });
        self
    }

    /// Names the axes, with their units if they have any.
    #[must_use]
    pub fn names(mut self, x: impl Into<String>, y: impl Into<String>) -> Self {
        (self.x_name, self.y_name) = (x.into(), y.into());
        self
    }

    /// Makes the horizontal axis logarithmic. Points that have no logarithm are left out.
    #[must_use]
    pub fn log_x(mut self) -> Self {
        self.log_x = true;
        self
    }

    /// Makes the vertical axis logarithmic. Points that have no logarithm are left out.
    #[must_use]
    pub fn log_y(mut self) -> Self {
        self.log_y = true;
        self
    }
}

impl Figure for Lines {
    fn size(&self) -> (u32, u32) {
        (640, 420)
    }

    fn alt(&self) -> String {
        let names: Vec<&str> = self.series.iter().map(|one| one.name.as_str()).collect();
        let (x_name, y_name) =
            (axis_label(&self.x_name, self.log_x), axis_label(&self.y_name, self.log_y));
        format!("{}: {y_name} over {x_name}: {}.", self.title, names.join(", "))
    }

    fn draw(&self, canvas: &mut Canvas) {
        canvas.title(&self.title);
        let entries: Vec<_> = self
            .series
            .iter()
            .map(|one| {
                let swatch = if one.mark == Mark::Dots {
                    Swatch::Dot
                } else {
                    Swatch::Line { width: STROKE, dashed: false }
                };
                (one.name.as_str(), one.color, swatch)
            })
            .collect();
        let area = Area::below_title(canvas);
        legend(canvas, area, &entries);
        let area = area.without_top(LEGEND_HEIGHT);
        let points = || self.series.iter().flat_map(|one| &one.points);
        let (xs, ys) = (points().map(|p| p.0), points().map(|p| p.1));
        let x = if self.log_x { Axis::logarithmic(xs) } else { Axis::padded(xs, 6) };
        let y = if self.log_y { Axis::logarithmic(ys) } else { Axis::padded(ys, 5) };
        let panel = Panel::new(area, x, y, 8.0);
        let (x_name, y_name) =
            (axis_label(&self.x_name, self.log_x), axis_label(&self.y_name, self.log_y));
        panel.axes(canvas, &x_name, &y_name);
        let unnamed: Vec<Series> =
            self.series.iter().map(|one| Series { name: String::new(), ..one.clone() }).collect();
        panel.series(canvas, &unnamed);
    }
}
