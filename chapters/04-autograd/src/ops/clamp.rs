//! Clamping between two bounds.

use engine::{Array, Shape, Unary};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// x, but no less than `min` and no more than `max`.
///
/// Rule: ∂ℓ/∂x = ∂ℓ/∂y where min < x < max, else 0: a clamped element does not change with x.
///
/// Exactly at a bound the derivative is 0, as in PyTorch 2.15 (in older versions it is 1).
///
/// Applied by [`Tensor::clamp`].
pub struct Clamp {
    min: f64,
    max: f64,
}

impl Operation for Clamp {
    fn name(&self) -> &'static str {
        "Clamp"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        ctx.save(&inputs[0]);
        inputs[0].map(Unary::Clamp(self.min, self.max))
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        vec![Some(grad.mul(&ctx.saved(0).map(Unary::Within(self.min, self.max))))]
    }
}

impl Tensor {
    /// x, but no less than `min` and no more than `max`. Either bound may be infinite.
    ///
    /// # Panics
    ///
    /// If `min > max`, or a bound is NaN.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[-3.0, 0.5, 3.0]).requires_grad_();
    /// let y = x.clamp(-1.0, 1.0);
    /// assert_eq!(y.to_vec(), [-1.0, 0.5, 1.0]);
    /// y.sum().backward();
    /// assert_eq!(x.grad().unwrap().to_vec(), [0.0, 1.0, 0.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn clamp(&self, min: f64, max: f64) -> Tensor {
        assert!(min <= max, "clamp: the lower bound {min} is not below the upper bound {max}");
        apply(Clamp { min, max }, &[self])
    }
}

pub(super) fn entry() -> Entry {
    Entry {
        name: "clamp",
        cases: vec![Case::new(&[Shape::matrix(3, 4)], -2.0, 2.0, |x| x[0].clamp(-1.0, 0.5))],
    }
}
