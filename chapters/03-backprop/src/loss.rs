//! The loss that is plotted, and the objective that is minimized.
//!
//! The numpy MLP records the mean squared error of every epoch, but its gradient has a term λW that
//! is not from that loss. It is the gradient of a penalty on large weights, the *ridge penalty*:
//!
//! ```text
//! objective = MSE + λ/2·(|W₁|² + |W₂|²)
//! ```
//!
//! So the plotted curve is not the quantity that is minimized. It may go up while the objective
//! goes down, and after a long training it usually ends above its own minimum. When in doubt, plot
//! both.

use nalgebra::DMatrix;

use crate::{Mlp, shape};

/// The data loss: the mean of (Ŷ − Y)² over all N·O entries.
///
/// # Panics
///
/// If the shapes differ, or if there are no entries.
///
/// ```
/// use nalgebra::DMatrix;
///
/// let y_hat = DMatrix::from_row_slice(2, 1, &[4.0, 1.0]);
/// let y = DMatrix::from_row_slice(2, 1, &[1.0, 2.0]);
/// assert_eq!(backprop::mse(&y_hat, &y), 5.0); // (9 + 1)/2
/// ```
#[track_caller]
pub fn mse(y_hat: &DMatrix<f64>, y: &DMatrix<f64>) -> f64 {
    shape::same_shape("mean (Ŷ − Y)²", y_hat, y);
    let (n, o) = y.shape();
    assert!(
        n * o > 0,
        "mean (Ŷ − Y)²: Ŷ and Y are {n} × {o}, and the mean of no entries is undefined"
    );
    (y_hat - y).norm_squared() / y.len() as f64
}

/// The ridge penalty: λ/2·(|W₁|² + |W₂|²), where |W|² is the sum of the squares of all entries.
///
/// *All* entries includes row 0, where the biases are. Usually biases are not penalized, because
/// shrinking them does not make a function smoother but only moves it toward 0. Here they are part
/// of the weight matrices, so they shrink, too.
///
/// The ½ cancels the 2 of the derivative, so that the gradient is λW.
///
/// ```
/// use backprop::{Mlp, penalty};
/// use nalgebra::DMatrix;
///
/// let mlp = Mlp::new(
///     DMatrix::from_row_slice(2, 1, &[3.0, 1.0]),
///     DMatrix::from_row_slice(2, 1, &[-1.0, 1.0]),
/// );
/// assert_eq!(penalty(&mlp, 0.5), 3.0); // 0.5/2·(9 + 1 + 1 + 1)
/// ```
// ANCHOR: penalty
pub fn penalty(mlp: &Mlp, lambda: f64) -> f64 {
    lambda / 2.0 * (mlp.w1.norm_squared() + mlp.w2.norm_squared())
}
// ANCHOR_END: penalty

/// What gradient descent minimizes: [`mse`] + [`penalty`].
///
/// `x` is N × D, `y` is N × O.
///
/// # Panics
///
/// If `x` or `y` does not fit the network or each other.
#[track_caller]
pub fn objective(mlp: &Mlp, x: &DMatrix<f64>, y: &DMatrix<f64>, lambda: f64) -> f64 {
    mse(&mlp.forward(x).y_hat, y) + penalty(mlp, lambda)
}
