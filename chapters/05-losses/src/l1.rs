//! The mean absolute error.

use autograd::{
    Tensor,
    ops::{Case, Entry},
};
use engine::Shape;

use crate::{Reduction, shapes::same_shape};

/// The mean of |x − t| over all elements of the prediction x and the target t.
///
/// Minimizing it gives the maximum-likelihood parameters if the errors of t follow a Laplace
/// distribution, in which large errors are far more likely than in a normal one. Every error pulls
/// with the same force, so a single wrong target can't pull the fit away: the constant with the
/// smallest loss is the median of the targets, where for [`MSELoss`](crate::MSELoss) it is the mean.
///
/// The gradient is the sign of x − t. It doesn't shrink near the target, so with a fixed learning rate
/// the predictions end up jumping around it; [`SmoothL1Loss`](crate::SmoothL1Loss) and
/// [`HuberLoss`](crate::HuberLoss) do not have this problem. At x = t the gradient is taken to be 0.
///
/// ```
/// use autograd::Tensor;
/// use losses::L1Loss;
///
/// let x = Tensor::vector(&[1.0, 5.0]).requires_grad_();
/// let loss = L1Loss::new().forward(&x, &Tensor::vector(&[2.0, 2.0]));
/// assert_eq!(loss.item(), (1.0 + 3.0) / 2.0);
/// loss.backward();
/// assert_eq!(x.grad().unwrap().to_vec(), [-0.5, 0.5]); // ±1/2
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct L1Loss {
    reduction: Reduction,
}

impl L1Loss {
    /// The loss with the mean over all elements.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the reduction: a sum, a mean, or a table with the error of each element.
    #[must_use]
    pub fn reduction(self, reduction: Reduction) -> Self {
        Self { reduction }
    }

    /// The loss of `input` against `target`, both of the same shape.
    ///
    /// # Panics
    ///
    /// If the shapes differ.
    #[track_caller]
    pub fn forward(&self, input: &Tensor, target: &Tensor) -> Tensor {
        same_shape("L1Loss", input, target);
        self.reduction.of((input - target).abs())
    }
}

pub(crate) fn entry() -> Entry {
    let table = Shape::matrix(4, 3);
    Entry {
        name: "l1",
        cases: vec![
            Case::new(&[table, table], -2.0, 2.0, |x| L1Loss::new().forward(&x[0], &x[1])),
            Case::new(&[table, table], -2.0, 2.0, |x| {
                L1Loss::new().reduction(Reduction::Sum).forward(&x[0], &x[1])
            }),
            Case::new(&[table, table], -2.0, 2.0, |x| {
                L1Loss::new().reduction(Reduction::None).forward(&x[0], &x[1])
            }),
        ],
    }
}
