//! The cross-entropy of many classes, from logits.

use autograd::{
    Context, Operation, Tensor, apply,
    ops::{Case, Entry},
};
use engine::{Array, Shape};

use crate::{
    ClassError, Reduction,
    classes::ClassOptions,
    samples::Samples,
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
///
/// With a [weight](Self::weight) wⱼ for each class and a [label smoothing](Self::label_smoothing) ε, the
/// loss of a sample is −Σⱼ wⱼ [(1 − ε)tⱼ + ε/C] ln qⱼ for C classes.
#[derive(Clone, Debug, Default)]
pub struct CrossEntropyLoss {
    reduction: Reduction,
    options: ClassOptions,
    label_smoothing: f64,
}

impl CrossEntropyLoss {
    /// The loss with the mean over the samples.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the reduction: a sum, a mean, or a list with the loss of each sample.
    #[must_use]
    pub fn reduction(self, reduction: Reduction) -> Self {
        Self { reduction, ..self }
    }

    /// Sets the weight of each class, for example a larger one for a class with few samples. Default:
    /// all classes count the same.
    ///
    /// If the targets are classes, a mean is a weighted mean, as in
    /// [`NLLLoss::weight`](crate::NLLLoss::weight): it divides by the sum of the weights of the right
    /// classes. If they are probabilities, it divides by the number of samples, as PyTorch does.
    ///
    /// # Panics
    ///
    /// If a weight is negative or not finite.
    ///
    /// ```
    /// use autograd::Tensor;
    /// use losses::CrossEntropyLoss;
    ///
    /// // Equal logits: every loss is ln 2, and so is any weighted mean of such losses.
    /// let logits = Tensor::matrix(&[[0.0, 0.0], [0.0, 0.0]]).requires_grad_();
    /// let loss = CrossEntropyLoss::new().weight(&[1.0, 3.0]).forward(&logits, &[0, 1])?;
    /// assert!((loss.item() - 2f64.ln()).abs() < 1e-7);
    /// // The second sample has three quarters of the weight, and so of the gradient.
    /// loss.backward();
    /// assert_eq!(logits.grad().unwrap().to_vec(), [-0.125, 0.125, 0.375, -0.375]);
    /// # Ok::<(), losses::ClassError>(())
    /// ```
    #[track_caller]
    #[must_use]
    pub fn weight(self, weight: &[f64]) -> Self {
        Self { options: self.options.weight(weight), ..self }
    }

    /// Leaves out the samples of this class, as in
    /// [`NLLLoss::ignore_index`](crate::NLLLoss::ignore_index). Default: no class is ignored.
    ///
    /// ```
    /// use autograd::Tensor;
    /// use losses::CrossEntropyLoss;
    ///
    /// let logits = Tensor::matrix(&[[0.0, 0.0], [5.0, -5.0]]);
    /// let loss = CrossEntropyLoss::new().ignore_index(255).forward(&logits, &[0, 255])?;
    /// assert!((loss.item() - 2f64.ln()).abs() < 1e-7); // the loss of the first sample
    /// # Ok::<(), losses::ClassError>(())
    /// ```
    #[must_use]
    pub fn ignore_index(mut self, class: usize) -> Self {
        self.options.ignore_index = Some(class);
        self
    }

    /// Mixes each target with the uniform distribution over the C classes: it becomes (1 − ε)t + ε/C.
    /// Default ε = 0.
    ///
    /// Without it, the loss keeps falling as long as the logits grow, and the network becomes more
    /// certain than its data justify. With it, the best probability of the right class is
    /// 1 − ε + ε/C (Szegedy et al. 2016, section 7).
    ///
    /// # Panics
    ///
    /// If ε is not between 0 and 1.
    ///
    /// ```
    /// use autograd::Tensor;
    /// use losses::CrossEntropyLoss;
    ///
    /// // The target of class 0 becomes (0.8 + 0.1, 0.1). A model that predicts just that is at the
    /// // minimum: its loss is the entropy of the target, and its gradient is 0.
    /// let logits = Tensor::matrix(&[[0.9, 0.1]]).log().detach().requires_grad_();
    /// let loss = CrossEntropyLoss::new().label_smoothing(0.2).forward(&logits, &[0])?;
    /// let entropy = -0.9 * 0.9f64.ln() - 0.1 * 0.1f64.ln();
    /// assert!((loss.item() - entropy).abs() < 1e-7);
    /// loss.backward();
    /// assert!(logits.grad().unwrap().to_vec().iter().all(|g| g.abs() < 1e-7));
    /// # Ok::<(), losses::ClassError>(())
    /// ```
    #[track_caller]
    #[must_use]
    pub fn label_smoothing(self, label_smoothing: f64) -> Self {
        assert!(
            (0.0..=1.0).contains(&label_smoothing),
            "label_smoothing = {label_smoothing} is not allowed: it must be between 0 and 1"
        );
        Self { label_smoothing, ..self }
    }

    /// The loss of logits (n, classes) against the n right classes.
    ///
    /// # Errors
    ///
    /// If there is not one class per sample, or a class is out of range.
    ///
    /// # Panics
    ///
    /// If there are weights for another number of classes.
    #[track_caller]
    pub fn forward(&self, input: &Tensor, classes: &[usize]) -> Result<Tensor, ClassError> {
        let shape = input.shape();
        let (samples, classes) = self.options.samples(NAME, self.reduction, shape, classes)?;
        if self.label_smoothing == 0.0 {
            return Ok(apply(CrossEntropy { samples, classes }, &[input]));
        }
        let ones = Array::ones(Shape::matrix(classes.len(), 1), input.data().options());
        let one_hot = ones.scatter(&classes, shape.cols()).reshape(shape);
        let target = Tensor::new(self.smooth_and_weigh(one_hot));
        Ok(apply(SoftCrossEntropy { samples: samples.weighed() }, &[input, &target]))
    }

    /// The loss of logits (n, classes) against a distribution (n, classes) for each sample. The
    /// target is a constant: no gradient flows to it.
    ///
    /// # Panics
    ///
    /// If the shapes differ, there are weights for another number of classes, or a class is to be
    /// ignored: a distribution has no single class.
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
        same_shape(NAME, input, target);
        self.options.check_weight(NAME, input.shape().cols());
        assert!(
            self.options.ignore_index.is_none(),
            "{NAME}: ignore_index is for classes; to ignore a sample that has probabilities, set them \
             to 0 and use Reduction::Sum"
        );
        let samples = Samples::new(self.reduction, input.shape(), None);
        let target = Tensor::new(self.smooth_and_weigh(target.data()));
        apply(SoftCrossEntropy { samples }, &[input, &target])
    }

    /// From distributions t the targets wⱼ [(1 − ε)tⱼ + ε/C].
    // ANCHOR: smooth
    fn smooth_and_weigh(&self, mut target: Array) -> Array {
        if self.label_smoothing > 0.0 {
            let uniform = 1.0 / target.shape().cols() as f64;
            target = target * (1.0 - self.label_smoothing) + self.label_smoothing * uniform;
        }
        if let Some(weight) = &self.options.weight {
            let weight = Array::vector(weight, target.options());
            target = target * weight;
        }
        target
    }
    // ANCHOR_END: smooth
}

/// The name of the loss in messages.
const NAME: &str = "CrossEntropyLoss";

/// ℓ = −Σᵢ vᵢ ln qᵢ,cᵢ / Σ vᵢ, where vᵢ is the weight of sample i, 1 by default. Rule:
/// ∂ℓ/∂xᵢ = (qᵢ − onehot(cᵢ)) vᵢ / Σ v.
struct CrossEntropy {
    samples: Samples,
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
        self.samples.reduce(&-rows.gather(&self.classes))
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let q = ctx.saved(0);
        let ones = Array::ones(Shape::matrix(self.classes.len(), 1), grad.options());
        let mut error = q.clone();
        error.axpy_(-1.0, &ones.scatter(&self.classes, q.shape().cols()));
        vec![Some(error * self.samples.spread(grad))]
    }

    fn forward_fused(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let (losses, q) = inputs[0].cross_entropy(&self.classes);
        ctx.save(&q);
        self.samples.reduce(&losses)
    }
}
// ANCHOR_END: cross_entropy

/// ℓ = −Σᵢⱼ tᵢⱼ ln qᵢⱼ / n. Rule: ∂ℓ/∂xᵢⱼ = (qᵢⱼ Σₖ tᵢₖ − tᵢⱼ) / n, where the sum is 1 for a
/// distribution, but not for one that is multiplied by the weights of classes.
struct SoftCrossEntropy {
    samples: Samples,
}

impl Operation for SoftCrossEntropy {
    fn name(&self) -> &'static str {
        "SoftCrossEntropy"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let (log_q, t) = (inputs[0].log_softmax(-1), &inputs[1]);
        ctx.save(&log_q);
        ctx.save(t);
        self.samples.reduce(&-(&log_q * t))
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let (log_q, t) = (ctx.saved(0), ctx.saved(1));
        let error = log_q.exp() * t.sum(Some(-1)) - t;
        vec![Some(error * self.samples.spread(grad)), None]
    }
}

pub(crate) fn entry() -> Entry {
    let (logits, vector) = ([Shape::matrix(4, 3)], [Shape::vector(3)]);
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
                let loss = CrossEntropyLoss::new().weight(&[0.5, 1.0, 2.0]).ignore_index(9);
                loss.forward(&x[0], &[2, 0, 9, 1]).expect("classes fit")
            }),
            Case::new(&logits, -3.0, 3.0, |x| {
                let loss = every_option().ignore_index(0);
                loss.forward(&x[0], &[2, 0, 1, 2]).expect("classes fit")
            }),
            Case::new(&logits, -3.0, 3.0, |x| {
                let loss = every_option().ignore_index(9).reduction(Reduction::None);
                loss.forward(&x[0], &[2, 0, 9, 1]).expect("classes fit")
            }),
            Case::new(&logits, -3.0, 3.0, |x| {
                let loss = CrossEntropyLoss::new().reduction(Reduction::None);
                loss.forward(&x[0], &[2, 0, 1, 2]).expect("classes fit")
            }),
            Case::new(&logits, -3.0, 3.0, |x| {
                every_option().forward_probabilities(&x[0], &some_targets(&x[0]))
            }),
            Case::new(&logits, -3.0, 3.0, |x| {
                let loss = every_option().reduction(Reduction::None);
                loss.forward_probabilities(&x[0], &some_targets(&x[0]))
            }),
            Case::new(&vector, -3.0, 3.0, |x| {
                every_option().forward(&x[0], &[2]).expect("the class fits")
            }),
            Case::new(&vector, -3.0, 3.0, |x| {
                let loss = every_option().reduction(Reduction::None);
                loss.forward_probabilities(&x[0], &some_targets(&x[0]))
            }),
        ],
    }
}

/// For gradient checks.
fn every_option() -> CrossEntropyLoss {
    CrossEntropyLoss::new().weight(&[0.5, 1.0, 2.0]).label_smoothing(0.2)
}
