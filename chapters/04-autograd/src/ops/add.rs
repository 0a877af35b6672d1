//! Addition: y = a + b.

use engine::{Array, Shape};

use super::{Case, Entry, broadcasting_pairs};
use crate::{Context, Operation, Tensor, apply};

/// a + b, element by element.
///
/// Rule: ∂ℓ/∂a = ∂ℓ/∂b = ∂ℓ/∂y. A sum passes its gradient on to both inputs
/// unchanged.
///
/// If an input was broadcast, as a bias is to every row, the gradients of all its copies are
/// summed back to its shape.
///
/// Applied by [`Tensor::add`].
pub struct Add {
    shapes: [Shape; 2],
}

impl Operation for Add {
    fn name(&self) -> &'static str {
        "Add"
    }

    fn forward(&self, _ctx: &mut Context, inputs: &[Array]) -> Array {
        inputs[0].add(&inputs[1])
    }

    // ANCHOR: backward
    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let [a, b] = self.shapes;
        vec![ctx.needs(0).then(|| grad.sum_to(a)), ctx.needs(1).then(|| grad.sum_to(b))]
    }
    // ANCHOR_END: backward
}

impl Tensor {
    /// a + b, element by element.
    ///
    /// A dimension of size 1 is broadcast. Also written `&a + &b`.
    ///
    /// # Panics
    ///
    /// If the shapes do not broadcast.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// // A bias is added to each of two rows, so it receives two gradients.
    /// let x = Tensor::matrix(&[[1.0, 2.0], [3.0, 4.0]]);
    /// let b = Tensor::vector(&[10.0, 20.0]).requires_grad_();
    /// let y = &x + &b;
    /// assert_eq!(y.to_vec(), [11.0, 22.0, 13.0, 24.0]);
    /// y.sum().backward();
    /// assert_eq!(b.grad().unwrap().to_vec(), [2.0, 2.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn add(&self, other: &Tensor) -> Tensor {
        apply(Add { shapes: [self.shape(), other.shape()] }, &[self, other])
    }
}

pub(super) fn entry() -> Entry {
    let cases =
        broadcasting_pairs().map(|shapes| Case::new(&shapes, -2.0, 2.0, |x| x[0].add(&x[1])));
    Entry { name: "add", cases: cases.into() }
}
