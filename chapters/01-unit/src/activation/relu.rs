//! φ(s) = max(0, s), the rectified linear unit.

/// φ(s) = max(0, s).
///
/// The cheapest activation: one comparison, no exponential. Its derivative is 1 for all positive s,
/// so a gradient passes through it unchanged.
///
/// Source: V. Nair and G. Hinton, "Rectified linear units improve restricted Boltzmann machines",
/// ICML 2010.
///
/// ```
/// use unit::activation::relu;
///
/// assert_eq!([-1.0, 0.0, 4.0, -5.0, 6.0].map(relu), [0.0, 0.0, 4.0, 0.0, 6.0]);
/// ```
// ANCHOR: relu
pub fn relu(s: f64) -> f64 {
    // Not `s.max(0.0)`: in Rust that turns NaN into 0, which hides the error that caused it.
    if s < 0.0 { 0.0 } else { s }
}
// ANCHOR_END: relu

/// φ′(s) = 1 for s > 0, and 0 for s ≤ 0.
///
/// At s = 0 the function has a kink and no derivative. Any number from 0 to 1 is a valid choice
/// (each is a *subgradient*, the slope of a line that touches the curve from below). We use 0, as
/// PyTorch does, so that φ′ is 1 exactly where φ is positive.
///
/// The choice seldom matters, because a weighted sum is seldom exactly 0. See
/// D. Bertoin et al., "Numerical influence of ReLU'(0) on backpropagation", `NeurIPS` 2021, for
/// when it does.
///
/// ```
/// use unit::activation::relu_derivative;
///
/// assert_eq!([-1.0, 0.0, 4.0].map(relu_derivative), [0.0, 0.0, 1.0]);
/// ```
pub fn relu_derivative(s: f64) -> f64 {
    if s > 0.0 { 1.0 } else { 0.0 }
}
