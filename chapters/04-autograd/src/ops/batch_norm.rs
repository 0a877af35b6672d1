//! Batch normalization: every feature with mean 0 and variance 1 over the batch.

use std::sync::{Arc, OnceLock};

use engine::{Array, Shape, Unary};

use super::{
    Case, Entry,
    layer_norm::{Centered, affine, backward, center, check_features, standardized_backward},
};
use crate::{Context, Operation, Tensor, apply};

/// y = x̂ ⊙ γ + β with x̂ = (x − μ) / √(σ² + ε), for each column of x (n, d).
///
/// μ, σ², γ and β have shape (d,): one of each per feature. In training, μ and σ² are the mean and
/// the variance of the column, over the n samples of the batch. In evaluation they are given, so
/// that the output for one sample does not depend on the others.
///
/// Rule, with g = ∂ℓ/∂y and h = g ⊙ γ: ∂ℓ/∂β sums g over the n rows and ∂ℓ/∂γ sums g ⊙ x̂. For the
/// input,
///
/// ```text
/// in training     ∂ℓ/∂x = (h − mean(h) − x̂ ⊙ mean(h ⊙ x̂)) / √(σ² + ε)    means over the column
/// in evaluation   ∂ℓ/∂x = h / √(σ² + ε)
/// ```
///
/// In training this is the rule of [`layer_norm`](super::layer_norm), along the other dimension.
///
/// Source: Ioffe & Szegedy (2015), algorithm 1 and the derivatives after it.
///
/// Applied by [`Tensor::batch_norm`] and [`Tensor::batch_norm_with`].
pub struct BatchNorm {
    statistics: Statistics,
    weight: bool,
    eps: f64,
}

/// Where μ and σ² come from.
enum Statistics {
    /// From the batch. The forward pass puts them here, for the running statistics of a module.
    Batch(Arc<OnceLock<Moments>>),
    /// From outside.
    Given(Moments),
}

/// A mean and a variance for each feature, of shape (d,).
///
/// ```
/// use autograd::{Tensor, ops::batch_norm::Moments};
/// use engine::{Array, Options};
///
/// let vector = |values: &[f64]| Array::vector(values, Options::default());
/// let moments = Moments { mean: vector(&[3.0, 0.0]), variance: vector(&[4.0, 1.0]) };
/// let y = Tensor::matrix(&[[5.0, -1.5]]).batch_norm_with(&moments, None, None, 0.0);
/// assert_eq!(y.to_vec(), [1.0, -1.5]);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Moments {
    /// The mean μ.
    pub mean: Array,
    /// The variance σ².
    pub variance: Array,
}

impl Operation for BatchNorm {
    fn name(&self) -> &'static str {
        "NativeBatchNorm"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let x = &inputs[0];
        let (difference, variance) = match &self.statistics {
            Statistics::Batch(found) => {
                let Centered { mean, difference, variance } = center(x, 0);
                let features = Shape::vector(x.shape().cols());
                let (mean, seen) = (mean.reshape(features), variance.reshape(features));
                found.get_or_init(|| Moments { mean, variance: seen });
                (difference, variance)
            }
            Statistics::Given(Moments { mean, variance }) => (x - mean, variance.clone()),
        };
        let spread = (variance + self.eps).map(Unary::Sqrt);
        let normalized = difference / &spread;
        ctx.save(&normalized);
        ctx.save(&spread);
        affine(ctx, normalized, self.weight, &inputs[1..])
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let (normalized, spread) = (ctx.saved(0), ctx.saved(1));
        backward(ctx, &grad, self.weight, |h| match self.statistics {
            Statistics::Batch(_) => standardized_backward(h, normalized, spread, 0),
            Statistics::Given(_) => h / spread,
        })
    }
}

impl Tensor {
    /// Normalizes each column of a batch (n, d) to mean 0 and variance 1, then multiplies by
    /// `weight` and adds `bias`, one number for each column. PyTorch: `F.batch_norm` with
    /// `training=True`.
    ///
    /// `eps` is added to the variance; PyTorch's default is 10⁻⁵.
    ///
    /// # Panics
    ///
    /// If this is not a matrix, if it has a single row, or if the weight or the bias does not have
    /// one element for each column.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// // Columns of mean 3 and 0, and of variance 4 and 1.
    /// let x = Tensor::matrix(&[[1.0, 1.0], [5.0, -1.0]]).requires_grad_();
    /// let y = x.batch_norm(None, None, 0.0);
    /// assert_eq!(y.to_vec(), [-1.0, 1.0, 1.0, -1.0]);
    /// // Shifting a column or scaling it changes nothing.
    /// assert_eq!((&x * 10.0 + 7.0).batch_norm(None, None, 0.0).to_vec(), y.to_vec());
    /// ```
    #[track_caller]
    #[must_use]
    pub fn batch_norm(&self, weight: Option<&Tensor>, bias: Option<&Tensor>, eps: f64) -> Tensor {
        self.batch_norm_and_moments(weight, bias, eps).0
    }

    /// [`batch_norm`](Self::batch_norm), and the statistics of the batch.
    #[track_caller]
    pub(crate) fn batch_norm_and_moments(
        &self,
        weight: Option<&Tensor>,
        bias: Option<&Tensor>,
        eps: f64,
    ) -> (Tensor, Moments) {
        check_batch(self);
        assert!(
            self.shape().rows() != 1,
            "batch_norm: in training it needs more than one sample per batch, because a single one \
             has no variance; this input has shape {}. Drop the last batch if it has only one \
             sample, and call eval() on the module before you use it on one",
            self.shape()
        );
        check_features("batch_norm", self, [weight, bias]);
        let found = Arc::new(OnceLock::new());
        let statistics = Statistics::Batch(Arc::clone(&found));
        let inputs: Vec<&Tensor> = std::iter::once(self).chain(weight).chain(bias).collect();
        let y = apply(BatchNorm { statistics, weight: weight.is_some(), eps }, &inputs);
        let moments = found.get().expect("the forward pass has found them").clone();
        (y, moments)
    }

    /// Normalizes each column with the given mean and variance. PyTorch: `F.batch_norm` with
    /// `training=False`.
    ///
    /// # Panics
    ///
    /// If this is not a matrix, or if the mean, the variance, the weight or the bias does not have
    /// one element for each column.
    ///
    /// See the example at [`Moments`].
    #[track_caller]
    #[must_use]
    pub fn batch_norm_with(
        &self,
        moments: &Moments,
        weight: Option<&Tensor>,
        bias: Option<&Tensor>,
        eps: f64,
    ) -> Tensor {
        check_batch(self);
        let features = Shape::vector(self.shape().cols());
        for array in [&moments.mean, &moments.variance] {
            assert!(
                array.shape() == features,
                "batch_norm: an input of shape {} needs a mean and a variance of shape {features}, \
                 not {}",
                self.shape(),
                array.shape()
            );
        }
        check_features("batch_norm", self, [weight, bias]);
        let statistics = Statistics::Given(moments.clone());
        let inputs: Vec<&Tensor> = std::iter::once(self).chain(weight).chain(bias).collect();
        apply(BatchNorm { statistics, weight: weight.is_some(), eps }, &inputs)
    }
}

#[track_caller]
fn check_batch(x: &Tensor) {
    assert!(
        x.shape().rank() == 2,
        "batch_norm: needs a batch of shape (samples, features), not {}",
        x.shape()
    );
}

/// As in evaluation, with statistics that have nothing to do with x.
fn given(x: &Tensor) -> Moments {
    let vector = |values| Array::vector(values, x.data().options());
    Moments { mean: vector(&[0.5, -1.0, 0.0]), variance: vector(&[1.5, 0.25, 1.0]) }
}

pub(super) fn entry() -> Entry {
    let (x, p) = (Shape::matrix(4, 3), Shape::vector(3));
    Entry {
        name: "batch_norm",
        cases: vec![
            Case::new(&[x, p, p], -2.0, 2.0, |x| x[0].batch_norm(Some(&x[1]), Some(&x[2]), 0.1)),
            Case::new(&[x, p], -2.0, 2.0, |x| x[0].batch_norm(Some(&x[1]), None, 0.1)),
            Case::new(&[x, p], -2.0, 2.0, |x| x[0].batch_norm(None, Some(&x[1]), 0.1)),
            Case::new(&[x], -2.0, 2.0, |x| x[0].batch_norm(None, None, 0.1)),
            Case::new(&[x, p, p], -2.0, 2.0, |x| {
                x[0].batch_norm_with(&given(&x[0]), Some(&x[1]), Some(&x[2]), 0.1)
            }),
            Case::new(&[x], -2.0, 2.0, |x| x[0].batch_norm_with(&given(&x[0]), None, None, 0.1)),
        ],
    }
}
