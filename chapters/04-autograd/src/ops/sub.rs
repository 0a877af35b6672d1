//! Subtraction: y = a − b.

use engine::{Array, Shape};

use super::{Case, Entry, broadcasting_pairs};
use crate::{Context, Operation, Tensor, apply};

/// a − b, element by element.
///
/// Rule: ∂ℓ/∂a = ∂ℓ/∂y and ∂ℓ/∂b = −∂ℓ/∂y.
///
/// If an input was broadcast, the gradients of its copies are summed.
///
/// Applied by [`Tensor::sub`].
pub struct Sub {
    shapes: [Shape; 2],
}

impl Operation for Sub {
    fn name(&self) -> &'static str {
        "Sub"
    }

    fn forward(&self, _ctx: &mut Context, inputs: &[Array]) -> Array {
        inputs[0].sub(&inputs[1])
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let [a, b] = self.shapes;
        vec![ctx.needs(0).then(|| grad.sum_to(a)), ctx.needs(1).then(|| grad.sum_to(b).neg())]
    }
}

impl Tensor {
    /// a − b, element by element.
    ///
    /// A dimension of size 1 is broadcast. Also written `&a - &b`.
    ///
    /// # Panics
    ///
    /// If the shapes do not broadcast.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let a = Tensor::vector(&[5.0, 7.0]).requires_grad_();
    /// let b = Tensor::vector(&[2.0, 3.0]).requires_grad_();
    /// let y = &a - &b;
    /// assert_eq!(y.to_vec(), [3.0, 4.0]);
    /// y.sum().backward();
    /// assert_eq!(b.grad().unwrap().to_vec(), [-1.0, -1.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn sub(&self, other: &Tensor) -> Tensor {
        apply(Sub { shapes: [self.shape(), other.shape()] }, &[self, other])
    }
}

pub(super) fn entry() -> Entry {
    let cases =
        broadcasting_pairs().map(|shapes| Case::new(&shapes, -2.0, 2.0, |x| x[0].sub(&x[1])));
    Entry { name: "sub", cases: cases.into() }
}
