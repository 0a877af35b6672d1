//! The tables and lines about a network: before, while and after it learns.

use std::fmt::Write;

use autograd::nn::Module;
use text::thousands;

use super::{checkpoint::Progress, metrics::EpochMetrics};
use crate::Evaluation;

/// The layers, the shapes that come out of them, and how many parameters each has.
pub fn summary(model: &dyn Module, pixels: usize) -> String {
    let mut text = String::new();
    let mut width = pixels;
    let _ = writeln!(text, "{:<10}{:<18}{:>12}", "layer", "output", "parameters");
    let _ = writeln!(text, "{:<10}(batch, {width})", "input");
    for (_, part) in model.children() {
        width = part.parameter("weight").map_or(width, |weight| weight.shape().rows());
        let count = part.parameter_count();
        let shape = format!("(batch, {width})");
        let count = if count == 0 { String::new() } else { thousands(count) };
        let line = format!("{:<10}{shape:<18}{count:>12}", part.name());
        let _ = writeln!(text, "{}", line.trim_end());
    }
    let _ = write!(text, "{:<10}{:<18}{:>12}", "total", "", thousands(model.parameter_count()));
    text
}

/// One line about one epoch.
pub fn epoch_line(metrics: &EpochMetrics, epochs: usize) -> String {
    let width = epochs.to_string().len();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a positive rate")]
    let rate = thousands(metrics.images_per_second.round() as u64);
    let validation = metrics
        .validation
        .map_or_else(String::new, |score| format!("  validation {}", percent(score.accuracy)));
    format!(
        "epoch {:>width$}/{epochs}  loss {:.4}  train {}{validation}  {rate:>8} images/s",
        metrics.epoch,
        metrics.train_loss,
        percent(metrics.train_accuracy),
    )
}

/// Why a training ended before its last epoch.
pub fn patience_line(progress: &Progress) -> String {
    format!(
        "the validation loss has not fallen since epoch {}, whose network is kept",
        progress.best_epoch
    )
}

/// How well each class is read, and with which others it is confused.
pub fn evaluation(evaluation: &Evaluation) -> String {
    let mut text = format!(
        "{} of {} test images read correctly: {}\n\n",
        thousands(evaluation.correct()),
        thousands(evaluation.predictions.len()),
        percent(evaluation.accuracy()),
    );
    let classes = evaluation.confusion.len();
    text.push_str("class   accuracy   read as");
    for class in 0..classes {
        let _ = write!(text, "{}{class:>5}", if class == 0 { " " } else { "" });
    }
    for (class, row) in evaluation.confusion.iter().enumerate() {
        let accuracy = evaluation.class_accuracy(class).map_or_else(|| "-".to_owned(), percent);
        let _ = write!(text, "\n{class:>5}   {accuracy:>8}          ");
        for &count in row {
            let count = if count == 0 { "·".to_owned() } else { count.to_string() };
            let _ = write!(text, "{count:>5}");
        }
    }
    text
}

/// The probabilities of all classes as bars, the largest marked.
pub fn bars(probabilities: &[f64]) -> String {
    const WIDTH: f64 = 40.0;
    let best = probabilities.iter().copied().fold(0.0, f64::max);
    let mut text = String::new();
    for (class, &p) in probabilities.iter().enumerate() {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 40")]
        let bar = "█".repeat((p * WIDTH).round() as usize);
        let mark = if p == best { "  ←" } else { "" };
        let line = format!("  {class:>2}  {:>8}  {bar}{mark}", percent(p));
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

/// 0.98231 as `98.23 %`.
pub fn percent(share: f64) -> String {
    text::percent(share, 2)
}
