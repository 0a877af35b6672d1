//! The cross-entropy of two classes, from logits.

use autograd::{
    Context, Operation, Tensor, apply,
    ops::{Case, Entry},
};
use engine::{Array, Shape, Unary};

use crate::{
    Reduction,
    shapes::{broadcasts, constant_weight, same_shape, some_targets},
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
#[derive(Clone, Debug, Default)]
pub struct BCEWithLogitsLoss {
    reduction: Reduction,
    weight: Option<Tensor>,
    pos_weight: Option<Tensor>,
}

impl BCEWithLogitsLoss {
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
    /// use losses::BCEWithLogitsLoss;
    ///
    /// let (x, t) = (Tensor::matrix(&[[0.0, 0.0]]), Tensor::matrix(&[[1.0, 0.0]]));
    /// let loss = BCEWithLogitsLoss::new().weight(&Tensor::vector(&[3.0, 1.0]));
    /// let loss = loss.forward(&x, &t).item();
    /// assert!((loss - (3.0 + 1.0) / 2.0 * 2f64.ln()).abs() < 1e-7);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn weight(self, weight: &Tensor) -> Self {
        Self { weight: Some(constant_weight("weight", weight)), ..self }
    }

    /// Multiplies the error of a target of 1 by a weight p, which is broadcast: the loss is
    /// −[p·t ln σ(x) + (1 − t) ln(1 − σ(x))]. Default: no weight, as if p were 1. It is a constant: no
    /// gradient flows to it.
    ///
    /// If only one in ten targets is 1, a network that always says no is right nine times out of ten.
    /// With p = 9, the number of zeros for each one, both answers count the same in total. A larger p
    /// finds more of the ones, at the price of more false alarms.
    ///
    /// # Panics
    ///
    /// If an element is negative.
    ///
    /// ```
    /// use autograd::Tensor;
    /// use losses::BCEWithLogitsLoss;
    ///
    /// let (x, t) = (Tensor::vector(&[0.0, 0.0]).requires_grad_(), Tensor::vector(&[1.0, 0.0]));
    /// let loss = BCEWithLogitsLoss::new().pos_weight(&Tensor::scalar(9.0)).forward(&x, &t);
    /// assert!((loss.item() - (9.0 + 1.0) / 2.0 * 2f64.ln()).abs() < 1e-6);
    /// loss.backward();
    /// assert_eq!(x.grad().unwrap().to_vec(), [-2.25, 0.25]); // 9(σ − 1)/2 and σ/2
    /// ```
    #[track_caller]
    #[must_use]
    pub fn pos_weight(self, pos_weight: &Tensor) -> Self {
        Self { pos_weight: Some(constant_weight("pos_weight", pos_weight)), ..self }
    }

    /// The loss of the logits `input` against `target`, both of the same shape. The target is
    /// a constant: no gradient flows to it.
    ///
    /// # Panics
    ///
    /// If the shapes differ, or do not fit a weight.
    #[track_caller]
    pub fn forward(&self, input: &Tensor, target: &Tensor) -> Tensor {
        same_shape(NAME, input, target);
        let (reduction, target) = (self.reduction, target.detach());
        if self.weight.is_none() && self.pos_weight.is_none() {
            return apply(BinaryCrossEntropyWithLogits { reduction }, &[input, &target]);
        }
        let (mut yes, mut no) = (target.data(), 1.0 - target.data());
        if let Some(pos_weight) = &self.pos_weight {
            broadcasts(NAME, input, ("pos_weight", pos_weight));
            yes = yes * pos_weight.data();
        }
        if let Some(weight) = &self.weight {
            broadcasts(NAME, input, ("weight", weight));
            (yes, no) = (yes * weight.data(), no * weight.data());
        }
        let operation = WeightedBinaryCrossEntropyWithLogits { reduction };
        apply(operation, &[input, &Tensor::new(yes), &Tensor::new(no)])
    }
}

/// The name of the loss in messages.
const NAME: &str = "BCEWithLogitsLoss";

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

/// ℓ = −Σ [a ln σ(x) + b ln(1 − σ(x))] / n, where a and b are the weights of yes and of no. Rule:
/// ∂ℓ/∂x = ((a + b)σ(x) − a) / n.
///
/// Since −ln σ(x) = softplus(−x) and −ln(1 − σ(x)) = softplus(x), no term is negative, and none
/// cancels another.
struct WeightedBinaryCrossEntropyWithLogits {
    reduction: Reduction,
}

impl Operation for WeightedBinaryCrossEntropyWithLogits {
    fn name(&self) -> &'static str {
        "WeightedBinaryCrossEntropyWithLogits"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let [x, a, b] = inputs else { unreachable!("it is applied to three arrays") };
        for input in inputs {
            ctx.save(input);
        }
        let errors = (-x).map(Unary::Softplus) * a + x.map(Unary::Softplus) * b;
        self.reduction.apply(&errors, x.shape().len())
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let (x, a, b) = (ctx.saved(0), ctx.saved(1), ctx.saved(2));
        let factor = self.reduction.factor(x.shape().len());
        vec![Some((x.map(Unary::Sigmoid) * (a + b) - a) * factor * grad), None, None]
    }
}

pub(crate) fn entry() -> Entry {
    let logits = [Shape::matrix(4, 3)];
    Entry {
        name: "bce_with_logits",
        cases: vec![
            Case::new(&logits, -3.0, 3.0, |x| {
                BCEWithLogitsLoss::new().forward(&x[0], &some_targets(&x[0]))
            }),
            Case::new(&logits, -3.0, 3.0, |x| {
                let loss = BCEWithLogitsLoss::new().reduction(Reduction::None);
                loss.forward(&x[0], &some_targets(&x[0]))
            }),
            Case::new(&logits, -3.0, 3.0, |x| {
                let targets = some_targets(&x[0]);
                BCEWithLogitsLoss::new().pos_weight(&(&targets + 2.0)).forward(&x[0], &targets)
            }),
            Case::new(&logits, -3.0, 3.0, |x| {
                let targets = some_targets(&x[0]);
                let loss = BCEWithLogitsLoss::new().reduction(Reduction::None);
                let loss = loss.pos_weight(&(&targets + 2.0)).weight(&(1.5 - &targets));
                loss.forward(&x[0], &targets)
            }),
        ],
    }
}
