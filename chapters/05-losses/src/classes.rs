//! Class indices, which come from data and may therefore be wrong, and how much each class counts.

use engine::Shape;
use thiserror::Error;

use crate::{
    Reduction,
    samples::{Samples, Shares},
};

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

/// How much each class counts: what `NLLLoss` and `CrossEntropyLoss` can be told about classes.
#[derive(Clone, Debug, Default)]
pub(crate) struct ClassOptions {
    /// The weight of each class; `None` if all are 1.
    pub(crate) weight: Option<Vec<f64>>,
    /// Samples of this class do not count.
    pub(crate) ignore_index: Option<usize>,
}

impl ClassOptions {
    /// Sets the weights of the classes.
    #[track_caller]
    pub(crate) fn weight(self, weight: &[f64]) -> Self {
        if let Some((class, w)) =
            weight.iter().enumerate().find(|(_, w)| !(0.0..f64::INFINITY).contains(*w))
        {
            panic!(
                "class {class} has the weight {w}, but a weight must be finite and not negative"
            );
        }
        Self { weight: Some(weight.to_vec()), ..self }
    }

    /// Panics if the weights are not those of `columns` classes.
    #[track_caller]
    pub(crate) fn check_weight(&self, loss: &str, columns: usize) {
        if let Some(weight) = &self.weight {
            assert!(
                weight.len() == columns,
                "{loss}: there are weights for {} classes, but scores for {columns}",
                weight.len()
            );
        }
    }

    /// The samples with the scores `scores`, and their classes, where class 0 stands in for the
    /// ignored one. Every other class must have a score.
    #[track_caller]
    pub(crate) fn samples(
        &self,
        loss: &str,
        reduction: Reduction,
        scores: Shape,
        classes: &[usize],
    ) -> Result<(Samples, Vec<usize>), ClassError> {
        let (rows, columns) = scores.table();
        self.check_weight(loss, columns);
        if classes.len() != rows {
            return Err(ClassError::Count { samples: rows, classes: classes.len() });
        }
        let counts = |class: usize| Some(class) != self.ignore_index;
        // Without any scores there is no class 0 either.
        let known = |class: usize| class < columns || !counts(class) && columns > 0;
        if let Some((sample, &class)) = classes.iter().enumerate().find(|&(_, &c)| !known(c)) {
            return Err(ClassError::OutOfRange { sample, class, classes: columns });
        }
        if self.weight.is_none() && classes.iter().all(|&class| counts(class)) {
            return Ok((Samples::new(reduction, scores, None), classes.to_vec()));
        }
        let samples: Vec<usize> = (0..rows).filter(|&i| counts(classes[i])).collect();
        let weight = |&i: &usize| self.weight.as_ref().map_or(1.0, |w| w[classes[i]]);
        let weights: Vec<f64> = samples.iter().map(weight).collect();
        let shares = Some(Shares { total: weights.iter().sum(), samples, weights });
        let classes = classes.iter().map(|&class| if counts(class) { class } else { 0 }).collect();
        Ok((Samples::new(reduction, scores, shares), classes))
    }
}
