//! Reducing the errors of a batch to one number.

use engine::Array;

/// Whether the errors of a batch are averaged or summed.
///
/// The two lead to the same minimum, but their gradients differ by the number of terms. With
/// a sum, a batch twice as large makes the steps twice as long; with a mean, the learning rate
/// need not change. That is why the mean is the default.
///
/// ```
/// use autograd::Tensor;
/// use losses::{MSELoss, Reduction};
///
/// let (x, target) = (Tensor::vector(&[1.0, 5.0]), Tensor::vector(&[0.0, 2.0]));
/// assert_eq!(MSELoss::new().forward(&x, &target).item(), (1.0 + 9.0) / 2.0);
/// assert_eq!(MSELoss::new().reduction(Reduction::Sum).forward(&x, &target).item(), 10.0);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Reduction {
    /// The average error.
    #[default]
    Mean,
    /// The total error.
    Sum,
}

// ANCHOR: reduction
impl Reduction {
    /// The factor of each term, if there are `count`. The mean of no terms is NaN.
    pub(crate) fn factor(self, count: usize) -> f64 {
        match self {
            Reduction::Mean => 1.0 / count as f64,
            Reduction::Sum => 1.0,
        }
    }

    /// The sum or mean of `errors`, which has `count` terms.
    pub(crate) fn apply(self, errors: &Array, count: usize) -> Array {
        errors.sum(None).scale(self.factor(count))
    }
}
// ANCHOR_END: reduction
