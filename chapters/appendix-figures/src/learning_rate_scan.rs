//! The loss over the learning rate.

use std::fmt::Write;

use crate::axis::{Axis, extent, format_short};
use crate::legend::{DASHES, LEGEND_HEIGHT, Swatch, legend, ring, triangle};
use crate::panel::{Area, Mark, Panel, Series, axis_label};
use crate::style::{BLUE, GREEN, INK, STROKE, VERMILLION};
use crate::{Canvas, Figure};

/// Loss against learning rate, the rate on a logarithmic axis, with the chosen rate marked.
///
/// The loss is logarithmic too, as long as all losses are above zero. A loss that is not
/// finite is a triangle at the top edge, and so is one above ten times the first: a single
/// huge number would flatten everything else.
///
/// ```
/// use figures::{Figure, LearningRateScan};
///
/// let rates = [1e-4, 1e-3, 1e-2, 1e-1, 1.0];
/// let losses = [2.3, 2.1, 0.4, 5.0, f64::INFINITY];
/// let figure = LearningRateScan::new("Which learning rate?", &rates, &losses).chosen(5e-3);
/// assert!(figure.to_svg()?.contains("chosen: 0.005"));
/// assert!(figure.alt().contains("1 diverged"));
/// # Ok::<(), figures::FigureError>(())
/// ```
#[derive(Clone, Debug)]
pub struct LearningRateScan {
    title: String,
    x_name: String,
    y_name: String,
    /// Points inside the plot.
    points: Vec<(f64, f64)>,
    /// Rates at the top edge: where the loss is not finite, and where it is too large.
    diverged: Vec<f64>,
    beyond: Vec<f64>,
    chosen: Option<f64>,
}

impl LearningRateScan {
    /// The loss at each rate. Rates that are not positive numbers are left out.
    ///
    /// # Panics
    ///
    /// When there are not as many losses as rates.
    #[track_caller]
    pub fn new(title: impl Into<String>, rates: &[f64], losses: &[f64]) -> Self {
        assert!(
            rates.len() == losses.len(),
            "LearningRateScan::new: {} rates need as many losses, but {} came",
            rates.len(),
            losses.len()
        );
        let drawable = |v: f64| extent([v]).is_some();
        let scan = rates.iter().copied().zip(losses.iter().copied());
        let scan: Vec<_> = scan.filter(|&(rate, _)| rate > 0.0 && drawable(rate)).collect();
        let first = scan.iter().map(|point| point.1).find(|&loss| drawable(loss));
        let limit = first.filter(|&loss| loss > 0.0).map_or(f64::INFINITY, |loss| 10.0 * loss);
        let mut figure = Self {
            title: title.into(),
            x_name: "learning rate".to_owned(),
            y_name: "loss".to_owned(),
            points: Vec::new(),
            diverged: Vec::new(),
            beyond: Vec::new(),
            chosen: None,
        };
        for (rate, loss) in scan {
            if !loss.is_finite() {
                figure.diverged.push(rate);
            } else if !drawable(loss) || loss > limit {
                figure.beyond.push(rate);
            } else {
                figure.points.push((rate, loss));
            }
        }
        figure
    }

    /// Marks the rate that was chosen, if one was.
    #[must_use]
    pub fn chosen(mut self, rate: impl Into<Option<f64>>) -> Self {
        self.chosen = rate.into().filter(|&rate| rate > 0.0 && extent([rate]).is_some());
        self
    }

    /// Names the vertical axis.
    #[must_use]
    pub fn y_name(mut self, name: impl Into<String>) -> Self {
        self.y_name = name.into();
        self
    }

    /// Whether the vertical axis is logarithmic.
    fn log_y(&self) -> bool {
        self.points.iter().all(|&(_, loss)| loss > 0.0)
    }

    fn lowest(&self) -> Option<(f64, f64)> {
        self.points.iter().copied().min_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// What the triangles at the top edge mean.
    fn triangles(&self) -> Option<&'static str> {
        match (self.diverged.is_empty(), self.beyond.is_empty()) {
            (true, true) => None,
            (false, true) => Some("diverged"),
            (true, false) => Some("off the scale"),
            (false, false) => Some("diverged or off the scale"),
        }
    }

    fn mark(&self, canvas: &mut Canvas, panel: &Panel) {
        let Area { x, y, w, h } = panel.plot;
        let mut last = f64::NEG_INFINITY;
        for &rate in self.diverged.iter().chain(&self.beyond) {
            let Some(position) = panel.x.position(rate) else { continue };
            let at = x + position * w;
            // Of triangles at the same place, one is enough.
            if (at - last).abs() > 1.0 {
                triangle(canvas, (at, y), VERMILLION);
                last = at;
            }
        }
        if let Some(position) = self.chosen.and_then(|rate| panel.x.position(rate)) {
            let at = x + position * w;
            canvas.dashed(&[(at, y), (at, y + h)], DASHES, GREEN, 1.6);
        }
    }
}

impl Figure for LearningRateScan {
    fn size(&self) -> (u32, u32) {
        (640, 400)
    }

    fn alt(&self) -> String {
        let rates = self.points.iter().map(|p| p.0);
        let rates = rates.chain(self.diverged.iter().chain(&self.beyond).copied());
        let Some((low, high)) = extent(rates) else {
            return format!("{}: {} over {}, no rates.", self.title, self.y_name, self.x_name);
        };
        let mut alt = format!(
            "{}: {} over {} from {} to {} (log scale)",
            self.title,
            self.y_name,
            self.x_name,
            format_short(low),
            format_short(high)
        );
        if let Some((rate, loss)) = self.lowest() {
            let _ = write!(alt, ", lowest with {} at {}", format_short(loss), format_short(rate));
        }
        if let Some(rate) = self.chosen {
            let _ = write!(alt, "; the chosen rate is {}", format_short(rate));
        }
        if !self.diverged.is_empty() {
            let _ = write!(alt, "; {} diverged", self.diverged.len());
        }
        if !self.beyond.is_empty() {
            let _ = write!(alt, "; {} above ten times the first loss", self.beyond.len());
        }
        alt + "."
    }

    fn draw(&self, canvas: &mut Canvas) {
        canvas.title(&self.title);
        let area = Area::below_title(canvas);
        let mut entries = vec![(self.y_name.as_str(), BLUE, Swatch::Dot)];
        if self.lowest().is_some() {
            entries.push(("lowest", INK, Swatch::Ring));
        }
        entries.extend(self.triangles().map(|name| (name, VERMILLION, Swatch::Triangle)));
        let chosen = self.chosen.map(|rate| format!("chosen: {}", format_short(rate)));
        let dashes = Swatch::Line { width: 1.6, dashed: true };
        entries.extend(chosen.iter().map(|name| (name.as_str(), GREEN, dashes)));
        legend(canvas, area, &entries);
        let rates = self.points.iter().map(|p| p.0).chain(self.chosen);
        let rates = rates.chain(self.diverged.iter().chain(&self.beyond).copied());
        let losses = self.points.iter().map(|p| p.1);
        let log_y = self.log_y();
        let y = if log_y { Axis::logarithmic(losses) } else { Axis::padded(losses, 5) };
        let panel = Panel::new(area.without_top(LEGEND_HEIGHT), Axis::logarithmic(rates), y, 12.0);
        panel.axes(canvas, &axis_label(&self.x_name, true), &axis_label(&self.y_name, log_y));
        let line = Series {
            name: String::new(),
            points: self.points.clone(),
            mark: Mark::Line,
            color: BLUE,
        };
        if self.triangles().is_some() && self.points.is_empty() {
            self.mark(canvas, &panel);
            return;
        }
        panel.series(canvas, &[line]);
        if (31..=400).contains(&self.points.len()) {
            for (x, y) in self.points.iter().filter_map(|&(x, y)| panel.at(x, y)) {
                canvas.disk(x, y, STROKE, BLUE);
            }
        }
        if let Some((x, y)) = self.lowest().and_then(|(rate, loss)| panel.at(rate, loss)) {
            ring(canvas, (x, y), INK);
            canvas.disk(x, y, 3.0, BLUE);
        }
        self.mark(canvas, &panel);
    }
}
