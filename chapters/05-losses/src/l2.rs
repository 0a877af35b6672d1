//! Half the squared distance.

use autograd::{
    Tensor,
    ops::{Case, Entry},
};
use engine::Shape;

use crate::shapes::same_shape;

/// ½ Σ (x − t)²: half the squared distance between prediction and target.
///
/// The ½ cancels the 2 of the derivative, so that the gradient is simply x − t. Textbooks use this
/// loss, but libraries provide [`MSELoss`](crate::MSELoss), which is not the same: for n elements
/// in total, L2 = n/2 · MSE. A learning rate tuned for one is wrong for the other.
///
/// ```
/// use autograd::Tensor;
/// use losses::L2Loss;
///
/// let x = Tensor::vector(&[1.0, 5.0]).requires_grad_();
/// let loss = L2Loss.forward(&x, &Tensor::vector(&[0.0, 2.0]));
/// assert_eq!(loss.item(), 5.0);
/// loss.backward();
/// assert_eq!(x.grad().unwrap().to_vec(), [1.0, 3.0]); // x − t
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct L2Loss;

impl L2Loss {
    /// The loss of `input` against `target`, both of the same shape.
    ///
    /// # Panics
    ///
    /// If the shapes differ.
    #[track_caller]
    // ANCHOR: l2
    pub fn forward(&self, input: &Tensor, target: &Tensor) -> Tensor {
        same_shape("L2Loss", input, target);
        (input - target).pow(2.0).sum() * 0.5
    }
    // ANCHOR_END: l2
}

pub(crate) fn entry() -> Entry {
    let table = Shape::matrix(4, 3);
    Entry {
        name: "l2",
        cases: vec![Case::new(&[table, table], -2.0, 2.0, |x| L2Loss.forward(&x[0], &x[1]))],
    }
}
