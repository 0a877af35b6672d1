//! Broadcasting: repeating dimensions of size 1.

use engine::{Array, Shape};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// Repeats dimensions of size 1 until the tensor has the given shape.
///
/// Rule: ∂ℓ/∂x sums ∂ℓ/∂y over all copies. Summing is the backward pass of repeating, and repeating
/// that of summing.
///
/// Applied by [`Tensor::expand`].
pub struct Expand {
    from: Shape,
    to: Shape,
}

impl Operation for Expand {
    fn name(&self) -> &'static str {
        "Expand"
    }

    fn forward(&self, _ctx: &mut Context, inputs: &[Array]) -> Array {
        inputs[0].expand(self.to)
    }

    fn backward(&self, _ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        vec![Some(grad.sum_to(self.from))]
    }
}

impl Tensor {
    /// Repeats dimensions of size 1 until the tensor has `shape`. PyTorch: `expand`,
    /// `broadcast_to`.
    ///
    /// # Panics
    ///
    /// If a dimension is neither 1 nor the requested size.
    ///
    /// ```
    /// use autograd::Tensor;
    /// use engine::Shape;
    ///
    /// let x = Tensor::vector(&[1.0, 2.0]).requires_grad_();
    /// let y = x.expand(Shape::matrix(3, 2));
    /// y.sum().backward();
    /// assert_eq!(x.grad().unwrap().to_vec(), [3.0, 3.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn expand(&self, shape: Shape) -> Tensor {
        apply(Expand { from: self.shape(), to: shape }, &[self])
    }
}

pub(super) fn entry() -> Entry {
    let cases = [Shape::scalar(), Shape::vector(4), Shape::matrix(3, 1), Shape::matrix(3, 4)]
        .map(|shape| Case::new(&[shape], -2.0, 2.0, |x| x[0].expand(Shape::matrix(3, 4))));
    Entry { name: "expand", cases: cases.into() }
}
