//! From any numbers to probabilities.
//!
//! A network that must choose among C classes ends in C numbers, one for each class. They may be
//! negative and they do not add up to anything. Softmax makes a probability of each:
//!
//! ```text
//! pⱼ = exp(zⱼ) / Σₖ exp(zₖ)
//! ```
//!
//! The exponential makes all of them positive, the division makes them add up to 1, and larger
//! numbers keep larger shares.
//!
//! # Which numbers compete?
//!
//! Z usually holds many samples, and softmax must know which numbers belong together. That is what
//! [`Axis`] says. PyTorch asks the same with `dim`, the index that runs while one sample's
//! numbers are added up. It is the *number of an axis*, not a number of dimensions: `Softmax(1)`
//! means "along axis 1", not "one-dimensional", and for one sample in each row that is what one
//! wants. `Softmax(0)` would let the samples of a batch compete with each other, a mistake that
//! raises no error.
//!
//! # Two classes
//!
//! With two classes softmax is the sigmoid of the difference: p₁ = σ(z₁ − z₂). (Divide numerator
//! and denominator by exp(z₁).) Only differences count, for any C: adding one number to all zⱼ
//! changes nothing.
//!
//! # The winner takes how much?
//!
//! Because only differences count, scale decides. If each zⱼ lies in [−1, 1], the best that class 1
//! can do against a class 3 at 0 is z = (1, −1, 0), and then p₁ = e / (e + 1 + 1/e) = 0.6652.
//! Outputs that saturate, like those of tanh, can never be sure; so a classifier's last layer gets
//! no activation before its softmax.

use nalgebra::DMatrix;

/// Which entries of a matrix share one probability distribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Axis {
    /// Each row adds up to 1: the usual case, one sample in each row. PyTorch's `dim=1`.
    EachRow,
    /// Each column adds up to 1. PyTorch's `dim=0`.
    EachColumn,
}

/// pⱼ = exp(zⱼ − m) / Σₖ exp(zₖ − m), with m the largest of the z that compete.
///
/// Taking m off changes nothing in exact arithmetic and everything in f64: the largest exponent is
/// 0, so nothing overflows, and the sum is at least 1, so nothing is divided by 0.
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
/// assert_eq!(softmax(&z, Axis::EachColumn).as_slice(), [1.0, 1.0, 1.0]); // nobody to compete with
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

/// ln pⱼ = (zⱼ − m) − ln Σₖ exp(zₖ − m), the logarithm of [`softmax`] in one piece.
///
/// Taken in two steps the logarithm fails when it matters most: a class the network is sure against
/// has a pⱼ that rounds to 0, and ln 0 is −∞. In one piece its logarithm is an ordinary number.
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

/// A copy of `z` in which `change` has worked on each group of competing entries.
fn along(z: &DMatrix<f64>, axis: Axis, change: impl Fn(&mut [f64])) -> DMatrix<f64> {
    // A column lies in one piece in memory, a row does not.
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
