//! The exponential linear unit.

use engine::{Array, Binary, Shape, Unary};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// x for x > 0, else eˣ − 1, element by element.
///
/// Rule: ∂ℓ/∂x = ∂ℓ/∂y for x > 0, else ∂ℓ/∂y · eˣ.
///
/// Like ReLU, but it levels off at −1 instead of 0, so a unit with a negative input can still learn
/// (Clevert, Unterthiner & Hochreiter 2016, section 3; α = 1 as in PyTorch).
///
/// Applied by [`Tensor::elu`].
pub struct Elu;

impl Operation for Elu {
    fn name(&self) -> &'static str {
        "Elu"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let x = &inputs[0];
        ctx.save(x);
        x.clamp(0.0, f64::INFINITY) + x.clamp(f64::NEG_INFINITY, 0.0).map(Unary::Expm1)
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let x = ctx.saved(0);
        vec![Some(grad * x.clamp(f64::NEG_INFINITY, 0.0).exp())] // e⁰ = 1 where x > 0
    }

    fn forward_fused(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        ctx.save(&inputs[0]);
        inputs[0].map(Unary::Elu)
    }

    fn backward_fused(&self, ctx: &Context, mut grad: Array) -> Vec<Option<Array>> {
        grad.zip_(Binary::EluBackward, ctx.saved(0));
        vec![Some(grad)]
    }
}

impl Tensor {
    /// x for x > 0, else eˣ − 1, element by element.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[-1000.0, 0.0, 2.0]).requires_grad_();
    /// let y = x.elu();
    /// assert_eq!(y.to_vec(), [-1.0, 0.0, 2.0]);
    /// y.sum().backward();
    /// assert_eq!(x.grad().unwrap().to_vec(), [0.0, 1.0, 1.0]);
    /// ```
    #[must_use]
    pub fn elu(&self) -> Tensor {
        apply(Elu, &[self])
    }
}

pub(super) fn entry() -> Entry {
    Entry { name: "elu", cases: vec![Case::new(&[Shape::matrix(3, 4)], -2.0, 2.0, |x| x[0].elu())] }
}
