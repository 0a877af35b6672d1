//! φ(s) = 1 / (1 + e⁻ˢ), the logistic function.

/// φ(s) = 1 / (1 + e⁻ˢ), usually written σ(s).
///
/// It maps any s to the *open* interval (0, 1), so its output can be used as a probability. It
/// never equals 0 or 1, since 1 + e⁻ˢ is finite and larger than 1. (Some texts give the range as
/// [0, 1].) Rounding does reach both: from s = 37 on, 1 + e⁻ˢ rounds to 1 and so does σ; below
/// about s = −745 the result is smaller than any positive f64 and rounds to 0. This is why a later
/// chapter computes ln σ in one step and never as the logarithm of a rounded σ.
///
/// For s < 0 we multiply numerator and denominator by eˢ, so that the exponent is never positive
/// and nothing overflows.
///
/// ```
/// use unit::activation::sigmoid;
///
/// assert_eq!(sigmoid(0.0), 0.5);
/// assert_eq!(sigmoid(1.0), 0.7310585786300049);
/// assert!(sigmoid(36.0) < 1.0 && sigmoid(37.0) == 1.0); // rounding, not mathematics
/// assert!(sigmoid(-37.0) > 0.0); // f64 can represent numbers much closer to 0 than to 1
/// ```
// ANCHOR: sigmoid
pub fn sigmoid(s: f64) -> f64 {
    let e = (-s.abs()).exp();
    let numerator = if s < 0.0 { e } else { 1.0 };
    numerator / (1.0 + e)
}
// ANCHOR_END: sigmoid

/// φ′(s) = σ(s) (1 − σ(s)) = σ(s) σ(−s).
///
/// The two are equal because 1 − σ(s) = σ(−s). The second form has no subtraction: at s = 40 the
/// first would give 1 · (1 − 1) = 0, although the derivative is e⁻⁴⁰ ≈ 4·10⁻¹⁸. Its maximum is 1/4,
/// at s = 0.
///
/// ```
/// use unit::activation::{sigmoid, sigmoid_derivative};
///
/// assert_eq!(sigmoid_derivative(0.0), 0.25);
/// assert_eq!(sigmoid(40.0) * (1.0 - sigmoid(40.0)), 0.0);
/// assert!(sigmoid_derivative(40.0) > 0.0);
/// ```
// ANCHOR: slope
pub fn sigmoid_derivative(s: f64) -> f64 {
    sigmoid(s) * sigmoid(-s)
}
// ANCHOR_END: slope
