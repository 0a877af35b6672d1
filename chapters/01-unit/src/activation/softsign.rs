//! φ(s) = s / (1 + |s|), which saturates more slowly than tanh.

/// φ(s) = s / (1 + |s|).
///
/// Its limits are −1 and 1, like those of tanh, but it approaches them slowly: 1 − φ(s) shrinks
/// like 1/s, while 1 − tanh s shrinks like e⁻²ˢ. So its derivative vanishes more slowly, and it
/// needs no exponential.
///
/// Source: J. Bergstra, G. Desjardins, P. Lamblin, Y. Bengio, "Quadratic polynomials learn better
/// image features", technical report 1337, Université de Montréal, 2009.
///
/// ```
/// use unit::activation::softsign;
///
/// assert_eq!(softsign(1.0), 0.5);
/// assert_eq!(softsign(-3.0), -0.75);
/// assert_eq!(softsign(f64::MAX), 1.0);
/// ```
pub fn softsign(s: f64) -> f64 {
    // The weighted sum may have overflowed. ∞/∞ would be NaN, but the limit is ±1.
    if s.is_infinite() { s.signum() } else { s / (1.0 + s.abs()) }
}

/// φ′(s) = 1 / (1 + |s|)².
///
/// The quotient is squared, not the denominator: (1 + |s|)² overflows from |s| = 1.34·10¹⁵⁴ on,
/// where f64 can still represent the derivative.
///
/// ```
/// use unit::activation::softsign_derivative;
///
/// assert_eq!(softsign_derivative(0.0), 1.0);
/// assert_eq!(softsign_derivative(-3.0), 0.0625);
/// assert!(softsign_derivative(1e155) > 0.0);
/// ```
pub fn softsign_derivative(s: f64) -> f64 {
    let q = 1.0 / (1.0 + s.abs());
    q * q
}
