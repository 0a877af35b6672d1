//! The smaller of two: y = min(a, b).

use engine::{Array, Binary, Shape};

use super::{Case, Entry, broadcasting_pairs, maximum::contest};
use crate::{Context, Operation, Tensor, apply};

/// The smaller of a and b, element by element: −max(−a, −b).
///
/// Rule: the gradient goes to the smaller one; half to each on a tie, as in
/// [`Maximum`](super::maximum::Maximum).
///
/// Applied by [`Tensor::minimum`].
pub struct Minimum {
    shapes: [Shape; 2],
}

impl Operation for Minimum {
    fn name(&self) -> &'static str {
        "Minimum"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        ctx.save(&inputs[0]);
        ctx.save(&inputs[1]);
        inputs[0].neg().zip(Binary::Maximum, &inputs[1].neg()).neg()
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        contest(ctx, &grad, &ctx.saved(0).neg(), &ctx.saved(1).neg(), self.shapes)
    }
}

impl Tensor {
    /// The smaller of a and b, element by element.
    ///
    /// A dimension of size 1 is broadcast.
    ///
    /// # Panics
    ///
    /// If the shapes do not broadcast.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let a = Tensor::vector(&[1.0, 5.0]);
    /// assert_eq!(a.minimum(&Tensor::vector(&[2.0, 4.0])).to_vec(), [1.0, 4.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn minimum(&self, other: &Tensor) -> Tensor {
        apply(Minimum { shapes: [self.shape(), other.shape()] }, &[self, other])
    }
}

pub(super) fn entry() -> Entry {
    let cases =
        broadcasting_pairs().map(|shapes| Case::new(&shapes, -2.0, 2.0, |x| x[0].minimum(&x[1])));
    Entry { name: "minimum", cases: cases.into() }
}
