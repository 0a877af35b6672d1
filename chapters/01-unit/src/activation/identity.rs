//! φ(s) = s: no activation at all.

/// φ(s) = s.
///
/// A unit without an activation is a weighted sum. The last layer of a regression network uses it.
///
/// ```
/// assert_eq!(unit::activation::identity(-3.5), -3.5);
/// ```
pub fn identity(s: f64) -> f64 {
    s
}

/// φ′(s) = 1 for every s.
///
/// ```
/// assert_eq!(unit::activation::identity_derivative(-3.5), 1.0);
/// ```
pub fn identity_derivative(_s: f64) -> f64 {
    1.0
}
