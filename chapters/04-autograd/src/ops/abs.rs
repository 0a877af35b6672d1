//! The absolute value: y = |x|.

use engine::{Array, Shape, Unary};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// |x|, element by element.
///
/// Rule: ∂ℓ/∂x = ∂ℓ/∂y · sign(x).
///
/// At the kink, 0, any value from −1 to 1 is a valid subgradient; this uses 0, as PyTorch does.
///
/// Applied by [`Tensor::abs`].
pub struct Abs;

impl Operation for Abs {
    fn name(&self) -> &'static str {
        "Abs"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        ctx.save(&inputs[0]);
        inputs[0].map(Unary::Abs)
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        vec![Some(grad.mul(&ctx.saved(0).map(Unary::Sign)))]
    }
}

impl Tensor {
    /// |x|, element by element.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[-3.0, 0.0, 2.0]).requires_grad_();
    /// let y = x.abs();
    /// assert_eq!(y.to_vec(), [3.0, 0.0, 2.0]);
    /// y.sum().backward();
    /// assert_eq!(x.grad().unwrap().to_vec(), [-1.0, 0.0, 1.0]);
    /// ```
    #[must_use]
    pub fn abs(&self) -> Tensor {
        apply(Abs, &[self])
    }
}

pub(super) fn entry() -> Entry {
    Entry { name: "abs", cases: vec![Case::new(&[Shape::matrix(3, 4)], -2.0, 2.0, |x| x[0].abs())] }
}
