//! The drawings of a run: its learning curve, its mistakes, its confusion matrix.

use std::path::Path;

use data::files::write_atomically;
use figures::{ConfusionTable, Figure, LearningCurve, Mistakes};

use super::{error::ProgramError, metrics::EpochMetrics};
use crate::{DataLoader, Evaluation};

/// How many mistakes are shown.
const MISTAKES: usize = 30;

/// Draws everything about a run into its folder. `side` is the height and width of an image.
///
/// # Errors
///
/// If a file cannot be written.
pub(super) fn draw(
    folder: &Path,
    history: &[EpochMetrics],
    evaluation: &Evaluation,
    test: &DataLoader,
    side: (usize, usize),
) -> Result<(), ProgramError> {
    save(folder, "learning_curve", &learning_curve(history))?;
    save(folder, "mistakes", &mistakes(evaluation, test, side))?;
    let names: Vec<String> = (0..evaluation.confusion.len()).map(|c| c.to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let counts = evaluation.confusion.concat();
    save(folder, "confusion", &ConfusionTable::new("What is taken for what", &names, &counts))
}

/// Writes a figure as SVG and as PNG.
///
/// # Errors
///
/// If it cannot be drawn or written.
pub(super) fn save(folder: &Path, name: &str, figure: &dyn Figure) -> Result<(), ProgramError> {
    write_atomically(&folder.join(format!("{name}.svg")), figure.to_svg()?.as_bytes())?;
    Ok(write_atomically(&folder.join(format!("{name}.png")), &figure.to_png()?)?)
}

fn learning_curve(history: &[EpochMetrics]) -> LearningCurve {
    let series = |value: fn(&EpochMetrics) -> Option<f64>| {
        history.iter().filter_map(value).collect::<Vec<_>>()
    };
    LearningCurve::new("Learning to read digits")
        .train_loss(&series(|epoch| Some(epoch.train_loss)))
        .validation_loss(&series(|epoch| Some(epoch.validation?.loss)))
        .train_accuracy(&series(|epoch| Some(epoch.train_accuracy)))
        .validation_accuracy(&series(|epoch| Some(epoch.validation?.accuracy)))
}

fn mistakes(evaluation: &Evaluation, test: &DataLoader, side: (usize, usize)) -> Mistakes {
    let (height, width) = side;
    let all = Mistakes::new("The most confident mistakes", height, width);
    evaluation.mistakes().into_iter().take(MISTAKES).fold(all, |mistakes, i| {
        let (truth, read) = (evaluation.truth[i], evaluation.predictions[i]);
        mistakes.mistake(test.image(i), truth, read, evaluation.confidence[i])
    })
}
