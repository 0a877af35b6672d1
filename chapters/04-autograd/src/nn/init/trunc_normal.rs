//! Normal numbers without tails.
//!
//! One normal number in twenty is more than two standard deviations from the mean, and one in a
//! wide layer may be four or five away. Such a weight dominates its unit. A truncated normal
//! distribution draws again whatever falls outside an interval.
//!
//! Every draw has to be the same as PyTorch's, so the two ways of drawing again are PyTorch's, too.
//! (Since version 2.15; earlier ones transformed uniform numbers by the inverse error function.)

use std::f64::consts::SQRT_2;

use engine::{Array, Binary, DType, Options, Shape, Unary};
use random::TorchRng;

use super::fill_;
use crate::{
    Tensor,
    creation::{normal, uniform},
};

/// Normal numbers with the given mean and standard deviation that lie between `a` and `b`.
/// PyTorch's defaults are mean 0, standard deviation 1, and the interval from −2 to 2.
///
/// If more than 30 % of the normal distribution lie inside, all elements are drawn at once, and all
/// again for those that fell outside, until none does. Otherwise that would take too many rounds:
/// uniform numbers x of the interval are drawn instead, and each is kept with the probability p(x) /
/// max p, where p is the normal density.
///
/// The bounds are absolute, not multiples of the standard deviation. With `std = 0.02`, the defaults
/// for a and b cut off nothing.
///
/// The second way takes more rounds the wider the interval is. If you want the whole tail above some
/// a, choose a b a few standard deviations above it, not a huge one.
///
/// # Panics
///
/// If `std` is not positive, `a > b`, or one of the four is NaN.
///
/// ```
/// use autograd::{Tensor, nn::init};
/// use random::TorchRng;
///
/// // torch.manual_seed(0); torch.nn.init.trunc_normal_(torch.empty(3))
/// let weight = Tensor::vector(&[0.0; 3]);
/// init::trunc_normal_(&weight, 0.0, 1.0, -2.0, 2.0, &mut TorchRng::manual_seed(0));
/// // The third number of randn is −2.1788, so it was drawn again.
/// assert_eq!(weight.to_string(), "tensor([ 1.5410, -0.2934, -1.3986])");
/// ```
#[track_caller]
pub fn trunc_normal_(tensor: &Tensor, mean: f64, std: f64, a: f64, b: f64, rng: &mut TorchRng) {
    assert!(
        std > 0.0 && a <= b && !mean.is_nan(),
        "trunc_normal_: needs std > 0 and a <= b, got mean = {mean}, std = {std}, a = {a}, b = {b}"
    );
    let bell = Bell { mean, std, a, b, n: tensor.shape().len(), dtype: tensor.dtype() };
    let values = if bell.inside() > 0.3 { bell.redrawn(rng) } else { bell.thinned(rng) };
    fill_(tensor, &values);
}

/// The arguments of a call.
struct Bell {
    mean: f64,
    std: f64,
    a: f64,
    b: f64,
    n: usize,
    dtype: DType,
}

impl Bell {
    /// Φ((b − μ)/σ) − Φ((a − μ)/σ): how much of the distribution lies between a and b.
    fn inside(&self) -> f64 {
        let below = |x: f64| f64::midpoint(1.0, libm::erf((x - self.mean) / self.std / SQRT_2));
        below(self.b) - below(self.a)
    }

    /// Draws n numbers, then n more for those that fell outside, and so on.
    fn redrawn(&self, rng: &mut TorchRng) -> Vec<f64> {
        let options = Options { dtype: self.dtype, ..Options::default() };
        // The bounds in the precision of the numbers that are compared with them.
        let [low, high] = [self.a, self.b].map(|bound| Array::scalar(bound, options).item());
        let is_outside = |x: f64| x < low || x > high;
        let mut draw = || normal(self.n, self.dtype, self.mean, self.std, rng);
        let mut values = draw();
        while values.iter().copied().any(is_outside) {
            for (value, new) in values.iter_mut().zip(draw()) {
                if is_outside(*value) {
                    *value = new;
                }
            }
        }
        values
    }

    /// Draws n uniform numbers x and n uniform numbers u, and keeps the x with ln u ≤ ln p(x) −
    /// ln max p; then again for the others.
    fn thinned(&self, rng: &mut TorchRng) -> Vec<f64> {
        let uniform = |a, b, rng: &mut TorchRng| uniform(self.n, self.dtype, a, b, rng);
        let mode = self.mean.clamp(self.a, self.b);
        let log_peak = -0.5 * ((mode - self.mean) / self.std).powi(2);
        let mut values = vec![0.0; self.n];
        let mut pending = vec![true; self.n];
        while pending.contains(&true) {
            let candidates = uniform(self.a, self.b, rng);
            let log_density = self.log_density(&candidates, log_peak);
            let accept = Array::vector(&uniform(0.0, 1.0, rng), log_density.options());
            let is_rejected = accept.map(Unary::Log).zip(Binary::Greater, &log_density).to_vec();
            for i in 0..self.n {
                if pending[i] {
                    values[i] = candidates[i];
                    pending[i] = is_rejected[i] != 0.0;
                }
            }
        }
        values
    }

    /// ln p(x) − ln max p = −½((x − μ)/σ)² − ln max p, up to a constant that both logarithms share.
    /// In the precision of the tensor, since a rounding may decide.
    fn log_density(&self, x: &[f64], log_peak: f64) -> Array {
        let options = Options { dtype: self.dtype, ..Options::default() };
        let x = Array::new(Shape::vector(x.len()), x, options);
        let std = Array::scalar(self.std, options);
        ((x - self.mean) / &std).map(Unary::Pow(2.0)).scale(-0.5) - log_peak
    }
}
