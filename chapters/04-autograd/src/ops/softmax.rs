//! Softmax: probabilities from arbitrary scores.

use engine::{Array, Shape};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// yⱼ = e^xⱼ / Σₖ e^xₖ, along one dimension. All are positive, and they add up to 1.
///
/// Rule: ∂ℓ/∂xⱼ = yⱼ (gⱼ − Σₖ gₖ yₖ), with g = ∂ℓ/∂y. Raising one input raises its own
/// probability and lowers all the others, so only differences between gradients matter.
///
/// Applied by [`Tensor::softmax`].
pub struct Softmax {
    dim: isize,
}

impl Operation for Softmax {
    fn name(&self) -> &'static str {
        "Softmax"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let x = &inputs[0];
        // Subtracting the largest x changes nothing, and keeps the exponential from overflowing.
        let weights = (x - x.max(Some(self.dim))).exp();
        let y = &weights / weights.sum(Some(self.dim));
        ctx.save(&y);
        y
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let y = ctx.saved(0);
        let mean = (&grad * y).sum(Some(self.dim));
        vec![Some((grad - mean) * y)]
    }

    fn forward_fused(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let y = inputs[0].softmax(self.dim);
        ctx.save(&y);
        y
    }

    fn backward_fused(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        vec![Some(grad.softmax_backward(ctx.saved(0), self.dim))]
    }
}

impl Tensor {
    /// Softmax along `dim`: for a matrix, 1 or −1 makes each row a distribution, 0 each column.
    ///
    /// # Panics
    ///
    /// If there is no such dimension.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let p = Tensor::matrix(&[[2.0, -1.0, 3.0]]).softmax(1);
    /// assert_eq!(p.to_string(), "tensor([[0.2654, 0.0132, 0.7214]])");
    /// ```
    #[track_caller]
    #[must_use]
    pub fn softmax(&self, dim: isize) -> Tensor {
        apply(Softmax { dim }, &[self])
    }
}

pub(super) fn entry() -> Entry {
    let table = [Shape::matrix(3, 4)];
    Entry {
        name: "softmax",
        cases: vec![
            Case::new(&table, -2.0, 2.0, |x| x[0].softmax(0)),
            Case::new(&table, -2.0, 2.0, |x| x[0].softmax(1)),
            Case::new(&[Shape::vector(4)], -2.0, 2.0, |x| x[0].softmax(-1)),
        ],
    }
}
