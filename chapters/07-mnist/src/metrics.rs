//! Precision, recall and F1: which classes does a network find, and which does it only claim?
//!
//! The accuracy is one number for all classes. If one image in a hundred is a 4, a network that
//! never says 4 still reaches 99 %. These three look at one class at a time. They need only the
//! confusion matrix, and of that three counts: TP (*true positives*), images of the class that were
//! read as it; FP (*false positives*), images of other classes that were read as it; and FN (*false
//! negatives*), images of the class that were read as another.
//!
//! ```text
//! precision = TP / (TP + FP)      of those read as the class, the share that is
//! recall    = TP / (TP + FN)      of those of the class, the share that was found
//! F1        = 2·TP / (2·TP + FP + FN)    the harmonic mean of the two
//! ```
//!
//! The definitions are scikit-learn's, with one difference: where it divides by zero and takes 0
//! instead, with a warning, these return `None`.

use crate::Evaluation;

/// Precision, recall and F1 of one class.
#[derive(Clone, Copy, PartialEq, Debug)]
#[cfg_attr(feature = "program", derive(serde::Serialize, serde::Deserialize))]
pub struct ClassMetrics {
    /// Of the images read as this class, the share that is of it. `None` if there were none.
    pub precision: Option<f64>,
    /// Of the images of this class, the share that was read as it. `None` if there were none.
    pub recall: Option<f64>,
    /// The harmonic mean of the two. `None` if the class is neither among the predictions nor among
    /// the images.
    pub f1: Option<f64>,
    /// How many images are of this class.
    pub support: u64,
}

impl Evaluation {
    /// Precision, recall and F1 of a class.
    ///
    /// # Panics
    ///
    /// If the model has no such class.
    ///
    /// ```
    /// use mnist::logits::Logits;
    ///
    /// // Five images, read as 0, 0, 1, 0, 0. Class 2 is there, and nothing is read as it.
    /// let (zero, one) = ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0]);
    /// let scores = [zero, zero, one, zero, zero].concat();
    /// let evaluation = Logits::new(scores, vec![0, 1, 1, 2, 0]).evaluation();
    ///
    /// let metrics = evaluation.class_metrics(0);
    /// assert_eq!((metrics.precision, metrics.recall), (Some(2.0 / 4.0), Some(2.0 / 2.0)));
    /// assert_eq!((metrics.f1, metrics.support), (Some(4.0 / 6.0), 2));
    ///
    /// let metrics = evaluation.class_metrics(2);
    /// assert_eq!((metrics.precision, metrics.recall, metrics.f1), (None, Some(0.0), Some(0.0)));
    /// ```
    #[track_caller]
    pub fn class_metrics(&self, class: usize) -> ClassMetrics {
        let support: u64 = self.confusion[class].iter().sum();
        let predicted: u64 = self.confusion.iter().map(|row| row[class]).sum();
        let right = self.confusion[class][class];
        let share = |part: u64, whole: u64| (whole > 0).then(|| part as f64 / whole as f64);
        ClassMetrics {
            precision: share(right, predicted),
            recall: share(right, support),
            // 2·TP + FP + FN: each true positive is in both sums.
            f1: share(2 * right, support + predicted),
            support,
        }
    }

    /// The mean of each over the classes for which it is defined, every class with the same weight:
    /// scikit-learn's `average="macro"` with `zero_division=np.nan`. `support` is the number of all
    /// images.
    ///
    /// A class that is never predicted has no precision, and does not lower the mean. Its recall and
    /// F1 are 0, and do.
    ///
    /// ```
    /// use mnist::logits::Logits;
    ///
    /// let (zero, one) = ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0]);
    /// let scores = [zero, zero, one, zero, zero].concat();
    /// let evaluation = Logits::new(scores, vec![0, 1, 1, 2, 0]).evaluation();
    /// let mean = evaluation.macro_average();
    /// assert_eq!(mean.precision, Some((0.5 + 1.0) / 2.0));
    /// assert_eq!(mean.recall, Some((1.0 + 0.5 + 0.0) / 3.0));
    /// ```
    pub fn macro_average(&self) -> ClassMetrics {
        let classes = 0..self.confusion.len();
        let all: Vec<ClassMetrics> = classes.map(|class| self.class_metrics(class)).collect();
        let mean = |of: fn(&ClassMetrics) -> Option<f64>| {
            let defined: Vec<f64> = all.iter().filter_map(of).collect();
            let count = defined.len();
            (count > 0).then(|| defined.into_iter().sum::<f64>() / count as f64)
        };
        ClassMetrics {
            precision: mean(|class| class.precision),
            recall: mean(|class| class.recall),
            f1: mean(|class| class.f1),
            support: all.iter().map(|class| class.support).sum(),
        }
    }
}
