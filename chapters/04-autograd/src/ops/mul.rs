//! Multiplication: y = a · b, by [`Tensor::mul`].

use engine::{Array, Shape};

use super::{Case, Entry, broadcasting_pairs};
use crate::{Context, Operation, Tensor, apply};

// ANCHOR: rule
/// a · b, element by element.
///
/// Rule: ∂ℓ/∂a = ∂ℓ/∂y · b and ∂ℓ/∂b = ∂ℓ/∂y · a. The derivative by one is the other.
///
/// In x · x both inputs are the same tensor; its two gradients are added, which gives 2x.
pub struct Mul {
    shapes: [Shape; 2],
}

impl Operation for Mul {
    fn name(&self) -> &'static str {
        "Mul"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        ctx.save(&inputs[0]);
        ctx.save(&inputs[1]);
        inputs[0].mul(&inputs[1])
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let [a, b] = self.shapes;
        vec![
            ctx.needs(0).then(|| grad.mul(ctx.saved(1)).sum_to(a)),
            ctx.needs(1).then(|| grad.mul(ctx.saved(0)).sum_to(b)),
        ]
    }
}
// ANCHOR_END: rule

impl Tensor {
    /// a · b, element by element.
    ///
    /// A dimension of size 1 is broadcast. Also written `&a * &b`.
    ///
    /// # Panics
    ///
    /// If the shapes do not broadcast.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::scalar(3.0).requires_grad_();
    /// let y = &x * &x;
    /// assert_eq!(y.item(), 9.0);
    /// y.backward();
    /// assert_eq!(x.grad().unwrap().item(), 6.0);
    /// ```
    #[track_caller]
    #[must_use]
    // ANCHOR: method
    pub fn mul(&self, other: &Tensor) -> Tensor {
        apply(Mul { shapes: [self.shape(), other.shape()] }, &[self, other])
    }
    // ANCHOR_END: method
}

// ANCHOR: entry
pub(super) fn entry() -> Entry {
    let cases =
        broadcasting_pairs().map(|shapes| Case::new(&shapes, -2.0, 2.0, |x| x[0].mul(&x[1])));
    Entry { name: "mul", cases: cases.into() }
}
// ANCHOR_END: entry
