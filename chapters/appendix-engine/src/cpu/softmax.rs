//! Softmax and its logarithm along the rows' numbers, in three passes.
//!
//! The definition in [`Engine`](crate::Engine) makes five arrays on the way. Here the result
//! is filled in place, and the sums of a whole batch are kept side by side, since a column
//! (one class of every sample) is what lies contiguous in memory.

use nalgebra::DMatrix;

use super::reduce;
use crate::scalar::Real;

/// softmax over the columns of each row (`dim` = 1).
pub(super) fn softmax<T: Real>(x: &DMatrix<T>) -> DMatrix<T> {
    let largest = reduce::max(x, Some(1));
    let rows = x.nrows().max(1);
    let mut y = x.clone();
    let mut totals = vec![T::of(0.0); x.nrows()];
    for column in y.as_mut_slice().chunks_exact_mut(rows) {
        for ((y, &largest), total) in column.iter_mut().zip(largest.as_slice()).zip(&mut totals) {
            *y = (*y - largest).e_to();
            *total += *y;
        }
    }
    for column in y.as_mut_slice().chunks_exact_mut(rows) {
        column.iter_mut().zip(&totals).for_each(|(y, &total)| *y /= total);
    }
    y
}

/// ln softmax over the columns of each row (`dim` = 1).
pub(super) fn log_softmax<T: Real>(x: &DMatrix<T>) -> DMatrix<T> {
    let largest = reduce::max(x, Some(1));
    let rows = x.nrows().max(1);
    let mut y = x.clone();
    let mut totals = vec![T::of(0.0); x.nrows()];
    for column in y.as_mut_slice().chunks_exact_mut(rows) {
        for ((y, &largest), total) in column.iter_mut().zip(largest.as_slice()).zip(&mut totals) {
            *y -= largest;
            *total += y.e_to();
        }
    }
    for total in &mut totals {
        *total = total.log_e();
    }
    for column in y.as_mut_slice().chunks_exact_mut(rows) {
        column.iter_mut().zip(&totals).for_each(|(y, &log)| *y -= log);
    }
    y
}

/// y·(g − Σ g·y) over the columns of each row (`dim` = 1).
///
/// The sum is kept in the array's own precision, as PyTorch does. Near certainty g − Σ g·y is
/// all rounding, so this is what decides whether a replay shows the same digits.
pub(super) fn softmax_backward<T: Real>(grad: &DMatrix<T>, y: &DMatrix<T>) -> DMatrix<T> {
    let rows = y.nrows().max(1);
    let mut totals = vec![T::of(0.0); y.nrows()];
    for (g, y) in grad.as_slice().chunks_exact(rows).zip(y.as_slice().chunks_exact(rows)) {
        for ((total, &g), &y) in totals.iter_mut().zip(g).zip(y) {
            *total += g * y;
        }
    }
    let mut x = grad.clone();
    for (x, y) in x.as_mut_slice().chunks_exact_mut(rows).zip(y.as_slice().chunks_exact(rows)) {
        for ((x, &total), &y) in x.iter_mut().zip(&totals).zip(y) {
            *x = (*x - total) * y;
        }
    }
    x
}

/// −ln q of each row's right class, and the softmax q: one exponential for each number.
pub(super) fn cross_entropy<T: Real>(
    x: &DMatrix<T>,
    classes: &[usize],
) -> (DMatrix<T>, DMatrix<T>) {
    let largest = reduce::max(x, Some(1));
    let rows = x.nrows().max(1);
    let mut q = x.clone();
    let mut totals = vec![T::of(0.0); x.nrows()];
    for column in q.as_mut_slice().chunks_exact_mut(rows) {
        for ((q, &largest), total) in column.iter_mut().zip(largest.as_slice()).zip(&mut totals) {
            *q = (*q - largest).e_to();
            *total += *q;
        }
    }
    let loss = |i: usize, _| totals[i].log_e() - (x[(i, classes[i])] - largest[i]);
    let losses = DMatrix::from_fn(x.nrows(), 1, loss);
    for column in q.as_mut_slice().chunks_exact_mut(rows) {
        column.iter_mut().zip(&totals).for_each(|(q, &total)| *q /= total);
    }
    (losses, q)
}
