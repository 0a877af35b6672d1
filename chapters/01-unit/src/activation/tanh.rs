//! φ(s) = tanh s, the hyperbolic tangent.

/// φ(s) = (eˢ − e⁻ˢ) / (eˢ + e⁻ˢ).
///
/// A sigmoid stretched to the open interval (−1, 1) and centered on 0: tanh s = 2σ(2s) − 1. The
/// formula overflows for |s| > 710 (∞/∞ is NaN), so we use the standard library's [`f64::tanh`],
/// which does not.
///
/// ```
/// use unit::activation::tanh;
///
/// assert_eq!(tanh(-2.0), -0.9640275800758169);
/// assert_eq!(tanh(1000.0), 1.0);
/// ```
pub fn tanh(s: f64) -> f64 {
    s.tanh()
}

/// φ′(s) = 1 − tanh² s = 4e / (1 + e)², with e = e^(−2|s|).
///
/// The first form is the usual one. The second avoids the subtraction: at s = 20, tanh s rounds to
/// 1 and the first form gives 0, although the derivative is about 1.7·10⁻¹⁷.
///
/// ```
/// use unit::activation::{tanh, tanh_derivative};
///
/// assert_eq!(tanh_derivative(0.0), 1.0);
/// assert!((tanh_derivative(0.5) - (1.0 - tanh(0.5).powi(2))).abs() < 1e-15);
/// assert_eq!(1.0 - tanh(20.0).powi(2), 0.0);
/// assert!(tanh_derivative(20.0) > 0.0);
/// ```
pub fn tanh_derivative(s: f64) -> f64 {
    let e = (-2.0 * s.abs()).exp();
    4.0 * e / ((1.0 + e) * (1.0 + e))
}
