//! What is plotted, and what is minimized.
//!
//! The numpy MLP records the mean squared error of every epoch, but its gradient has a term λW that
//! does not come from there. It is the slope of a penalty on large weights, the *ridge*:
//!
//! ```text
//! objective = MSE + λ/2·(|W₁|² + |W₂|²)
//! ```
//!
//! So the curve one sees is not the quantity that descends. It may well go up while the objective
//! goes down, and near the end of a long training it usually has to stop above its own minimum.
//! Plot both when in doubt.

use nalgebra::DMatrix;

use crate::{Mlp, shape};

/// The data loss: the mean of (Ŷ − Y)² over all N·O entries.
///
/// # Panics
///
/// If the shapes differ, or if there is nothing to take the mean of.
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

/// The ridge: λ/2·(|W₁|² + |W₂|²), where |W|² is the sum of the squares of all entries.
///
/// *All* entries, so also of row 0, where the biases are. One usually leaves biases free, because
/// shrinking them does not make a function smoother but only moves it toward 0. Here they ride
/// along with the weights and are shrunk with them.
///
/// The half is there so that the gradient is λW without a 2.
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
