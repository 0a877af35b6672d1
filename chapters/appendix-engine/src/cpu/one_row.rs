//! A single row times a matrix: one image through a layer.
//!
//! Here nothing is used twice: every weight is multiplied once. So the product takes as long as
//! the weights take to come, and all that counts is to read them in the order in which they lie.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for wide registers")]

use nalgebra::DMatrix;
use pulp::NullaryFnOnce;

use super::wide::{in_parts_of, wide};
use crate::scalar::Real;

/// y += x·Wᵀ, for a row x of inputs and a matrix W of shape (outputs, inputs); `part` outputs are
/// worth a second core.
pub(super) fn add_row_times_transposed<T: Real>(y: &mut [T], x: &[T], w: &DMatrix<T>, part: usize) {
    let stride = w.nrows();
    in_parts_of(part, y, &|first, y| {
        wide(RowTimesTransposed { y, x, w: &w.as_slice()[first..], stride });
    });
}

/// Outputs side by side, and all inputs of each. Column j of the weights begins at `w[j * stride]`.
///
/// A closure of this length would not be inlined.
struct RowTimesTransposed<'a, T> {
    y: &'a mut [T],
    x: &'a [T],
    w: &'a [T],
    stride: usize,
}

impl<T: Real> NullaryFnOnce for RowTimesTransposed<'_, T> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { y, x, w, stride } = self;
        let (large, y) = y.as_chunks_mut::<32>();
        let (small, single) = y.as_chunks_mut::<8>();
        let mut first = 0;
        for y in large {
            add_block(y, x, &w[first..], stride);
            first += y.len();
        }
        for y in small {
            add_block(y, x, &w[first..], stride);
            first += y.len();
        }
        for y in single {
            add_block(std::array::from_mut(y), x, &w[first..], stride);
            first += 1;
        }
    }
}

/// N outputs, whose sums stay in registers.
#[inline(always)]
fn add_block<T: Real, const N: usize>(y: &mut [T; N], x: &[T], w: &[T], stride: usize) {
    let mut sums = [T::of(0.0); N];
    for (&x, w) in x.iter().zip(w.chunks(stride)) {
        if let Some(w) = w.first_chunk::<N>() {
            for (sum, &w) in sums.iter_mut().zip(w) {
                *sum += x * w;
            }
        }
    }
    for (y, sum) in y.iter_mut().zip(sums) {
        *y += sum;
    }
}
