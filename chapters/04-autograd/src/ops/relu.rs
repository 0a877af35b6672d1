//! The rectifier: y = max(x, 0).

use engine::{Array, Binary, Shape, Unary};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// max(x, 0), element by element.
///
/// Rule: ∂ℓ/∂x = ∂ℓ/∂y where x > 0, else 0. At the kink, 0, the derivative is taken to be 0.
///
/// A unit whose input is negative gets no gradient. If its input is negative for every sample, it
/// can no longer learn: the unit is dead.
///
/// Applied by [`Tensor::relu`].
pub struct Relu;

impl Operation for Relu {
    fn name(&self) -> &'static str {
        "Relu"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let y = inputs[0].clamp(0.0, f64::INFINITY);
        ctx.save(&y);
        y
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let y = ctx.saved(0);
        vec![Some(grad * y.gt(0.0))]
    }

    fn forward_fused(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let y = inputs[0].map(Unary::Relu);
        ctx.save(&y);
        y
    }

    fn backward_fused(&self, ctx: &Context, mut grad: Array) -> Vec<Option<Array>> {
        grad.zip_(Binary::ReluBackward, ctx.saved(0));
        vec![Some(grad)]
    }
}

impl Tensor {
    /// max(x, 0), element by element.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[-1.0, 0.0, 4.0, -5.0, 6.0]).requires_grad_();
    /// let y = x.relu();
    /// assert_eq!(y.to_vec(), [0.0, 0.0, 4.0, 0.0, 6.0]);
    /// y.sum().backward();
    /// assert_eq!(x.grad().unwrap().to_vec(), [0.0, 0.0, 1.0, 0.0, 1.0]);
    /// ```
    #[must_use]
    pub fn relu(&self) -> Tensor {
        apply(Relu, &[self])
    }
}

pub(super) fn entry() -> Entry {
    Entry {
        name: "relu",
        cases: vec![Case::new(&[Shape::matrix(3, 4)], -2.0, 2.0, |x| x[0].relu())],
    }
}
