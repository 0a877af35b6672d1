//! The larger of two: y = max(a, b).

use engine::{Array, Binary, Shape};

use super::{Case, Entry, broadcasting_pairs};
use crate::{Context, Operation, Tensor, apply};

/// The larger of a and b, element by element; NaN if one of them is NaN.
///
/// Rule: the gradient goes to the larger one, and the other gets 0. On a tie the derivative is not
/// unique; each gets half, as in PyTorch. Where one is NaN, neither is larger, and both get all of
/// it.
///
/// Applied by [`Tensor::maximum`].
pub struct Maximum {
    shapes: [Shape; 2],
}

impl Operation for Maximum {
    fn name(&self) -> &'static str {
        "Maximum"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        ctx.save(&inputs[0]);
        ctx.save(&inputs[1]);
        inputs[0].zip(Binary::Maximum, &inputs[1])
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        contest(ctx, &grad, ctx.saved(0), ctx.saved(1), self.shapes)
    }
}

/// The gradients of a and b, of which the larger one in `left` and `right` wins.
pub(super) fn contest(
    ctx: &Context,
    grad: &Array,
    left: &Array,
    right: &Array,
    shapes: [Shape; 2],
) -> Vec<Option<Array>> {
    let share = grad * (1.0 - 0.5 * left.zip(Binary::Equal, right));
    // 0 where the other is larger, and not 0 times the gradient, which might be infinite.
    let unless = |larger: &Array, smaller: &Array| {
        share.zip(Binary::ReluBackward, &(1.0 - larger.zip(Binary::Greater, smaller)))
    };
    vec![
        ctx.needs(0).then(|| unless(right, left).sum_to(shapes[0])),
        ctx.needs(1).then(|| unless(left, right).sum_to(shapes[1])),
    ]
}

impl Tensor {
    /// The larger of a and b, element by element.
    ///
    /// A dimension of size 1 is broadcast. For the largest element of one tensor, see
    /// [`max`](Self::max).
    ///
    /// # Panics
    ///
    /// If the shapes do not broadcast.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let a = Tensor::vector(&[1.0, 5.0, 3.0]).requires_grad_();
    /// let y = a.maximum(&Tensor::vector(&[2.0, 4.0, 3.0]));
    /// assert_eq!(y.to_vec(), [2.0, 5.0, 3.0]);
    /// y.sum().backward();
    /// assert_eq!(a.grad().unwrap().to_vec(), [0.0, 1.0, 0.5]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn maximum(&self, other: &Tensor) -> Tensor {
        apply(Maximum { shapes: [self.shape(), other.shape()] }, &[self, other])
    }
}

pub(super) fn entry() -> Entry {
    let cases =
        broadcasting_pairs().map(|shapes| Case::new(&shapes, -2.0, 2.0, |x| x[0].maximum(&x[1])));
    Entry { name: "maximum", cases: cases.into() }
}
