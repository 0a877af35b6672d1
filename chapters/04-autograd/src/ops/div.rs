//! Division: y = a / b.

use engine::{Array, Shape};

use super::{Case, Entry, broadcasting_pairs};
use crate::{Context, Operation, Tensor, apply};

/// a / b, element by element.
///
/// Rule: ∂ℓ/∂a = ∂ℓ/∂y / b and ∂ℓ/∂b = −∂ℓ/∂y · (a/b) / b.
///
/// The derivative with respect to b is −a/b². Written as above, it does not overflow for tiny b.
///
/// Applied by [`Tensor::div`].
pub struct Div {
    shapes: [Shape; 2],
}

impl Operation for Div {
    fn name(&self) -> &'static str {
        "Div"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        ctx.save(&inputs[0]);
        ctx.save(&inputs[1]);
        inputs[0].div(&inputs[1])
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let [a, b] = self.shapes;
        let by = ctx.saved(1);
        vec![
            ctx.needs(0).then(|| grad.div(by).sum_to(a)),
            ctx.needs(1).then(|| grad.mul(&ctx.saved(0).div(by).div(by)).neg().sum_to(b)),
        ]
    }
}

impl Tensor {
    /// a / b, element by element.
    ///
    /// A dimension of size 1 is broadcast. Also written `&a / &b`.
    ///
    /// # Panics
    ///
    /// If the shapes do not broadcast.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let a = Tensor::scalar(6.0).requires_grad_();
    /// let b = Tensor::scalar(2.0).requires_grad_();
    /// let y = &a / &b;
    /// assert_eq!(y.item(), 3.0);
    /// y.backward();
    /// assert_eq!(a.grad().unwrap().item(), 0.5);
    /// assert_eq!(b.grad().unwrap().item(), -1.5);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn div(&self, other: &Tensor) -> Tensor {
        apply(Div { shapes: [self.shape(), other.shape()] }, &[self, other])
    }
}

pub(super) fn entry() -> Entry {
    let cases =
        broadcasting_pairs().map(|shapes| Case::new(&shapes, 0.5, 2.0, |x| x[0].div(&x[1])));
    Entry { name: "div", cases: cases.into() }
}
