//! Matrix–vector products: one image through a layer.
//!
//! Every weight is used once, so memory bandwidth is the limit, not arithmetic. What counts is to
//! read the weights in the order in which they are stored.

#![expect(
    clippy::inline_always,
    reason = "only what is inlined is compiled for wide SIMD registers"
)]

use nalgebra::DMatrix;
use pulp::NullaryFnOnce;

use super::simd::{parallel_chunks_of, vectorized};
use crate::scalar::Real;

/// y += x·Wᵀ, with x (inputs), W (outputs, inputs) and y (outputs). A second core takes over
/// `chunk` outputs or more.
pub(super) fn add_product<T: Real>(y: &mut [T], x: &[T], w: &DMatrix<T>, chunk: usize) {
    let stride = w.nrows();
    parallel_chunks_of(chunk, y, &|first, y| {
        vectorized(VectorTimesTransposed { y, x, w: &w.as_slice()[first..], stride });
    });
}

/// Blocks of outputs, and for each block all inputs. Column j of the weights begins at
/// `w[j * stride]`.
///
/// A struct, because a closure of this length would not be inlined.
struct VectorTimesTransposed<'a, T> {
    y: &'a mut [T],
    x: &'a [T],
    w: &'a [T],
    stride: usize,
}

impl<T: Real> NullaryFnOnce for VectorTimesTransposed<'_, T> {
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

/// N outputs, with their sums in registers.
#[inline(always)]
fn add_block<T: Real, const N: usize>(y: &mut [T; N], x: &[T], w: &[T], stride: usize) {
    let mut sums = [T::rounded(0.0); N];
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
