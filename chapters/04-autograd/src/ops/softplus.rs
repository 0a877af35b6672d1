//! A smooth rectifier: y = ln(1 + eˣ).

use engine::{Array, Binary, Shape, Unary};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// ln(1 + eˣ), element by element.
///
/// Rule: ∂ℓ/∂x = ∂ℓ/∂y · σ(x).
///
/// Computed as max(x, 0) + ln(1 + e^(−|x|)), which cannot overflow. Its derivative is the sigmoid σ.
///
/// Applied by [`Tensor::softplus`].
pub struct Softplus;

impl Operation for Softplus {
    fn name(&self) -> &'static str {
        "Softplus"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let x = &inputs[0];
        ctx.save(x);
        x.clamp(0.0, f64::INFINITY) + (-x.abs()).exp().map(Unary::Log1p)
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let x = ctx.saved(0);
        vec![Some(grad / (1.0 + (-x).exp()))]
    }

    fn forward_fused(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        ctx.save(&inputs[0]);
        inputs[0].map(Unary::Softplus)
    }

    fn backward_fused(&self, ctx: &Context, mut grad: Array) -> Vec<Option<Array>> {
        grad.zip_(Binary::SoftplusBackward, ctx.saved(0));
        vec![Some(grad)]
    }
}

impl Tensor {
    /// ln(1 + eˣ), element by element.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[-1000.0, 0.0, 1000.0]).requires_grad_();
    /// let y = x.softplus();
    /// assert_eq!(y.to_vec()[0], 0.0);
    /// assert!((y.to_vec()[1] - 2f64.ln()).abs() < 1e-6);
    /// assert_eq!(y.to_vec()[2], 1000.0);
    /// y.sum().backward();
    /// assert_eq!(x.grad().unwrap().to_vec(), [0.0, 0.5, 1.0]);
    /// ```
    #[must_use]
    pub fn softplus(&self) -> Tensor {
        apply(Softplus, &[self])
    }
}

pub(super) fn entry() -> Entry {
    Entry {
        name: "softplus",
        cases: vec![Case::new(&[Shape::matrix(3, 4)], -2.0, 2.0, |x| x[0].softplus())],
    }
}
