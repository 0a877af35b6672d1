//! Softsign, a sigmoid-shaped function that saturates slowly: y = x / (1 + |x|).

use engine::{Array, Binary, Shape, Unary};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// x / (1 + |x|), element by element.
///
/// Rule: ∂ℓ/∂x = ∂ℓ/∂y / (1 + |x|)².
///
/// It saturates at ±1 like tanh, but slowly, like 1/x.
///
/// Applied by [`Tensor::softsign`].
pub struct Softsign;

impl Operation for Softsign {
    fn name(&self) -> &'static str {
        "Softsign"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let x = &inputs[0];
        ctx.save(x);
        x / (1.0 + x.abs())
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let scale = 1.0 + ctx.saved(0).abs();
        vec![Some(grad / (&scale * &scale))]
    }

    fn forward_fused(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        ctx.save(&inputs[0]);
        inputs[0].map(Unary::Softsign)
    }

    fn backward_fused(&self, ctx: &Context, mut grad: Array) -> Vec<Option<Array>> {
        grad.zip_(Binary::SoftsignBackward, ctx.saved(0));
        vec![Some(grad)]
    }
}

impl Tensor {
    /// x / (1 + |x|), element by element.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[-1.0, 0.0, 3.0]).requires_grad_();
    /// let y = x.softsign();
    /// assert_eq!(y.to_vec(), [-0.5, 0.0, 0.75]);
    /// y.sum().backward();
    /// assert_eq!(x.grad().unwrap().to_vec(), [0.25, 1.0, 0.0625]);
    /// ```
    #[must_use]
    pub fn softsign(&self) -> Tensor {
        apply(Softsign, &[self])
    }
}

pub(super) fn entry() -> Entry {
    Entry {
        name: "softsign",
        cases: vec![Case::new(&[Shape::matrix(3, 4)], -2.0, 2.0, |x| x[0].softsign())],
    }
}
