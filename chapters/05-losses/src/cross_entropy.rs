//! The cross-entropy of many classes, from logits.

use autograd::{
    Context, Operation, Tensor, apply,
    ops::{Case, Entry},
};
use engine::{Array, Shape};

use crate::{
    ClassError, Reduction, classes,
    shapes::{same_shape, some_targets},
};

/// The mean of −Σⱼ tᵢⱼ ln qᵢⱼ, where qᵢ = softmax of the logits xᵢ and tᵢ is the target
/// distribution of sample i.
///
/// It is [`NLLLoss`](crate::NLLLoss) of a log-softmax in one step, and its gradient is simply the
/// error q − t. The input must be *logits*. If the network ends in a softmax, softmax is applied
/// twice. The network still learns, but the most certain output of the inner softmax is
/// (0, …, 1, …, 0), so with three classes the loss cannot fall below ln(1 + 2/e).
///
/// ```
/// use autograd::Tensor;
/// use losses::CrossEntropyLoss;
///
/// let certain = Tensor::matrix(&[[0.0, 1000.0, 0.0]]);
/// let loss = CrossEntropyLoss::new();
/// assert_eq!(loss.forward(&certain, &[1])?.item(), 0.0);
/// let twice = loss.forward(&certain.softmax(1), &[1])?.item();
/// assert!((twice - (1.0 + 2.0 * (-1f64).exp()).ln()).abs() < 1e-7);
/// # Ok::<(), losses::ClassError>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct CrossEntropyLoss {
    reduction: Reduction,
    label_smoothing: f64,
}

impl CrossEntropyLoss {
    /// The loss with the mean over the samples.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the reduction: a sum or a mean.
    #[must_use]
    pub fn reduction(self, reduction: Reduction) -> Self {
        Self { reduction, ..self }
    }

    /// ε, the share of each target that is spread evenly over all C classes. Default 0.
    ///
    /// ```text
    /// tⱼ ← (1 − ε)·tⱼ + ε / C
    /// ```
    ///
    /// With targets of exactly 0 and 1, the loss never stops falling: the network is asked to be
    /// ever more certain, and its logits grow without end. A smoothed target is reached at finite
    /// logits. The loss is then not 0 but the entropy of that target.
    ///
    /// Source: Szegedy et al. (2016), "Rethinking the Inception architecture for computer vision",
    /// section 7; PyTorch's `label_smoothing`.
    ///
    /// # Panics
    ///
    /// If it is not in [0, 1].
    ///
    /// ```
    /// use autograd::Tensor;
    /// use losses::CrossEntropyLoss;
    ///
    /// // Two classes, ε = 0.5: the target (1, 0) becomes (¾, ¼), and q = (¾, ¼) is the best answer.
    /// let logits = Tensor::matrix(&[[3_f64.ln(), 0.0]]).requires_grad_();
    /// let loss = CrossEntropyLoss::new().label_smoothing(0.5).forward(&logits, &[0])?;
    /// assert!((loss.item() + 0.75 * 0.75_f64.ln() + 0.25 * 0.25_f64.ln()).abs() < 1e-7);
    /// loss.backward();
    /// assert!(logits.grad().unwrap().to_vec().iter().all(|slope| slope.abs() < 1e-7));
    /// # Ok::<(), losses::ClassError>(())
    /// ```
    #[track_caller]
    #[must_use]
    pub fn label_smoothing(self, label_smoothing: f64) -> Self {
        assert!(
            (0.0..=1.0).contains(&label_smoothing),
            "label_smoothing = {label_smoothing} is not allowed: it must be at least 0 and at most 1"
        );
        Self { label_smoothing, ..self }
    }

    /// The loss of logits (n, classes) against the n right classes.
    ///
    /// # Errors
    ///
    /// If there is not one class per sample, or a class is out of range.
    #[track_caller]
    pub fn forward(&self, input: &Tensor, classes: &[usize]) -> Result<Tensor, ClassError> {
        classes::check(input.shape(), classes)?;
        if self.label_smoothing > 0.0 {
            let (shape, options) = (input.shape(), input.data().options());
            let ones = Array::ones(Shape::matrix(classes.len(), 1), options);
            let one_hot = ones.scatter(classes, shape.cols()).reshape(shape);
            return Ok(self.forward_probabilities(input, &Tensor::new(one_hot)));
        }
        let operation = CrossEntropy { reduction: self.reduction, classes: classes.to_vec() };
        Ok(apply(operation, &[input]))
    }

    /// The loss of logits (n, classes) against a distribution (n, classes) for each sample. The
    /// target is a constant: no gradient flows to it.
    ///
    /// # Panics
    ///
    /// If the shapes differ.
    ///
    /// ```
    /// use autograd::Tensor;
    /// use losses::CrossEntropyLoss;
    ///
    /// // The model predicts a fair coin, and the coin is fair: the loss is its entropy, ln 2.
    /// let (logits, fair) = (Tensor::matrix(&[[3.0, 3.0]]), Tensor::matrix(&[[0.5, 0.5]]));
    /// let loss = CrossEntropyLoss::new().forward_probabilities(&logits, &fair).item();
    /// assert!((loss - 2f64.ln()).abs() < 1e-7);
    /// ```
    #[track_caller]
    pub fn forward_probabilities(&self, input: &Tensor, target: &Tensor) -> Tensor {
        same_shape("CrossEntropyLoss", input, target);
        let operation = SoftCrossEntropy { reduction: self.reduction };
        apply(operation, &[input, &Tensor::new(self.smooth(target.data()))])
    }

    // ANCHOR: smooth
    fn smooth(&self, target: Array) -> Array {
        if self.label_smoothing == 0.0 {
            return target;
        }
        let classes = target.shape().cols() as f64;
        target * (1.0 - self.label_smoothing) + self.label_smoothing / classes
    }
    // ANCHOR_END: smooth
}

/// ℓ = −Σᵢ ln qᵢ,cᵢ / n. Rule: ∂ℓ/∂x = (q − onehot(c)) / n.
struct CrossEntropy {
    reduction: Reduction,
    classes: Vec<usize>,
}

// ANCHOR: cross_entropy
impl Operation for CrossEntropy {
    fn name(&self) -> &'static str {
        "CrossEntropy"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let log_q = inputs[0].log_softmax(-1);
        ctx.save(&log_q.exp());
        // One row per sample; a vector is a single sample.
        let rows = log_q.reshape(Shape::matrix(self.classes.len(), log_q.shape().cols()));
        self.reduction.apply(&-rows.gather(&self.classes), self.classes.len())
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let q = ctx.saved(0);
        let ones = Array::ones(Shape::matrix(self.classes.len(), 1), grad.options());
        let mut error = q.clone();
        error.axpy_(-1.0, &ones.scatter(&self.classes, q.shape().cols()));
        vec![Some(error * (grad * self.reduction.factor(self.classes.len())))]
    }

    fn forward_fused(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let (losses, q) = inputs[0].cross_entropy(&self.classes);
        ctx.save(&q);
        self.reduction.apply(&losses, self.classes.len())
    }
}
// ANCHOR_END: cross_entropy

/// ℓ = −Σᵢⱼ tᵢⱼ ln qᵢⱼ / n. Rule: ∂ℓ/∂xᵢⱼ = (qᵢⱼ Σₖ tᵢₖ − tᵢⱼ) / n, where the sum is 1 for a
/// distribution.
struct SoftCrossEntropy {
    reduction: Reduction,
}

impl Operation for SoftCrossEntropy {
    fn name(&self) -> &'static str {
        "SoftCrossEntropy"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let (log_q, t) = (inputs[0].log_softmax(-1), &inputs[1]);
        ctx.save(&log_q);
        ctx.save(t);
        self.reduction.apply(&-(&log_q * t), log_q.shape().rows())
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let (log_q, t) = (ctx.saved(0), ctx.saved(1));
        let error = log_q.exp() * t.sum(Some(-1)) - t;
        vec![Some(error * (grad * self.reduction.factor(log_q.shape().rows()))), None]
    }
}

pub(crate) fn entry() -> Entry {
    let logits = [Shape::matrix(4, 3)];
    Entry {
        name: "cross_entropy",
        cases: vec![
            Case::new(&logits, -3.0, 3.0, |x| {
                CrossEntropyLoss::new().forward(&x[0], &[2, 0, 1, 2]).expect("classes fit")
            }),
            Case::new(&logits, -3.0, 3.0, |x| {
                let targets = some_targets(&x[0]);
                CrossEntropyLoss::new().forward_probabilities(&x[0], &targets)
            }),
            Case::new(&logits, -3.0, 3.0, |x| {
                let smoothed = CrossEntropyLoss::new().label_smoothing(0.2);
                smoothed.forward(&x[0], &[2, 0, 1, 2]).expect("classes fit")
            }),
        ],
    }
}
