//! The initial weights of a linear layer.
//!
//! A layer computes `y = x·Wᵀ + b`, so each output is a sum of `n_in` terms. With the same standard
//! deviation for all weights, the outputs of wide layers would be larger than those of narrow ones.
//! Dividing it by `√n_in` makes the variance of the sum the same for every width (Y. LeCun et al.,
//! "Efficient BackProp", 1998, section 4.6).

use rand::Rng;

use crate::uniform::uniform;

/// The initial weights and biases of `nn.Linear(n_in, n_out)`: `(weight, bias)`.
///
/// ```text
/// weight, n_out × n_in, row-major:  uniform in [−1/√n_in, 1/√n_in)
/// bias,   n_out:                    uniform in [−1/√n_in, 1/√n_in)
/// ```
///
/// All weights are drawn first, row by row, then all biases; nothing else is drawn. So layers built
/// one after another from one generator get the numbers torch gives the layers of a `Sequential`.
///
/// Torch writes the weight's bound as `√3 · √(2 / (1 + a²)) / √n_in` with `a = √5`, which is the
/// same number. (The function is `kaiming_uniform_`; its formula is in K. He et al., "Delving deep
/// into rectifiers", 2015.) A layer without inputs has zero biases.
///
/// ```
/// let mut rng = random::TorchRng::manual_seed(0);
/// let (weight, bias) = random::linear_init(&mut rng, 3, 2);
/// assert_eq!((weight.len(), bias.len()), (2 * 3, 2));
/// assert_eq!(weight[0], -0.0043225177);
/// ```
// ANCHOR: linear_init
pub fn linear_init<R: Rng + ?Sized>(
    rng: &mut R,
    n_in: usize,
    n_out: usize,
) -> (Vec<f32>, Vec<f32>) {
    let weight = linear_weight(rng, n_in, n_out);
    let (lo, hi) = bounds(n_in);
    let bias = uniform(rng, n_out, lo, hi);
    (weight, bias)
}

/// The initial weights of `nn.Linear(n_in, n_out, bias=False)`, which draws no biases.
///
/// ```
/// use random::{TorchRng, linear_init, linear_weight};
///
/// let weight = linear_weight(&mut TorchRng::manual_seed(0), 3, 2);
/// assert_eq!(weight, linear_init(&mut TorchRng::manual_seed(0), 3, 2).0);
/// ```
pub fn linear_weight<R: Rng + ?Sized>(rng: &mut R, n_in: usize, n_out: usize) -> Vec<f32> {
    let (lo, hi) = bounds(n_in);
    uniform(rng, n_out * n_in, lo, hi)
}

/// The interval of the parameters: ±1/√`n_in`.
fn bounds(n_in: usize) -> (f64, f64) {
    let bound = if n_in == 0 { 0.0 } else { 1.0 / (n_in as f64).sqrt() };
    // A subtraction, because −bound would be −0 for bound = 0.
    (0.0 - bound, bound)
}
// ANCHOR_END: linear_init
