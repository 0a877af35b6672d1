//! φ(s) = s·Φ(s), the Gaussian error linear unit.

use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI};

/// φ(s) = s·Φ(s), where Φ(s) = ½(1 + erf(s/√2)) is the probability that a standard normal variable
/// is smaller than s.
///
/// A smooth ReLU: s is multiplied not by 0 or 1 but by a probability that grows from 0 to 1.
///
/// For negative s, 1 + erf would be a difference of nearly equal numbers. The complementary error
/// function erfc(x) = 1 − erf(x) avoids the cancellation: Φ(s) = ½ erfc(−s/√2).
///
/// Source: D. Hendrycks, K. Gimpel, "Gaussian error linear units (GELUs)", arXiv:1606.08415, 2016,
/// section 2.
///
/// ```
/// use unit::activation::gelu;
///
/// assert_eq!(gelu(0.0), 0.0);
/// assert!((gelu(1.0) - 0.8413447460685429).abs() < 1e-15); // Φ(1), from a table of the normal distribution
/// assert_eq!(gelu(1000.0), 1000.0);
/// assert!(gelu(-10.0) < 0.0 && gelu(-10.0) > -1e-22); // small, but not rounded to 0
/// ```
pub fn gelu(s: f64) -> f64 {
    s * normal_distribution(s)
}

/// φ′(s) = Φ(s) + s·Φ′(s), by the product rule; Φ′(s) = e^(−s²/2)/√(2π) is the normal density.
///
/// ```
/// use unit::activation::gelu_derivative;
///
/// assert_eq!(gelu_derivative(0.0), 0.5);
/// assert_eq!(gelu_derivative(1000.0), 1.0);
/// assert_eq!(gelu_derivative(-1000.0), 0.0);
/// ```
pub fn gelu_derivative(s: f64) -> f64 {
    // 1/√(2π) = ½ · 2/√π · 1/√2.
    let density = 0.5 * FRAC_2_SQRT_PI * FRAC_1_SQRT_2 * (-0.5 * s * s).exp();
    normal_distribution(s) + s * density
}

fn normal_distribution(s: f64) -> f64 {
    0.5 * libm::erfc(-s * FRAC_1_SQRT_2)
}
