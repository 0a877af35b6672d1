//! φ(s) = s for s > 0 and a·s otherwise, the leaky ReLU.

/// φ(s) = s for s > 0, and a·s for s ≤ 0, where a is a small constant, the *negative slope*.
///
/// A ReLU with a negative input has derivative 0, and a unit whose input is negative for every sample
/// never learns again. Here the derivative is never 0.
///
/// Source: A. L. Maas, A. Y. Hannun, A. Y. Ng, "Rectifier nonlinearities improve neural network
/// acoustic models", ICML 2013; PyTorch's default is a = 0.01.
///
/// ```
/// use unit::activation::leaky_relu;
///
/// assert_eq!(leaky_relu(3.0, 0.25), 3.0);
/// assert_eq!(leaky_relu(-4.0, 0.25), -1.0);
/// ```
pub fn leaky_relu(s: f64, negative_slope: f64) -> f64 {
    if s > 0.0 { s } else { negative_slope * s }
}

/// φ′(s) = 1 for s > 0, and a for s ≤ 0.
///
/// ```
/// use unit::activation::leaky_relu_derivative;
///
/// assert_eq!([-4.0, 0.0, 3.0].map(|s| leaky_relu_derivative(s, 0.25)), [0.25, 0.25, 1.0]);
/// ```
pub fn leaky_relu_derivative(s: f64, negative_slope: f64) -> f64 {
    if s > 0.0 { 1.0 } else { negative_slope }
}
