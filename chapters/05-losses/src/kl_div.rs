//! The Kullback–Leibler divergence of two distributions.

use autograd::{
    Tensor,
    ops::{Case, Entry},
};
use engine::{Array, Binary, Shape, Unary};

use crate::{
    Reduction,
    shapes::{range, same_shape, some_targets},
};

/// The mean of t(ln t − y), where t are target probabilities and y *log*-probabilities, such as the
/// output of a log-softmax.
///
/// Summed over the classes it is the Kullback–Leibler divergence Σ t ln(t/q), with y = ln q: what it
/// costs to believe in q while t is true. It is never negative, and 0 only if q = t
/// (Kullback & Leibler 1951). The cross-entropy is larger by the entropy of t, which does not depend on
/// the network, so both have the same gradient.
///
/// The default, the mean over all *elements*, is PyTorch's, but it is not the divergence: it divides
/// by the number of classes, too. Use [`batchmean`](Self::batchmean) for the mean over the samples.
///
/// ```
/// use autograd::Tensor;
/// use losses::KLDivLoss;
///
/// // A fair coin, and a model that says three to one.
/// let y = Tensor::matrix(&[[0.75, 0.25]]).log().detach().requires_grad_();
/// let t = Tensor::matrix(&[[0.5, 0.5]]);
/// let loss = KLDivLoss::new().batchmean().forward(&y, &t);
/// let divergence = 0.5 * (0.5 / 0.75f64).ln() + 0.5 * (0.5 / 0.25f64).ln();
/// assert!((loss.item() - divergence).abs() < 1e-7);
/// loss.backward();
/// assert_eq!(y.grad().unwrap().to_vec(), [-0.5, -0.5]); // −t
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct KLDivLoss {
    reduction: Reduction,
    batchmean: bool,
    log_target: bool,
}

impl KLDivLoss {
    /// The loss with the mean over all elements.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the reduction: a sum, a mean over all elements, or a table with the term of each element.
    #[must_use]
    pub fn reduction(self, reduction: Reduction) -> Self {
        Self { reduction, batchmean: false, ..self }
    }

    /// Divides the sum by the size of the first dimension, which is the number of samples: PyTorch's
    /// `reduction="batchmean"`, and the mean of the samples' divergences. It replaces the
    /// [`reduction`](Self::reduction).
    ///
    /// The first dimension of a vector is its length. For a single distribution, use a matrix with one
    /// row, or the sum.
    #[must_use]
    pub fn batchmean(self) -> Self {
        Self { reduction: Reduction::Sum, batchmean: true, ..self }
    }

    /// Whether the targets are log-probabilities, too: the terms are then eᵗ(t − y). Default false.
    ///
    /// Logarithms keep the digits of tiny probabilities. Use them if the targets come from a network,
    /// for example from a large one that a small one is to imitate.
    ///
    /// ```
    /// use autograd::Tensor;
    /// use losses::KLDivLoss;
    ///
    /// let y = Tensor::matrix(&[[1.0, 2.0, 3.0]]).log_softmax(1);
    /// let t = Tensor::matrix(&[[3.0, 2.0, 1.0]]).log_softmax(1);
    /// let loss = KLDivLoss::new().batchmean();
    /// let (from_logarithms, from_probabilities) =
    ///     (loss.log_target(true).forward(&y, &t), loss.forward(&y, &t.exp()));
    /// assert!((from_logarithms.item() - from_probabilities.item()).abs() < 1e-6);
    /// ```
    #[must_use]
    pub fn log_target(self, log_target: bool) -> Self {
        Self { log_target, ..self }
    }

    /// The loss of the log-probabilities `input` against `target`, both of the same shape. The target
    /// is a constant: no gradient flows to it.
    ///
    /// Like [`NLLLoss`](crate::NLLLoss), it does not check that the input are log-probabilities.
    ///
    /// # Panics
    ///
    /// If the shapes differ, or a target probability is negative.
    #[track_caller]
    pub fn forward(&self, input: &Tensor, target: &Tensor) -> Tensor {
        same_shape("KLDivLoss", input, target);
        let target = target.detach();
        let terms = if self.log_target {
            target.exp() * (&target - input)
        } else {
            check_probabilities(&target);
            Tensor::new(t_ln_t(&target.data())) - &target * input
        };
        let reduced = self.reduction.of(terms);
        match input.shape().sizes().first() {
            Some(&samples) if self.batchmean => reduced / samples as f64,
            _ => reduced,
        }
    }
}

#[track_caller]
fn check_probabilities(target: &Tensor) {
    if let Some((min, max)) = range(target) {
        assert!(
            min >= 0.0,
            "KLDivLoss: the targets must be probabilities, but run from {min} to {max}; for \
             log-probabilities use log_target(true)"
        );
    }
}

/// t ln t, which is 0 for t = 0.
fn t_ln_t(t: &Array) -> Array {
    let zero = t.zip(Binary::Equal, &Array::scalar(0.0, t.options()));
    (t + zero).map(Unary::Log) * t
}

pub(crate) fn entry() -> Entry {
    let logarithms = [Shape::matrix(4, 3)];
    Entry {
        name: "kl_div",
        cases: vec![
            Case::new(&logarithms, -3.0, -0.1, |x| {
                KLDivLoss::new().forward(&x[0], &some_targets(&x[0]))
            }),
            Case::new(&logarithms, -3.0, -0.1, |x| {
                KLDivLoss::new().batchmean().forward(&x[0], &some_targets(&x[0]))
            }),
            Case::new(&logarithms, -3.0, -0.1, |x| {
                let loss = KLDivLoss::new().reduction(Reduction::None).log_target(true);
                loss.forward(&x[0], &(-some_targets(&x[0])))
            }),
        ],
    }
}
