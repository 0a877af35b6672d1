//! The cross-entropy of two classes, from logits.

use autograd::{
    Context, Operation, Tensor, apply,
    ops::{Case, Entry},
};
use engine::{Array, Shape, Unary};

use crate::{
    Reduction,
    shapes::{same_shape, some_targets},
};

/// The mean of −[t ln σ(x) + (1 − t) ln(1 − σ(x))], for logits x and targets t in [0, 1].
///
/// A logit is the input of the sigmoid σ. Combined, sigmoid and logarithm simplify to
/// max(x, 0) − x·t + ln(1 + e^(−|x|)). That needs no clamping, is accurate for any x, and has the
/// gradient σ(x) − t, which is just the error. So a network for two classes should end in a plain
/// linear layer.
///
/// ```
/// use autograd::Tensor;
/// use losses::BCEWithLogitsLoss;
///
/// let loss = BCEWithLogitsLoss::new().forward(&Tensor::vector(&[1.0]), &Tensor::vector(&[0.0]));
/// assert_eq!(loss.to_string(), "tensor(1.3133)"); // ln(1 + e)
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct BCEWithLogitsLoss {
    reduction: Reduction,
}

impl BCEWithLogitsLoss {
    /// The loss with the mean over all elements.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the reduction: a sum or a mean.
    #[must_use]
    pub fn reduction(self, reduction: Reduction) -> Self {
        Self { reduction }
    }

    /// The loss of the logits `input` against `target`, both of the same shape. The target is
    /// a constant: no gradient flows to it.
    ///
    /// # Panics
    ///
    /// If the shapes differ.
    #[track_caller]
    pub fn forward(&self, input: &Tensor, target: &Tensor) -> Tensor {
        same_shape("BCEWithLogitsLoss", input, target);
        let operation = BinaryCrossEntropyWithLogits { reduction: self.reduction };
        apply(operation, &[input, &target.detach()])
    }
}

/// ℓ = Σ [max(x, 0) − x·t + ln(1 + e^(−|x|))] / n. Rule: ∂ℓ/∂x = (σ(x) − t) / n.
struct BinaryCrossEntropyWithLogits {
    reduction: Reduction,
}

// ANCHOR: bce_with_logits
impl Operation for BinaryCrossEntropyWithLogits {
    fn name(&self) -> &'static str {
        "BinaryCrossEntropyWithLogits"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let (x, t) = (&inputs[0], &inputs[1]);
        ctx.save(x);
        ctx.save(t);
        // softplus(−|x|) = ln(1 + e^(−|x|)). This never subtracts two large numbers.
        let rest = (-x.abs()).map(Unary::Softplus);
        let errors = x.map(Unary::Relu) - x * t + rest;
        self.reduction.apply(&errors, x.shape().len())
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let (x, t) = (ctx.saved(0), ctx.saved(1));
        let factor = self.reduction.factor(x.shape().len());
        vec![Some((x.map(Unary::Sigmoid) - t) * factor * grad), None]
    }
}
// ANCHOR_END: bce_with_logits

pub(crate) fn entry() -> Entry {
    Entry {
        name: "bce_with_logits",
        cases: vec![Case::new(&[Shape::matrix(4, 3)], -3.0, 3.0, |x| {
            BCEWithLogitsLoss::new().forward(&x[0], &some_targets(&x[0]))
        })],
    }
}
