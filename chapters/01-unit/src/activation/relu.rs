//! φ(s) = max(0, s), the rectified linear unit.

/// φ(s) = max(0, s).
///
/// The cheapest activation: one comparison, no exponential. Its slope stays 1 however large s
/// grows, so a gradient passes through it undimmed.
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
    // Not `s.max(0.0)`: in Rust that turns NaN into 0 and hides the accident that made it.
    if s < 0.0 { 0.0 } else { s }
}
// ANCHOR_END: relu

/// φ′(s) = 1 for s > 0, and 0 for s ≤ 0.
///
/// At s = 0 the curve has a corner and no slope. Any number from 0 to 1 is a fair choice there
/// (each is a *subgradient*, the slope of a line that touches the curve from below). We take 0, as
/// PyTorch does: a unit that is exactly off stays off, and the slope is simply the question "is s
/// > 0?".
///
/// The choice seldom matters, because a sum of many rounded numbers is seldom exactly 0. See
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
