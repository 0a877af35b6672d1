//! The hyperbolic tangent.

use engine::{Array, Binary, Shape, Unary};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// tanh x, element by element.
///
/// Rule: ∂ℓ/∂x = ∂ℓ/∂y · (1 − y²).
///
/// It saturates at ±1, and near 0 it is nearly the identity.
///
/// Applied by [`Tensor::tanh`].
pub struct Tanh;

// ANCHOR: rule
impl Operation for Tanh {
    fn name(&self) -> &'static str {
        "Tanh"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let y = inputs[0].map(Unary::Tanh);
        ctx.save(&y);
        y
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let y = ctx.saved(0);
        vec![Some(grad * (1.0 - y * y))]
    }

    fn backward_fused(&self, ctx: &Context, mut grad: Array) -> Vec<Option<Array>> {
        grad.zip_(Binary::TanhBackward, ctx.saved(0));
        vec![Some(grad)]
    }
}
// ANCHOR_END: rule

impl Tensor {
    /// tanh x, element by element.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[0.0, -2.0]).requires_grad_();
    /// let y = x.tanh();
    /// assert!((y.to_vec()[1] - (-0.9640275800758169)).abs() < 1e-7);
    /// y.sum().backward();
    /// assert_eq!(x.grad().unwrap().to_vec()[0], 1.0);
    /// ```
    #[must_use]
    pub fn tanh(&self) -> Tensor {
        apply(Tanh, &[self])
    }
}

pub(super) fn entry() -> Entry {
    Entry {
        name: "tanh",
        cases: vec![Case::new(&[Shape::matrix(3, 4)], -2.0, 2.0, |x| x[0].tanh())],
    }
}
