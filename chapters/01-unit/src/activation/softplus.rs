//! φ(s) = ln(1 + eˢ), a smooth ReLU.

use super::sigmoid;

/// φ(s) = ln(1 + eˢ) = max(s, 0) + ln(1 + e^(−|s|)).
///
/// The first form is the definition; the second gives the same number without overflow. It factors
/// the larger of eˢ and 1 out of the sum, so that the exponent is never positive. PyTorch instead
/// switches to φ(s) = s above s = 20; here no switch is needed.
///
/// Source: C. Dugas et al., "Incorporating second-order functional knowledge for better option
/// pricing", NIPS 2000.
///
/// ```
/// use unit::activation::softplus;
///
/// assert_eq!(softplus(0.0), 2.0_f64.ln());
/// assert_eq!(softplus(1000.0), 1000.0); // exp(1000) would overflow
/// assert_eq!(softplus(-1000.0), 0.0); // e⁻¹⁰⁰⁰ is smaller than any positive f64
/// ```
// ANCHOR: softplus
pub fn softplus(s: f64) -> f64 {
    s.max(0.0) + (-s.abs()).exp().ln_1p()
}
// ANCHOR_END: softplus

/// φ′(s) = eˢ / (1 + eˢ): the derivative of softplus is the [`sigmoid`].
///
/// ```
/// use unit::activation::{sigmoid, softplus_derivative};
///
/// assert_eq!(softplus_derivative(1.5), sigmoid(1.5));
/// ```
pub fn softplus_derivative(s: f64) -> f64 {
    sigmoid(s)
}
