//! The logistic function: y = 1 / (1 + e⁻ˣ).

use engine::{Array, Binary, Shape, Unary};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// σ(x) = 1 / (1 + e⁻ˣ), element by element.
///
/// Rule: ∂ℓ/∂x = ∂ℓ/∂y · y(1 − y).
///
/// Its derivative is never more than ¼, so little gradient is left after a deep stack of sigmoids.
///
/// Applied by [`Tensor::sigmoid`].
pub struct Sigmoid;

impl Operation for Sigmoid {
    fn name(&self) -> &'static str {
        "Sigmoid"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let y = 1.0 / (1.0 + (-&inputs[0]).exp());
        ctx.save(&y);
        y
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let y = ctx.saved(0);
        vec![Some(grad * (y * (1.0 - y)))]
    }

    fn forward_fused(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let y = inputs[0].map(Unary::Sigmoid);
        ctx.save(&y);
        y
    }

    fn backward_fused(&self, ctx: &Context, mut grad: Array) -> Vec<Option<Array>> {
        grad.zip_(Binary::SigmoidBackward, ctx.saved(0));
        vec![Some(grad)]
    }
}

impl Tensor {
    /// σ(x) = 1 / (1 + e⁻ˣ), element by element.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[-1000.0, 0.0, 1000.0]).requires_grad_();
    /// let y = x.sigmoid();
    /// assert_eq!(y.to_vec(), [0.0, 0.5, 1.0]);
    /// y.sum().backward();
    /// assert_eq!(x.grad().unwrap().to_vec(), [0.0, 0.25, 0.0]);
    /// ```
    #[must_use]
    pub fn sigmoid(&self) -> Tensor {
        apply(Sigmoid, &[self])
    }
}

pub(super) fn entry() -> Entry {
    Entry {
        name: "sigmoid",
        cases: vec![Case::new(&[Shape::matrix(3, 4)], -2.0, 2.0, |x| x[0].sigmoid())],
    }
}
