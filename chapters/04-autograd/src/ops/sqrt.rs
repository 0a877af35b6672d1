//! The square root: y = √x.

use engine::{Array, Shape, Unary};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// √x, element by element; NaN for negative numbers.
///
/// Rule: ∂ℓ/∂x = ∂ℓ/∂y / (2y).
///
/// At 0 the derivative is infinite.
///
/// Applied by [`Tensor::sqrt`].
pub struct Sqrt;

impl Operation for Sqrt {
    fn name(&self) -> &'static str {
        "Sqrt"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let y = inputs[0].map(Unary::Sqrt);
        ctx.save(&y);
        y
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        vec![Some(grad.div(&ctx.saved(0).scale(2.0)))]
    }
}

impl Tensor {
    /// √x, element by element; NaN for negative numbers.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[4.0, 16.0]).requires_grad_();
    /// let y = x.sqrt();
    /// assert_eq!(y.to_vec(), [2.0, 4.0]);
    /// y.sum().backward();
    /// assert_eq!(x.grad().unwrap().to_vec(), [0.25, 0.125]);
    /// ```
    #[must_use]
    pub fn sqrt(&self) -> Tensor {
        apply(Sqrt, &[self])
    }
}

pub(super) fn entry() -> Entry {
    Entry {
        name: "sqrt",
        cases: vec![Case::new(&[Shape::matrix(3, 4)], 0.2, 3.0, |x| x[0].sqrt())],
    }
}
