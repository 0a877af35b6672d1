//! The column of ones.
//!
//! X·W + b is two operations with two gradients. With a 1 in front of every sample and b as the
//! first row of W, it is one product with one gradient:
//!
//! ```text
//! [1 X]·[b]  =  X·W + b
//!       [W]
//! ```
//!
//! The drawback: whatever you do to the weights now also applies to the biases. The
//! [ridge penalty](crate::loss::penalty) is an example.

use nalgebra::DMatrix;

/// `[1 X]`: a column of ones in front of X. From N × D to N × (D + 1).
///
/// ```
/// use backprop::bias::with_ones;
/// use nalgebra::DMatrix;
///
/// let x = DMatrix::from_row_slice(2, 2, &[5.0, 6.0, 7.0, 8.0]);
/// assert_eq!(with_ones(&x), DMatrix::from_row_slice(2, 3, &[1.0, 5.0, 6.0, 1.0, 7.0, 8.0]));
/// ```
// ANCHOR: with_ones
pub fn with_ones(x: &DMatrix<f64>) -> DMatrix<f64> {
    x.clone().insert_column(0, 1.0)
}
// ANCHOR_END: with_ones

/// Drops column 0. From N × (D + 1) to N × D: the part of a gradient of `[1 X]` that belongs to X.
///
/// The ones are constants. They have a gradient, but nothing depends on it.
///
/// # Panics
///
/// If there is no column to drop.
///
/// ```
/// use backprop::bias::{with_ones, without_first};
/// use nalgebra::DMatrix;
///
/// let x = DMatrix::from_row_slice(2, 2, &[5.0, 6.0, 7.0, 8.0]);
/// assert_eq!(without_first(&with_ones(&x)), x);
/// ```
#[track_caller]
pub fn without_first(xb: &DMatrix<f64>) -> DMatrix<f64> {
    assert!(xb.ncols() > 0, "without_first: the {} × 0 matrix has no column to drop", xb.nrows());
    xb.columns(1, xb.ncols() - 1).into_owned()
}
