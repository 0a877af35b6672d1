//! The natural logarithm: y = ln x.

use engine::{Array, Shape, Unary};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// ln x, element by element; NaN for negative numbers.
///
/// Rule: ∂ℓ/∂x = ∂ℓ/∂y / x.
///
/// ln 0 is −∞ and the derivative there infinite; losses that take logarithms guard against it.
///
/// Applied by [`Tensor::log`].
pub struct Log;

impl Operation for Log {
    fn name(&self) -> &'static str {
        "Log"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        ctx.save(&inputs[0]);
        inputs[0].map(Unary::Log)
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        vec![Some(grad.div(ctx.saved(0)))]
    }
}

impl Tensor {
    /// ln x, element by element; NaN for negative numbers.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[1.0, 4.0]).requires_grad_();
    /// let y = x.log();
    /// assert_eq!(y.to_vec()[0], 0.0);
    /// y.sum().backward();
    /// assert_eq!(x.grad().unwrap().to_vec(), [1.0, 0.25]);
    /// ```
    #[must_use]
    pub fn log(&self) -> Tensor {
        apply(Log, &[self])
    }
}

pub(super) fn entry() -> Entry {
    Entry { name: "log", cases: vec![Case::new(&[Shape::matrix(3, 4)], 0.2, 3.0, |x| x[0].log())] }
}
