//! Checking class indices, which come from data and may therefore be wrong.

use thiserror::Error;

/// The error for class indices that do not fit the scores.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum ClassError {
    /// A class is out of range.
    #[error(
        "sample {sample} has class {class}, but there are scores for {classes} classes, numbered \
         from 0 to {}", classes.saturating_sub(1)
    )]
    OutOfRange {
        /// Which sample of the batch.
        sample: usize,
        /// Its class.
        class: usize,
        /// How many classes have a score.
        classes: usize,
    },
    /// The number of classes is not the number of samples.
    #[error("{classes} classes were given for the scores of {samples} samples")]
    Count {
        /// How many samples have scores.
        samples: usize,
        /// How many classes were given.
        classes: usize,
    },
}

/// Checks that there is one class for each row of `scores`, and that each has a score.
pub(crate) fn check(scores: engine::Shape, classes: &[usize]) -> Result<(), ClassError> {
    let (samples, columns) = scores.table();
    if classes.len() != samples {
        return Err(ClassError::Count { samples, classes: classes.len() });
    }
    match classes.iter().enumerate().find(|&(_, &class)| class >= columns) {
        Some((sample, &class)) => Err(ClassError::OutOfRange { sample, class, classes: columns }),
        None => Ok(()),
    }
}
