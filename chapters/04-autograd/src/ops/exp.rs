//! The exponential: y = eˣ.

use engine::{Array, Shape, Unary};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// eˣ, element by element.
///
/// Rule: ∂ℓ/∂x = ∂ℓ/∂y · y.
///
/// The exponential is its own derivative, so only the output needs to be saved.
///
/// Applied by [`Tensor::exp`].
pub struct Exp;

impl Operation for Exp {
    fn name(&self) -> &'static str {
        "Exp"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let y = inputs[0].map(Unary::Exp);
        ctx.save(&y);
        y
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        vec![Some(grad.mul(ctx.saved(0)))]
    }
}

impl Tensor {
    /// eˣ, element by element.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[0.0, 1.0]).requires_grad_();
    /// x.exp().sum().backward();
    /// let grad = x.grad().unwrap().to_vec();
    /// assert_eq!(grad[0], 1.0);
    /// assert!((grad[1] - std::f64::consts::E).abs() < 1e-6);
    /// ```
    #[must_use]
    pub fn exp(&self) -> Tensor {
        apply(Exp, &[self])
    }
}

pub(super) fn entry() -> Entry {
    Entry { name: "exp", cases: vec![Case::new(&[Shape::matrix(3, 4)], -2.0, 2.0, |x| x[0].exp())] }
}
