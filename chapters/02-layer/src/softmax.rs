//! Softmax: probabilities from arbitrary scores.
//!
//! A network that chooses among C classes outputs C numbers, one score for each class. They may be
//! negative, and their sum is arbitrary. Softmax turns them into probabilities:
//!
//! ```text
//! pⱼ = exp(zⱼ) / Σₖ exp(zₖ)
//! ```
//!
//! The exponential makes all of them positive, the division makes them add up to 1, and larger
//! scores get larger probabilities.
//!
//! # Along which axis?
//!
//! Z usually holds many samples, and softmax must know which elements belong to the same
//! distribution. [`Axis`] says so. In PyTorch that is `dim`, the index of the axis along which the
//! probabilities add up to 1, not a number of dimensions: `Softmax(1)` means "along axis 1", not
//! "one-dimensional". With one sample in each row, that is what you want. `Softmax(0)` would
//! normalize over the samples of a batch, a mistake that raises no error.
//!
//! # Two classes
//!
//! With two classes softmax is the sigmoid of the difference: p₁ = σ(z₁ − z₂). (Divide numerator
//! and denominator by exp(z₁).) Only differences matter, for any C: adding one number to all zⱼ
//! changes nothing.
//!
//! # How large can a probability be?
//!
//! Because only differences matter, their size decides. If each zⱼ is in [−1, 1] and z₃ is 0, p₁ is
//! largest for z = (1, −1, 0), where p₁ = e / (e + 1 + 1/e) = 0.6652. So with outputs that
//! saturate, like those of tanh, a network can never be certain. That is why the last layer of a
//! classifier has no activation before softmax.

use nalgebra::DMatrix;

/// Which entries of a matrix form one probability distribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Axis {
    /// Each row adds up to 1: the usual case, one sample in each row. PyTorch's `dim=1`.
    EachRow,
    /// Each column adds up to 1. PyTorch's `dim=0`.
    EachColumn,
}

/// pⱼ = exp(zⱼ − m) / Σₖ exp(zₖ − m), with m the largest z of the same distribution.
///
/// In exact arithmetic, subtracting m changes nothing. In f64 it prevents overflow, since the
/// largest exponent is 0, and division by 0, since the sum is at least 1.
///
/// The result has the shape of `z`.
///
/// ```
/// use layer::{Axis, softmax};
/// use nalgebra::DMatrix;
///
/// let z = DMatrix::from_row_slice(1, 3, &[2.0, -1.0, 3.0]);
/// let p = softmax(&z, Axis::EachRow);
/// assert!((p[0] - 0.26538793).abs() < 5e-9);
/// assert!((p[1] - 0.01321289).abs() < 5e-9);
/// assert!((p[2] - 0.72139918).abs() < 5e-9);
/// assert_eq!(softmax(&z, Axis::EachColumn).as_slice(), [1.0, 1.0, 1.0]); // one element per column
///
/// let huge = DMatrix::from_row_slice(1, 2, &[1000.0, -1000.0]);
/// assert_eq!(softmax(&huge, Axis::EachRow).as_slice(), [1.0, 0.0]);
/// ```
// ANCHOR: softmax
pub fn softmax(z: &DMatrix<f64>, axis: Axis) -> DMatrix<f64> {
    along(z, axis, |group| {
        let m = largest(group);
        for z in group.iter_mut() {
            *z = (*z - m).exp();
        }
        let sum: f64 = group.iter().sum();
        for e in group.iter_mut() {
            *e /= sum;
        }
    })
}
// ANCHOR_END: softmax

/// ln pⱼ = (zⱼ − m) − ln Σₖ exp(zₖ − m), the logarithm of [`softmax`] in one step.
///
/// In two steps the logarithm fails where it matters most: if the network is certain that a class
/// is wrong, its pⱼ rounds to 0, and ln 0 is −∞. In one step its logarithm is an ordinary number.
///
/// ```
/// use layer::{Axis, log_softmax, softmax};
/// use nalgebra::DMatrix;
///
/// let z = DMatrix::from_row_slice(1, 2, &[1000.0, -1000.0]);
/// assert_eq!(softmax(&z, Axis::EachRow)[1].ln(), f64::NEG_INFINITY);
/// assert_eq!(log_softmax(&z, Axis::EachRow)[1], -2000.0);
/// ```
// ANCHOR: log_softmax
pub fn log_softmax(z: &DMatrix<f64>, axis: Axis) -> DMatrix<f64> {
    along(z, axis, |group| {
        let m = largest(group);
        let log_sum = group.iter().map(|z| (z - m).exp()).sum::<f64>().ln();
        for z in group.iter_mut() {
            *z = (*z - m) - log_sum;
        }
    })
}
// ANCHOR_END: log_softmax

/// A copy of `z` with `change` applied to the entries of each distribution.
fn along(z: &DMatrix<f64>, axis: Axis, change: impl Fn(&mut [f64])) -> DMatrix<f64> {
    // A column is contiguous in memory, a row is not.
    let mut groups = if axis == Axis::EachRow { z.transpose() } else { z.clone() };
    let length = groups.nrows();
    if length > 0 {
        groups.as_mut_slice().chunks_exact_mut(length).for_each(change);
    }
    if axis == Axis::EachRow { groups.transpose() } else { groups }
}

fn largest(group: &[f64]) -> f64 {
    group.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}
