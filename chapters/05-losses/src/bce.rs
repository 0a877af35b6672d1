//! The cross-entropy of two classes, from probabilities.

use autograd::{
    Context, Operation, Tensor, apply,
    ops::{Case, Entry},
};
use engine::{Array, Shape, Unary};

use crate::{
    Reduction,
    shapes::{broadcasts, constant_weight, range, same_shape, some_targets},
};

/// The mean of −[t ln p + (1 − t) ln(1 − p)], for probabilities p and targets t in [0, 1].
///
/// The input must already be a probability, such as the output of a sigmoid. A probability
/// of exactly 0 for something that happened would give −ln 0 = ∞; so, as in PyTorch, logarithms are
/// clamped at −100. For p = 1 and t = 0 the loss is 100, and not the
/// ln(1 + e) of a *logit* of 1: for logits there is [`BCEWithLogitsLoss`](crate::BCEWithLogitsLoss), which is
/// also the better choice for training.
///
/// ```
/// use autograd::Tensor;
/// use losses::BCELoss;
///
/// let loss = BCELoss::new().forward(&Tensor::vector(&[1.0; 10]), &Tensor::vector(&[0.0; 10]));
/// assert_eq!(loss.item(), 100.0);
/// ```
#[derive(Clone, Debug, Default)]
pub struct BCELoss {
    reduction: Reduction,
    weight: Option<Tensor>,
}

impl BCELoss {
    /// The loss with the mean over all elements.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the reduction: a sum, a mean, or a table with the error of each element.
    #[must_use]
    pub fn reduction(self, reduction: Reduction) -> Self {
        Self { reduction, ..self }
    }

    /// Multiplies the error of each element by a weight, which is broadcast: of shape (m,) it weighs
    /// the m outputs, of shape (n, 1) the n samples. A mean still divides by the number of elements.
    /// Default: no weight. It is a constant: no gradient flows to it.
    ///
    /// # Panics
    ///
    /// If an element is negative.
    ///
    /// ```
    /// use autograd::Tensor;
    /// use losses::BCELoss;
    ///
    /// let (p, t) = (Tensor::matrix(&[[0.5, 0.5]]), Tensor::matrix(&[[1.0, 0.0]]));
    /// let loss = BCELoss::new().weight(&Tensor::vector(&[3.0, 1.0])).forward(&p, &t).item();
    /// assert!((loss - (3.0 + 1.0) / 2.0 * 2f64.ln()).abs() < 1e-7);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn weight(self, weight: &Tensor) -> Self {
        Self { weight: Some(constant_weight("weight", weight)), ..self }
    }

    /// The loss of the probabilities `input` against `target`, both of the same shape. The
    /// target is a constant: no gradient flows to it.
    ///
    /// # Panics
    ///
    /// If the shapes differ or do not fit the weight, or a probability or a target is not between 0
    /// and 1.
    #[track_caller]
    pub fn forward(&self, input: &Tensor, target: &Tensor) -> Tensor {
        same_shape("BCELoss", input, target);
        if let Some((min, max)) = range(input) {
            assert!(
                min >= 0.0 && max <= 1.0,
                "BCELoss: the input must be probabilities, but runs from {min} to {max}; is a \
                 sigmoid missing? For logits use BCEWithLogitsLoss"
            );
        }
        if let Some((min, max)) = range(target) {
            assert!(
                min >= 0.0 && max <= 1.0,
                "BCELoss: the targets must be between 0 and 1, but run from {min} to {max}; are they \
                 class numbers, or not scaled yet?"
            );
        }
        let target = target.detach();
        let Some(weight) = &self.weight else {
            return apply(BinaryCrossEntropy { reduction: self.reduction }, &[input, &target]);
        };
        broadcasts("BCELoss", input, ("weight", weight));
        let each = apply(BinaryCrossEntropy { reduction: Reduction::None }, &[input, &target]);
        self.reduction.of(each * weight)
    }
}

/// Logarithms are clamped at this value.
const LOG_FLOOR: f64 = -100.0;

/// The smallest p(1 − p) that the gradient is divided by; PyTorch's constant.
const VARIANCE_FLOOR: f64 = 1e-12;

/// ℓ = −Σ [t ln p + (1 − t) ln(1 − p)] / n. Rule: ∂ℓ/∂p = (p − t) / (p(1 − p)) / n.
struct BinaryCrossEntropy {
    reduction: Reduction,
}

// ANCHOR: bce
impl Operation for BinaryCrossEntropy {
    fn name(&self) -> &'static str {
        "BinaryCrossEntropy"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let (p, t) = (&inputs[0], &inputs[1]);
        ctx.save(p);
        ctx.save(t);
        let floor = Unary::Clamp(LOG_FLOOR, f64::INFINITY);
        let yes = p.map(Unary::Log).map(floor);
        let no = (-p).map(Unary::Log1p).map(floor);
        let errors = -(t * yes + (1.0 - t) * no);
        self.reduction.apply(&errors, p.shape().len())
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let (p, t) = (ctx.saved(0), ctx.saved(1));
        let variance = ((1.0 - p) * p).clamp(VARIANCE_FLOOR, f64::INFINITY);
        let factor = self.reduction.factor(p.shape().len());
        vec![Some((p - t) / variance * factor * grad), None]
    }
}
// ANCHOR_END: bce

pub(crate) fn entry() -> Entry {
    let probabilities = [Shape::matrix(4, 3)];
    Entry {
        name: "bce",
        cases: vec![
            Case::new(&probabilities, 0.1, 0.9, |x| {
                BCELoss::new().forward(&x[0], &some_targets(&x[0]))
            }),
            Case::new(&probabilities, 0.1, 0.9, |x| {
                let loss = BCELoss::new().reduction(Reduction::None);
                loss.forward(&x[0], &some_targets(&x[0]))
            }),
            Case::new(&probabilities, 0.1, 0.9, |x| {
                let targets = some_targets(&x[0]);
                BCELoss::new().weight(&(&targets + 0.5)).forward(&x[0], &targets)
            }),
        ],
    }
}
