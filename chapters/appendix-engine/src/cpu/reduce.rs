//! Sums, maxima, and where the maxima are.

#![expect(
    clippy::inline_always,
    reason = "only what is inlined is compiled for wide SIMD registers"
)]

use nalgebra::DMatrix;

use super::simd::{MIN_CHUNK_LEN, parallel_chunks_of, vectorized};
use crate::scalar::Real;

/// Sums are accumulated in double precision, so that a mean over many elements keeps all the
/// digits of single precision.
pub(super) fn sum<T: Real>(x: &DMatrix<T>, dim: Option<usize>) -> DMatrix<T> {
    let (rows, cols) = x.shape();
    match dim {
        None => vectorized(|| DMatrix::from_element(1, 1, T::rounded(total(x.as_slice())))),
        Some(0) => {
            let mut sums = DMatrix::from_element(1, cols, T::rounded(0.0));
            parallel_chunks_of(MIN_CHUNK_LEN / rows.max(1), sums.as_mut_slice(), &|first, sums| {
                vectorized(|| {
                    for (j, sum) in (first..).zip(sums) {
                        *sum = T::rounded(total(column(x, j)));
                    }
                });
            });
            sums
        }
        _ => vectorized(|| {
            let mut sums = vec![0.0; rows];
            for j in 0..cols {
                sums.iter_mut().zip(column(x, j)).for_each(|(sum, x)| *sum += x.to_f64());
            }
            DMatrix::from_iterator(rows, 1, sums.into_iter().map(T::rounded))
        }),
    }
}

// ANCHOR: total
/// Eight running sums, which the compiler can keep in SIMD registers.
#[inline(always)]
fn total<T: Real>(values: &[T]) -> f64 {
    let mut lanes = [0.0; 8];
    let chunks = values.chunks_exact(8);
    let rest: f64 = chunks.remainder().iter().map(|x| x.to_f64()).sum();
    for chunk in chunks {
        lanes.iter_mut().zip(chunk).for_each(|(lane, x)| *lane += x.to_f64());
    }
    lanes.iter().sum::<f64>() + rest
}
// ANCHOR_END: total

/// The largest elements. A NaN makes the maximum NaN, so that it does not go unnoticed.
pub(super) fn max<T: Real>(x: &DMatrix<T>, dim: Option<usize>) -> DMatrix<T> {
    let (rows, cols) = x.shape();
    vectorized(|| match dim {
        None => DMatrix::from_element(1, 1, largest(x.as_slice())),
        Some(0) => DMatrix::from_fn(1, cols, |_, j| largest(column(x, j))),
        _ => {
            let mut best = DMatrix::from_element(rows, 1, T::NEG_INFINITY);
            for j in 0..cols {
                let pairs = best.as_mut_slice().iter_mut().zip(column(x, j));
                pairs.for_each(|(best, &x)| *best = larger(*best, x));
            }
            best
        }
    })
}

/// Eight running maxima, for the same reason as in [`total`].
#[inline(always)]
fn largest<T: Real>(values: &[T]) -> T {
    let mut lanes = [T::NEG_INFINITY; 8];
    let chunks = values.chunks_exact(8);
    let rest = chunks.remainder().iter().copied().fold(T::NEG_INFINITY, larger);
    for chunk in chunks {
        lanes.iter_mut().zip(chunk).for_each(|(lane, &x)| *lane = larger(*lane, x));
    }
    lanes.into_iter().fold(rest, larger)
}

#[inline(always)]
fn larger<T: Real>(a: T, b: T) -> T {
    if b > a || b.partial_cmp(&b).is_none() { b } else { a }
}

/// For each row, the first column that holds its largest element, or its first NaN.
pub(super) fn argmax<T: Real>(x: &DMatrix<T>) -> Vec<usize> {
    let is_nan = |x: T| x.partial_cmp(&x).is_none();
    let mut best = vec![T::NEG_INFINITY; x.nrows()];
    let mut columns = vec![0; x.nrows()];
    for j in 0..x.ncols() {
        for ((best, best_column), &x) in best.iter_mut().zip(&mut columns).zip(column(x, j)) {
            if x > *best || (is_nan(x) && !is_nan(*best)) {
                (*best, *best_column) = (x, j);
            }
        }
    }
    columns
}

#[inline(always)]
pub(super) fn column<T: Real>(x: &DMatrix<T>, j: usize) -> &[T] {
    &x.as_slice()[j * x.nrows()..(j + 1) * x.nrows()]
}
