//! Sums, maxima and their places.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for wide registers")]

use nalgebra::DMatrix;

use super::wide::{WORTH_SHARING, in_parts_of, wide};
use crate::scalar::Real;

/// Sums are accumulated in double precision, so that a mean over many numbers keeps all the
/// digits single precision has.
pub(super) fn sum<T: Real>(x: &DMatrix<T>, dim: Option<usize>) -> DMatrix<T> {
    let (rows, cols) = x.shape();
    match dim {
        None => wide(|| DMatrix::from_element(1, 1, T::of(total(x.as_slice())))),
        Some(0) => {
            let mut sums = DMatrix::from_element(1, cols, T::of(0.0));
            in_parts_of(WORTH_SHARING / rows.max(1), sums.as_mut_slice(), &|first, sums| {
                wide(|| {
                    for (j, sum) in (first..).zip(sums) {
                        *sum = T::of(total(column(x, j)));
                    }
                });
            });
            sums
        }
        _ => wide(|| {
            let mut sums = vec![0.0; rows];
            for j in 0..cols {
                sums.iter_mut().zip(column(x, j)).for_each(|(sum, x)| *sum += x.wide());
            }
            DMatrix::from_iterator(rows, 1, sums.into_iter().map(T::of))
        }),
    }
}

// ANCHOR: total
/// Eight running sums, which the compiler can keep in one vector register.
#[inline(always)]
fn total<T: Real>(values: &[T]) -> f64 {
    let mut lanes = [0.0; 8];
    let chunks = values.chunks_exact(8);
    let rest: f64 = chunks.remainder().iter().map(|x| x.wide()).sum();
    for chunk in chunks {
        lanes.iter_mut().zip(chunk).for_each(|(lane, x)| *lane += x.wide());
    }
    lanes.iter().sum::<f64>() + rest
}
// ANCHOR_END: total

/// The largest numbers; a NaN anywhere makes its maximum NaN, so that it is not overlooked.
pub(super) fn max<T: Real>(x: &DMatrix<T>, dim: Option<usize>) -> DMatrix<T> {
    let (rows, cols) = x.shape();
    wide(|| match dim {
        None => DMatrix::from_element(1, 1, largest(x.as_slice())),
        Some(0) => DMatrix::from_fn(1, cols, |_, j| largest(column(x, j))),
        _ => {
            let mut best = DMatrix::from_element(rows, 1, T::LOWEST);
            for j in 0..cols {
                let pairs = best.as_mut_slice().iter_mut().zip(column(x, j));
                pairs.for_each(|(best, &x)| *best = larger(*best, x));
            }
            best
        }
    })
}

/// Eight candidates side by side, for the same reason as in [`total`].
#[inline(always)]
fn largest<T: Real>(values: &[T]) -> T {
    let mut lanes = [T::LOWEST; 8];
    let chunks = values.chunks_exact(8);
    let rest = chunks.remainder().iter().copied().fold(T::LOWEST, larger);
    for chunk in chunks {
        lanes.iter_mut().zip(chunk).for_each(|(lane, &x)| *lane = larger(*lane, x));
    }
    lanes.into_iter().fold(rest, larger)
}

#[inline(always)]
fn larger<T: Real>(a: T, b: T) -> T {
    if b > a || b.partial_cmp(&b).is_none() { b } else { a }
}

/// For each row, the first column that holds its largest number, or its first NaN.
pub(super) fn argmax<T: Real>(x: &DMatrix<T>) -> Vec<usize> {
    let is_nan = |x: T| x.partial_cmp(&x).is_none();
    let mut best = vec![T::LOWEST; x.nrows()];
    let mut places = vec![0; x.nrows()];
    for j in 0..x.ncols() {
        for ((best, place), &x) in best.iter_mut().zip(&mut places).zip(column(x, j)) {
            if x > *best || (is_nan(x) && !is_nan(*best)) {
                (*best, *place) = (x, j);
            }
        }
    }
    places
}

#[inline(always)]
pub(super) fn column<T: Real>(x: &DMatrix<T>, j: usize) -> &[T] {
    &x.as_slice()[j * x.nrows()..(j + 1) * x.nrows()]
}
