//! Gradient clipping: no step longer than you allow.

use autograd::Tensor;
use engine::{Array, DType, Unary};
use thiserror::Error;

/// Scales all gradients by the same factor, so that their norm is at most `max_norm`; returns the
/// norm that they had.
///
/// A loss can have a cliff: a gradient a thousand times as large as usual, and one step along it
/// undoes hours of training. Here all gradients together count as one vector g, whose elements are
/// those of every parameter's gradient. It keeps its direction and gets shorter:
///
/// ```text
/// ‖g‖ = (Σ |gᵢ|ᵖ)^(1/p)     the p-norm; max |gᵢ| for p = ∞
/// g ← g · min(1, max_norm / (‖g‖ + 10⁻⁶))
/// ```
///
/// p is `norm_type`: usually 2, the length of the vector. Call it between `backward` and the
/// optimizer's `step`. To find a good `max_norm`, watch the norms of a few epochs, which
/// [`f64::INFINITY`] does without clipping. Parameters without a gradient are skipped, and if none
/// has one, the norm is 0.
///
/// A norm of NaN or infinity makes gradients of NaN or 0, as in PyTorch, where that is
/// `error_if_nonfinite=False`; [`try_clip_grad_norm_`] returns an error instead. For a norm other
/// than ∞, that happens when a power |gᵢ|ᵖ overflows: for p = 2, from about 10¹⁹ on in single
/// precision.
///
/// Sources: Pascanu, Mikolov & Bengio (2013), algorithm 1 in section 3.2; PyTorch's
/// `torch.nn.utils.clip_grad_norm_`.
///
/// # Panics
///
/// If `max_norm` is negative or NaN, or `norm_type` is not above 0.
///
/// ```
/// use autograd::Tensor;
/// use optimizers::clip_grad_norm_;
///
/// // Gradients of 3 and 4: together a vector of length 5.
/// let (w, b) = (Tensor::scalar(0.0).requires_grad_(), Tensor::scalar(0.0).requires_grad_());
/// (&w * 3.0 + &b * 4.0).backward();
/// assert_eq!(clip_grad_norm_(&[w.clone(), b.clone()], 1.0, 2.0), 5.0);
/// assert!((w.grad().unwrap().item() - 0.6).abs() < 1e-6);
/// assert!((b.grad().unwrap().item() - 0.8).abs() < 1e-6);
/// ```
#[track_caller]
pub fn clip_grad_norm_(parameters: &[Tensor], max_norm: f64, norm_type: f64) -> f64 {
    check(max_norm, norm_type);
    let norm = total_norm(parameters, norm_type);
    scale(parameters, max_norm, norm);
    norm
}

/// [`clip_grad_norm_`] with PyTorch's `error_if_nonfinite=True`.
///
/// # Errors
///
/// If the norm is infinite or NaN. The gradients are then unchanged.
///
/// # Panics
///
/// If `max_norm` is negative or NaN, or `norm_type` is not above 0.
///
/// ```
/// use autograd::Tensor;
/// use optimizers::try_clip_grad_norm_;
///
/// let w = Tensor::scalar(0.0).requires_grad_();
/// (&w * f64::INFINITY).backward();
/// let error = try_clip_grad_norm_(&[w.clone()], 1.0, 2.0).unwrap_err();
/// assert!(error.to_string().starts_with("the total norm of the gradients is inf"));
/// assert_eq!(w.grad().unwrap().item(), f64::INFINITY);
/// ```
#[track_caller]
pub fn try_clip_grad_norm_(
    parameters: &[Tensor],
    max_norm: f64,
    norm_type: f64,
) -> Result<f64, NonFiniteNorm> {
    check(max_norm, norm_type);
    let norm = total_norm(parameters, norm_type);
    if !norm.is_finite() {
        return Err(NonFiniteNorm { norm, norm_type });
    }
    scale(parameters, max_norm, norm);
    Ok(norm)
}

/// The error of [`try_clip_grad_norm_`].
#[derive(Clone, Copy, PartialEq, Debug, Error)]
#[error(
    "the total norm of the gradients is {norm} (norm_type {norm_type}), so they can't be clipped \
     to a finite length: the loss or a gradient has overflowed, or is NaN"
)]
pub struct NonFiniteNorm {
    /// Infinity or NaN.
    pub norm: f64,
    /// Which norm.
    pub norm_type: f64,
}

/// Moves every element of every gradient that is outside [−`clip_value`, `clip_value`] to the
/// nearer end. NaN stays NaN.
///
/// ```text
/// gᵢ ← min(max(gᵢ, −clip_value), clip_value)
/// ```
///
/// In contrast to [`clip_grad_norm_`], this changes the direction of the step.
///
/// Sources: Graves (2013), section 2.1; PyTorch's `torch.nn.utils.clip_grad_value_`.
///
/// # Panics
///
/// If `clip_value` is negative or NaN.
///
/// ```
/// use autograd::Tensor;
/// use optimizers::clip_grad_value_;
///
/// let w = Tensor::vector(&[0.0, 0.0, 0.0]).requires_grad_();
/// (&w * &Tensor::vector(&[3.0, -0.25, -9.0])).sum().backward();
/// clip_grad_value_(&[w.clone()], 0.5);
/// assert_eq!(w.grad().unwrap().to_vec(), [0.5, -0.25, -0.5]);
/// ```
#[track_caller]
pub fn clip_grad_value_(parameters: &[Tensor], clip_value: f64) {
    assert!(clip_value >= 0.0, "clip_value = {clip_value} is not allowed: it must be at least 0");
    change(parameters, |grad| grad.map_(Unary::Clamp(-clip_value, clip_value)));
}

#[track_caller]
fn check(max_norm: f64, norm_type: f64) {
    assert!(max_norm >= 0.0, "max_norm = {max_norm} is not allowed: it must be at least 0");
    assert!(
        norm_type > 0.0,
        "norm_type = {norm_type} is not allowed: it must be above 0; 2 is usual"
    );
}

// ANCHOR: norm
/// The norm of the norms of all gradients, which is the norm of all their elements.
fn total_norm(parameters: &[Tensor], p: f64) -> f64 {
    let grads = parameters.iter().filter_map(Tensor::grad).map(|grad| grad.data());
    let (norms, dtypes): (Vec<f64>, Vec<DType>) =
        grads.map(|grad| (norm(&grad, p), grad.dtype())).unzip();
    let total = if p == f64::INFINITY {
        // Not `f64::max`, which would drop a NaN.
        norms.into_iter().fold(0.0, |a, b| if a >= b || a.is_nan() { a } else { b })
    } else if p == 2.0 {
        norms.into_iter().map(|norm| norm * norm).sum::<f64>().sqrt()
    } else {
        norms.into_iter().map(|norm| norm.powf(p)).sum::<f64>().powf(1.0 / p)
    };
    #[expect(clippy::cast_possible_truncation, reason = "PyTorch's norm of f32 gradients is f32")]
    let rounded = f64::from(total as f32);
    if dtypes.contains(&DType::F32) { rounded } else { total }
}

fn norm(grad: &Array, p: f64) -> f64 {
    let size = grad.abs();
    if size.shape().is_empty() {
        0.0
    } else if p == f64::INFINITY {
        size.max(None).item()
    } else if p == 1.0 {
        size.sum(None).item()
    } else if p == 2.0 {
        (&size * &size).sum(None).item().sqrt()
    } else {
        size.map(Unary::Pow(p)).sum(None).item().powf(1.0 / p)
    }
}

fn scale(parameters: &[Tensor], max_norm: f64, norm: f64) {
    let factor = max_norm / (norm + 1e-6);
    // Not `factor < 1`: NaN must not pass unnoticed.
    if factor >= 1.0 {
        return;
    }
    change(parameters, |grad| grad.map_(Unary::MulScalar(factor)));
}
// ANCHOR_END: norm

fn change(parameters: &[Tensor], change: impl Fn(&mut Array)) {
    for parameter in parameters {
        if let Some(grad) = parameter.grad() {
            let mut grad = grad.data();
            change(&mut grad);
            parameter.set_grad(Some(grad));
        }
    }
}
