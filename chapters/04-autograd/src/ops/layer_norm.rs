//! Layer normalization: every sample with mean 0 and variance 1.

use engine::{Array, Shape, Unary};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// y = x̂ ⊙ γ + β with x̂ = (x − μ) / √(σ² + ε), for each row of x (n, d).
///
/// μ and σ² are the mean and the variance of the row's d elements, γ and β have shape (d,), and ε
/// keeps the root away from 0.
///
/// Rule, with g = ∂ℓ/∂y: ∂ℓ/∂β sums g over the n rows and ∂ℓ/∂γ sums g ⊙ x̂. For the input, let h =
/// g ⊙ γ be the gradient of x̂. Each element of x changes x̂ directly, and also through μ and σ:
///
/// ```text
/// ∂ℓ/∂x = (h − mean(h) − x̂ ⊙ mean(h ⊙ x̂)) / √(σ² + ε)        means over the row
/// ```
///
/// The two means are what is subtracted because shifting a row by a constant does not change x̂,
/// and scaling it hardly does.
///
/// Source: Ba, Kiros & Hinton (2016), section 3.
///
/// Applied by [`Tensor::layer_norm`].
pub struct LayerNorm {
    weight: bool,
    eps: f64,
}

// ANCHOR: rule
impl Operation for LayerNorm {
    fn name(&self) -> &'static str {
        "NativeLayerNorm"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let Centered { difference, variance, .. } = center(&inputs[0], -1);
        let spread = (variance + self.eps).map(Unary::Sqrt);
        let normalized = difference / &spread;
        ctx.save(&normalized);
        ctx.save(&spread);
        affine(ctx, normalized, self.weight, &inputs[1..])
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        backward(ctx, &grad, self.weight, |h| {
            let (normalized, spread) = (ctx.saved(0), ctx.saved(1));
            standardized_backward(h, normalized, spread, -1)
        })
    }
}
// ANCHOR_END: rule

/// A mean, what is left when it is subtracted, and the mean of the squares of that.
pub(super) struct Centered {
    pub mean: Array,
    pub difference: Array,
    pub variance: Array,
}

/// x − μ, with the mean μ and the variance along `dim`.
///
/// If all elements are about 1000, rounding μ moves every difference x − μ by the same amount. The
/// mean of the differences is then not 0, so we subtract it as well. The textbook's mean(x²) − μ²
/// would lose all digits instead.
// ANCHOR: center
pub(super) fn center(x: &Array, dim: isize) -> Centered {
    let n = x.shape().size(dim) as f64;
    let mean = x.sum(Some(dim)) / n;
    let difference = x - &mean;
    let rounding = difference.sum(Some(dim)) / n;
    let difference = difference - &rounding;
    let variance = (&difference * &difference).sum(Some(dim)) / n;
    Centered { mean: mean + rounding, difference, variance }
}
// ANCHOR_END: center

/// x̂ ⊙ γ + β, where `parameters` has γ if there is a `weight`, and then β if there is one.
pub(super) fn affine(
    ctx: &mut Context,
    normalized: Array,
    weight: bool,
    parameters: &[Array],
) -> Array {
    let (weight, bias) = parameters.split_at(usize::from(weight));
    let mut y = normalized;
    if let [weight] = weight {
        ctx.save(weight);
        y = y * weight;
    }
    if let [bias] = bias {
        y = y + bias;
    }
    y
}

/// The gradients of the input, γ and β, where `input` takes h, the gradient of x̂. The context has
/// x̂ at 0, and γ at 2 if there is a `weight`.
pub(super) fn backward(
    ctx: &Context,
    grad: &Array,
    weight: bool,
    input: impl Fn(&Array) -> Array,
) -> Vec<Option<Array>> {
    let normalized = ctx.saved(0);
    let over_rows = |x: &Array| x.sum_to(Shape::vector(normalized.shape().cols()));
    let of_input =
        ctx.needs(0).then(|| if weight { input(&(grad * ctx.saved(2))) } else { input(grad) });
    let mut grads = vec![of_input];
    if weight {
        grads.push(ctx.needs(1).then(|| over_rows(&(grad * normalized))));
    }
    let bias = grads.len();
    grads.push(ctx.needs(bias).then(|| over_rows(grad)));
    grads
}

/// (h − mean(h) − x̂ ⊙ mean(h ⊙ x̂)) / √(σ² + ε), the means along `dim`.
pub(super) fn standardized_backward(
    h: &Array,
    normalized: &Array,
    spread: &Array,
    dim: isize,
) -> Array {
    let n = h.shape().size(dim) as f64;
    let mean = h.sum(Some(dim)) / n;
    let along = (h * normalized).sum(Some(dim)) / n;
    (h - mean - normalized * along) / spread
}

/// That γ and β have one element for each feature of x.
#[track_caller]
pub(super) fn check_features(what: &str, x: &Tensor, parameters: [Option<&Tensor>; 2]) {
    let features = Shape::vector(x.shape().cols());
    for parameter in parameters.into_iter().flatten() {
        assert!(
            parameter.shape() == features,
            "{what}: an input of shape {} needs a weight and a bias of shape {features}, not {}",
            x.shape(),
            parameter.shape()
        );
    }
}

impl Tensor {
    /// Normalizes each row to mean 0 and variance 1, then multiplies by `weight` and adds `bias`,
    /// one number for each column. PyTorch: `F.layer_norm`, over the last dimension.
    ///
    /// `eps` is added to the variance; PyTorch's default is 10⁻⁵.
    ///
    /// # Panics
    ///
    /// If this is a scalar, or the weight or the bias does not have one element for each column.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// // A row of mean 3 and variance 4, and a row that is constant.
    /// let x = Tensor::matrix(&[[1.0, 5.0], [7.0, 7.0]]).requires_grad_();
    /// let y = x.layer_norm(None, None, 0.0001);
    /// let expected = 2.0 / 4.0001_f64.sqrt();
    /// assert!((y.data().get(0, 1) - expected).abs() < 1e-7);
    /// assert_eq!(y.data().get(1, 0), 0.0);
    ///
    /// let (weight, bias) = (Tensor::vector(&[2.0, 3.0]), Tensor::vector(&[10.0, 20.0]));
    /// let y = Tensor::vector(&[1.0, 5.0]).layer_norm(Some(&weight), Some(&bias), 0.0);
    /// assert_eq!(y.to_vec(), [8.0, 23.0]); // −1 · 2 + 10 and 1 · 3 + 20
    /// ```
    #[track_caller]
    #[must_use]
    pub fn layer_norm(&self, weight: Option<&Tensor>, bias: Option<&Tensor>, eps: f64) -> Tensor {
        assert!(self.shape().rank() > 0, "layer_norm: a single number cannot be normalized");
        check_features("layer_norm", self, [weight, bias]);
        let inputs: Vec<&Tensor> = std::iter::once(self).chain(weight).chain(bias).collect();
        apply(LayerNorm { weight: weight.is_some(), eps }, &inputs)
    }
}

pub(super) fn entry() -> Entry {
    let (x, p) = (Shape::matrix(3, 4), Shape::vector(4));
    Entry {
        name: "layer_norm",
        cases: vec![
            Case::new(&[x, p, p], -2.0, 2.0, |x| x[0].layer_norm(Some(&x[1]), Some(&x[2]), 0.1)),
            Case::new(&[x, p], -2.0, 2.0, |x| x[0].layer_norm(Some(&x[1]), None, 0.1)),
            Case::new(&[x, p], -2.0, 2.0, |x| x[0].layer_norm(None, Some(&x[1]), 0.1)),
            Case::new(&[p], -2.0, 2.0, |x| x[0].layer_norm(None, None, 0.1)),
        ],
    }
}
