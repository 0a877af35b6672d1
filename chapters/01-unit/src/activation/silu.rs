//! φ(s) = s·σ(s), the sigmoid-weighted linear unit, also called swish.

use super::sigmoid;

/// φ(s) = s·σ(s), where σ is the [`sigmoid`].
///
/// Far from 0 it is a ReLU: σ is 1 on the right and 0 on the left. In between it is smooth, and it
/// is negative for negative s: its minimum is about −0.278, at s ≈ −1.278.
///
/// Source: S. Elfwing, E. Uchibe, K. Doya, "Sigmoid-weighted linear units for neural network function
/// approximation in reinforcement learning", Neural Networks 107, 2018, section 2.1.
///
/// ```
/// use unit::activation::silu;
///
/// assert_eq!(silu(0.0), 0.0);
/// assert_eq!(silu(1.0), 0.7310585786300049); // 1 · σ(1)
/// assert_eq!(silu(1000.0), 1000.0);
/// assert!(silu(-1.278) < silu(-1.0) && silu(-1.278) < silu(-1.6)); // the minimum
/// ```
pub fn silu(s: f64) -> f64 {
    s * sigmoid(s)
}

/// φ′(s) = σ(s) + s·σ(s)·σ(−s), by the product rule, since σ′(s) = σ(s)·σ(−s).
///
/// ```
/// use unit::activation::silu_derivative;
///
/// assert_eq!(silu_derivative(0.0), 0.5);
/// assert_eq!(silu_derivative(1000.0), 1.0);
/// assert_eq!(silu_derivative(-1000.0), 0.0);
/// ```
pub fn silu_derivative(s: f64) -> f64 {
    sigmoid(s) * (1.0 + s * sigmoid(-s))
}
