//! The negative log-likelihood of the right classes.

use autograd::{
    Context, Operation, Tensor, apply,
    ops::{Case, Entry},
};
use engine::{Array, Shape};

use crate::{ClassError, Reduction, classes::ClassOptions, samples::Samples};

/// The mean of −yᵢ,cᵢ, where yᵢ are the *log*-probabilities of sample i and cᵢ its class.
///
/// The input must already be log-probabilities, such as the output of a log-softmax. The loss only
/// selects elements and averages them; it does not check that they are log-probabilities.
///
/// ```
/// use autograd::Tensor;
/// use losses::NLLLoss;
///
/// let y = Tensor::matrix(&[[1.0, -1.0, 2.0], [-1.0, 0.0, 1.0]]).log_softmax(1);
/// let loss = NLLLoss::new().forward(&y, &[2, 1])?;
/// assert_eq!(loss.to_string(), "tensor(0.8783)");
/// # Ok::<(), losses::ClassError>(())
/// ```
///
/// With a [weight](Self::weight) w for each class, sample i counts with v = w of its class, and the mean
/// is Σᵢ vᵢℓᵢ / Σᵢ vᵢ. Samples of an [ignored class](Self::ignore_index) count with 0 in both sums.
#[derive(Clone, Debug, Default)]
pub struct NLLLoss {
    reduction: Reduction,
    options: ClassOptions,
}

impl NLLLoss {
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
    /// A mean is a weighted mean: it divides by the sum of the samples' weights, not by their number.
    ///
    /// # Panics
    ///
    /// If a weight is negative or not finite.
    ///
    /// ```
    /// use autograd::Tensor;
    /// use losses::NLLLoss;
    ///
    /// // The losses are 1 and 4, and the second class counts three times as much.
    /// let y = Tensor::matrix(&[[-1.0, -2.0], [-3.0, -4.0]]);
    /// let loss = NLLLoss::new().weight(&[1.0, 3.0]).forward(&y, &[0, 1])?;
    /// assert_eq!(loss.item(), (1.0 * 1.0 + 3.0 * 4.0) / (1.0 + 3.0));
    /// # Ok::<(), losses::ClassError>(())
    /// ```
    #[track_caller]
    #[must_use]
    pub fn weight(self, weight: &[f64]) -> Self {
        Self { options: self.options.weight(weight), ..self }
    }

    /// Leaves out the samples of this class, as if they were not in the batch: they add nothing to
    /// the loss, get no gradient, and a mean does not count them. The class need not have a score.
    /// Default: no class is ignored.
    ///
    /// It is for samples that have no right class, such as the padding at the end of a sentence.
    /// PyTorch ignores the class −100 by default; a `usize` is never negative.
    ///
    /// ```
    /// use autograd::Tensor;
    /// use losses::NLLLoss;
    ///
    /// let y = Tensor::matrix(&[[-1.0, -2.0], [-3.0, -4.0]]).requires_grad_();
    /// let loss = NLLLoss::new().ignore_index(255).forward(&y, &[0, 255])?;
    /// assert_eq!(loss.item(), 1.0);
    /// loss.backward();
    /// assert_eq!(y.grad().unwrap().to_vec(), [-1.0, 0.0, 0.0, 0.0]);
    /// # Ok::<(), losses::ClassError>(())
    /// ```
    #[must_use]
    pub fn ignore_index(mut self, class: usize) -> Self {
        self.options.ignore_index = Some(class);
        self
    }

    /// The loss of log-probabilities (n, classes) against the n right classes.
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
        let (samples, classes) = self.options.samples("NLLLoss", self.reduction, shape, classes)?;
        Ok(apply(NllLoss { samples, classes, shape }, &[input]))
    }
}

/// ℓ = −Σ vᵢ yᵢ,cᵢ / Σ vᵢ, where vᵢ is the weight of sample i, 1 by default. Rule: ∂ℓ/∂y is −vᵢ/Σ v at
/// each right class, and 0 elsewhere.
struct NllLoss {
    samples: Samples,
    classes: Vec<usize>,
    shape: Shape,
}

impl Operation for NllLoss {
    fn name(&self) -> &'static str {
        "NllLoss"
    }

    // ANCHOR: nll
    fn forward(&self, _ctx: &mut Context, inputs: &[Array]) -> Array {
        let rows = inputs[0].reshape(self.rows());
        self.samples.reduce(&-rows.gather(&self.classes))
    }
    // ANCHOR_END: nll

    fn backward(&self, _ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let each = -self.samples.spread(grad).expand(Shape::matrix(self.classes.len(), 1));
        vec![Some(each.scatter(&self.classes, self.shape.cols()).reshape(self.shape))]
    }
}

impl NllLoss {
    /// One row per sample; a vector is a single sample.
    fn rows(&self) -> Shape {
        Shape::matrix(self.classes.len(), self.shape.cols())
    }
}

pub(crate) fn entry() -> Entry {
    let scores = [Shape::matrix(4, 3)];
    Entry {
        name: "nll",
        cases: vec![
            Case::new(&scores, -3.0, 3.0, |x| {
                NLLLoss::new().forward(&x[0], &[2, 0, 1, 2]).expect("four samples of three classes")
            }),
            Case::new(&scores, -3.0, 3.0, |x| {
                let loss = NLLLoss::new().weight(&[0.5, 1.0, 2.0]).ignore_index(1);
                loss.forward(&x[0], &[2, 0, 1, 2]).expect("four samples of three classes")
            }),
            Case::new(&scores, -3.0, 3.0, |x| {
                let loss = NLLLoss::new().weight(&[0.5, 1.0, 2.0]).ignore_index(9);
                let loss = loss.reduction(Reduction::None);
                loss.forward(&x[0], &[2, 0, 9, 1]).expect("four samples of three classes")
            }),
            Case::new(&[Shape::vector(3)], -3.0, 3.0, |x| {
                let loss = NLLLoss::new().weight(&[0.5, 1.0, 2.0]).reduction(Reduction::None);
                loss.forward(&x[0], &[2]).expect("one sample of three classes")
            }),
        ],
    }
}
