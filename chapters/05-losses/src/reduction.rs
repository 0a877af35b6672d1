//! Reducing the errors of a batch to one number.

use autograd::Tensor;
use engine::Array;

/// Whether the errors of a batch are averaged, summed, or left as they are.
///
/// A mean and a sum lead to the same minimum, but their gradients differ by the number of terms. With
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
///
/// With [`Reduction::None`] you see which elements or samples the loss comes from, or reduce them in
/// a way of your own. `backward` starts at a single number, so reduce them before you call it:
///
/// ```
/// use autograd::Tensor;
/// use losses::{MSELoss, Reduction};
///
/// let x = Tensor::vector(&[1.0, 5.0]).requires_grad_();
/// let each = MSELoss::new().reduction(Reduction::None).forward(&x, &Tensor::vector(&[0.0, 2.0]));
/// assert_eq!(each.to_vec(), [1.0, 9.0]);
///
/// // We trust the first target twice as much.
/// let loss = (each * Tensor::vector(&[2.0, 1.0])).sum();
/// assert_eq!(loss.item(), 11.0);
/// loss.backward();
/// assert_eq!(x.grad().unwrap().to_vec(), [4.0, 6.0]); // 2 · 2(x − t) and 2(x − t)
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Reduction {
    /// The average error.
    #[default]
    Mean,
    /// The total error.
    Sum,
    /// All errors: one for each element, or one for each sample if the loss is about classes.
    None,
}

// ANCHOR: reduction
impl Reduction {
    /// The factor of each term, if there are `count`. The mean of no terms is NaN.
    pub(crate) fn factor(self, count: usize) -> f64 {
        match self {
            Reduction::Mean => 1.0 / count as f64,
            Reduction::Sum | Reduction::None => 1.0,
        }
    }

    /// The sum or mean of `errors`, which has `count` terms; or `errors` as it is.
    pub(crate) fn apply(self, errors: &Array, count: usize) -> Array {
        match self {
            Reduction::None => errors.clone(),
            _ => errors.sum(None).scale(self.factor(count)),
        }
    }
}
// ANCHOR_END: reduction

impl Reduction {
    /// The same for a tensor, through which a gradient flows back.
    pub(crate) fn of(self, errors: Tensor) -> Tensor {
        match self {
            Reduction::Mean => errors.mean(),
            Reduction::Sum => errors.sum(),
            Reduction::None => errors,
        }
    }
}
