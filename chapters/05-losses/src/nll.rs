//! The negative log-likelihood of the right classes.

use autograd::{
    Context, Operation, Tensor, apply,
    ops::{Case, Entry},
};
use engine::{Array, Shape};

use crate::{ClassError, Reduction, classes};

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
#[derive(Clone, Copy, Debug, Default)]
pub struct NLLLoss {
    reduction: Reduction,
}

impl NLLLoss {
    /// The loss with the mean over the samples.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the reduction: a sum or a mean.
    #[must_use]
    pub fn reduction(self, reduction: Reduction) -> Self {
        Self { reduction }
    }

    /// The loss of log-probabilities (n, classes) against the n right classes.
    ///
    /// # Errors
    ///
    /// If there is not one class per sample, or a class is out of range.
    #[track_caller]
    pub fn forward(&self, input: &Tensor, classes: &[usize]) -> Result<Tensor, ClassError> {
        classes::check(input.shape(), classes)?;
        let operation =
            NllLoss { reduction: self.reduction, classes: classes.to_vec(), shape: input.shape() };
        Ok(apply(operation, &[input]))
    }
}

/// ℓ = −Σ yᵢ,cᵢ / n. Rule: ∂ℓ/∂y is −1/n at each right class, and 0 elsewhere.
struct NllLoss {
    reduction: Reduction,
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
        self.reduction.apply(&-rows.gather(&self.classes), self.classes.len())
    }
    // ANCHOR_END: nll

    fn backward(&self, _ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let each = grad * -self.reduction.factor(self.classes.len());
        let each = each.expand(Shape::matrix(self.classes.len(), 1));
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
    Entry {
        name: "nll",
        cases: vec![Case::new(&[Shape::matrix(4, 3)], -3.0, 3.0, |x| {
            NLLLoss::new().forward(&x[0], &[2, 0, 1, 2]).expect("four samples of three classes")
        })],
    }
}
