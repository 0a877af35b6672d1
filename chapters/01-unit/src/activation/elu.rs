//! φ(s) = s for s > 0 and eˢ − 1 otherwise, the exponential linear unit.

/// φ(s) = s for s > 0, and eˢ − 1 for s ≤ 0.
///
/// Like ReLU, it does not change positive s. Unlike ReLU, it has no kink, and its limit on the left
/// is −1, so that the outputs of many units can average to about 0.
///
/// Near 0, eˢ is near 1, and subtracting 1 would lose most digits. `exp_m1` computes the difference
/// directly.
///
/// Source: D.-A. Clevert, T. Unterthiner, S. Hochreiter, "Fast and accurate deep network learning
/// by exponential linear units (ELUs)", ICLR 2016; here with α = 1.
///
/// ```
/// use unit::activation::elu;
///
/// assert_eq!(elu(3.0), 3.0);
/// assert_eq!(elu(-1000.0), -1.0);
/// assert_eq!(elu(-1e-20), -1e-20); // the plain formula gives exp(−1e−20) − 1 = 0
/// ```
pub fn elu(s: f64) -> f64 {
    if s > 0.0 { s } else { s.exp_m1() }
}

/// φ′(s) = 1 for s > 0, and eˢ for s ≤ 0. Both are 1 at s = 0.
///
/// ```
/// use unit::activation::elu_derivative;
///
/// assert_eq!(elu_derivative(3.0), 1.0);
/// assert_eq!(elu_derivative(0.0), 1.0);
/// assert_eq!(elu_derivative(-1.0), (-1.0_f64).exp());
/// ```
pub fn elu_derivative(s: f64) -> f64 {
    if s > 0.0 { 1.0 } else { s.exp() }
}
