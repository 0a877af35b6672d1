//! Softmax and its logarithm within each row, in three passes.
//!
//! The definition in [`Engine`](crate::Engine) allocates five arrays. Here the result is filled
//! in place, and the loops run over columns and keep one sum per row, since a column (one class
//! of every sample) is contiguous in memory.

use nalgebra::DMatrix;

use super::{elementwise::columns_mut, reduce, simd::vectorized};
use crate::scalar::Real;

/// softmax over the columns of each row (`dim` = 1).
pub(super) fn softmax<T: Real>(x: &DMatrix<T>) -> DMatrix<T> {
    let mut y = x.clone();
    let totals = exponentials(&mut y, &reduce::max(x, Some(1)));
    divide(&mut y, &totals);
    y
}

/// ln softmax over the columns of each row (`dim` = 1).
pub(super) fn log_softmax<T: Real>(x: &DMatrix<T>) -> DMatrix<T> {
    let largest = reduce::max(x, Some(1));
    let mut totals = exponentials(&mut x.clone(), &largest);
    for total in &mut totals {
        *total = total.ln();
    }
    let mut y = x.clone();
    vectorized(|| {
        for column in columns_mut(&mut y) {
            for ((y, &largest), &log) in column.iter_mut().zip(largest.as_slice()).zip(&totals) {
                *y = *y - largest - log;
            }
        }
    });
    y
}

/// y·(g − Σ g·y) over the columns of each row (`dim` = 1).
///
/// The sum is kept in the array's own precision, as PyTorch does. For nearly certain predictions
/// g − Σ g·y is mostly rounding error, so only this precision reproduces PyTorch's digits.
pub(super) fn softmax_backward<T: Real>(grad: &DMatrix<T>, y: &DMatrix<T>) -> DMatrix<T> {
    let rows = y.nrows().max(1);
    let mut totals = vec![T::rounded(0.0); y.nrows()];
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

/// −ln q of each row's right class, and the softmax q, with one exponential per element.
pub(super) fn cross_entropy<T: Real>(
    x: &DMatrix<T>,
    classes: &[usize],
) -> (DMatrix<T>, DMatrix<T>) {
    let largest = reduce::max(x, Some(1));
    let mut q = x.clone();
    let totals = exponentials(&mut q, &largest);
    let loss = |i: usize, _| totals[i].ln() - (x[(i, classes[i])] - largest[i]);
    let losses = DMatrix::from_fn(x.nrows(), 1, loss);
    divide(&mut q, &totals);
    (losses, q)
}

/// Replaces every x by eˣ⁻ᵐ, with m the largest element of its row, and returns the sum of each
/// row.
fn exponentials<T: Real>(x: &mut DMatrix<T>, largest: &DMatrix<T>) -> Vec<T> {
    let mut totals = vec![T::rounded(0.0); x.nrows()];
    vectorized(|| {
        for column in columns_mut(x) {
            for ((x, &m), total) in column.iter_mut().zip(largest.as_slice()).zip(&mut totals) {
                *x = (*x - m).exp_simd();
                *total += *x;
            }
        }
    });
    totals
}

/// Divides every row by its total.
fn divide<T: Real>(x: &mut DMatrix<T>, totals: &[T]) {
    vectorized(|| {
        for column in columns_mut(x) {
            column.iter_mut().zip(totals).for_each(|(x, &total)| *x /= total);
        }
    });
}
