//! Loss and accuracy, epoch by epoch.

use crate::axis::{Axis, extent};
use crate::panel::{Area, Mark, Panel, Series, end_label_room, truncate_names};
use crate::style;
use crate::{Canvas, Figure};

/// Loss and accuracy on training, validation and test data after each epoch.
///
/// The slices run over the epochs 1, 2, 3, …; a slice may be shorter than the others
/// or empty. Accuracies are shares from 0 to 1 and drawn in percent, on an axis that spans
/// what was reached. The last value of each curve is written at its end.
///
/// ```
/// use figures::{Figure, LearningCurve};
///
/// let figure = LearningCurve::new("Reading digits")
///     .train_loss(&[0.35, 0.15, 0.10])
///     .test_loss(&[0.18, 0.12, 0.11])
///     .train_accuracy(&[0.90, 0.955, 0.97])
///     .test_accuracy(&[0.945, 0.961, 0.966]);
/// let svg = figure.to_svg()?;
/// assert!(svg.contains("test 96.6 %") && svg.contains("train 0.100"));
/// # Ok::<(), figures::FigureError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct LearningCurve {
    title: String,
    loss: [Vec<f64>; 3],
    accuracy: [Vec<f64>; 3],
}

impl LearningCurve {
    /// No epochs yet.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// Sets the mean loss on the training data after each epoch.
    #[must_use]
    pub fn train_loss(mut self, losses: &[f64]) -> Self {
        self.loss[0] = losses.to_vec();
        self
    }

    /// Sets the mean loss on the validation data after each epoch.
    #[must_use]
    pub fn validation_loss(mut self, losses: &[f64]) -> Self {
        self.loss[1] = losses.to_vec();
        self
    }

    /// Sets the mean loss on the test data after each epoch.
    #[must_use]
    pub fn test_loss(mut self, losses: &[f64]) -> Self {
        self.loss[2] = losses.to_vec();
        self
    }

    /// Sets the share of training examples read right after each epoch, 0–1.
    #[must_use]
    pub fn train_accuracy(mut self, shares: &[f64]) -> Self {
        self.accuracy[0] = percent(shares);
        self
    }

    /// Sets the share of validation examples read right after each epoch, 0–1.
    #[must_use]
    pub fn validation_accuracy(mut self, shares: &[f64]) -> Self {
        self.accuracy[1] = percent(shares);
        self
    }

    /// Sets the share of test examples read right after each epoch, 0–1.
    #[must_use]
    pub fn test_accuracy(mut self, shares: &[f64]) -> Self {
        self.accuracy[2] = percent(shares);
        self
    }
}

fn percent(shares: &[f64]) -> Vec<f64> {
    shares.iter().map(|share| 100.0 * share).collect()
}

/// A curve for each set there is; `write` writes the last value for the curve's name.
fn curves(values: &[Vec<f64>; 3], write: impl Fn(f64) -> String) -> Vec<Series> {
    let looks = [("train", style::BLUE), ("validation", style::GREEN), ("test", style::VERMILLION)];
    looks
        .into_iter()
        .zip(values)
        .filter(|(_, values)| !values.is_empty())
        .map(|((name, color), values)| {
            let last = values.iter().rev().find(|v| v.is_finite());
            let points = values.iter().enumerate();
            Series {
                name: last.map_or(name.to_owned(), |&v| format!("{name} {}", write(v))),
                points: points.map(|(i, &v)| ((i + 1) as f64, v)).collect(),
                mark: Mark::Line,
                color,
            }
        })
        .collect()
}

/// An axis of percentages around what was reached, never beyond 100.
fn accuracy_axis(values: &[Vec<f64>; 3]) -> Axis {
    let (low, high) = extent(values.iter().flatten().copied()).unwrap_or((0.0, 100.0));
    let padding = (0.08 * (high - low)).max(0.25);
    let low = if low >= 0.0 { (low - padding).max(0.0) } else { low - padding };
    let high = if high <= 100.0 { (high + padding).min(100.0) } else { high + padding };
    Axis::linear(low, high, 5)
}

impl Figure for LearningCurve {
    fn size(&self) -> (u32, u32) {
        (880, 380)
    }

    fn alt(&self) -> String {
        let epochs = self.loss.iter().chain(&self.accuracy).map(Vec::len).max();
        let ends: Vec<String> = curves(&self.loss, |v| format!("loss {}", write_loss(v)))
            .into_iter()
            .chain(curves(&self.accuracy, |v| format!("accuracy {}", write_percent(v))))
            .map(|curve| curve.name)
            .collect();
        match epochs.unwrap_or(0) {
            0 => format!("{}: loss and accuracy, no epochs yet.", self.title),
            n => format!(
                "{}: loss and accuracy by epoch. After epoch {n}: {}.",
                self.title,
                ends.join(", ")
            ),
        }
    }

    fn draw(&self, canvas: &mut Canvas) {
        canvas.title(&self.title);
        let area = Area::below_title(canvas);
        let loss = curves(&self.loss, write_loss);
        let accuracy = curves(&self.accuracy, write_percent);
        let values = self.loss.iter().flatten().copied();
        let panels = [
            (loss, Axis::padded_from_zero(values, 5), "loss"),
            (accuracy, accuracy_axis(&self.accuracy), "accuracy (%)"),
        ];
        for (i, (mut series, y, name)) in panels.into_iter().enumerate() {
            let xs = series.iter().flat_map(|one| &one.points).map(|p| p.0);
            let x = Axis::integers(xs, 6);
            let room = end_label_room(&series, 150.0);
            truncate_names(&mut series, room);
            let panel = Panel::new(area.column(i, 2, 26.0), x, y, room);
            panel.axes(canvas, "epoch", name);
            panel.series(canvas, &series);
        }
    }
}

fn write_loss(v: f64) -> String {
    if v.abs() >= 1e-3 && v.abs() < 1e4 { format!("{v:.3}") } else { format!("{v:.1e}") }
}

fn write_percent(v: f64) -> String {
    format!("{v:.1} %")
}
