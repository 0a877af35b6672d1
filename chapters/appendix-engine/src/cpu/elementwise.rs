//! Loops over the elements of one array, or of several.

#![expect(
    clippy::inline_always,
    reason = "only what is inlined is compiled for wide SIMD registers"
)]

use std::sync::Arc;

use nalgebra::DMatrix;

use super::simd::{parallel_chunks, parallel_chunks_of, vectorized};
use crate::{
    Buffer,
    scalar::{Binary, Real, Unary, with_binary, with_unary},
};

/// Applies `op` in place if this is the last handle to `x`, else into a new matrix.
pub(super) fn map<T: Real>(op: Unary, x: Arc<Buffer<T>>) -> Buffer<T> {
    match Arc::try_unwrap(x) {
        Ok(mut own) => {
            with_unary!(op, T, |f| parallel_chunks(own.as_mut_slice(), &|_, part| {
                vectorized(|| part.iter_mut().for_each(|x| *x = f(*x)));
            }));
            own
        }
        Err(shared) => {
            let mut new = Buffer::recycled(shared.nrows(), shared.ncols());
            with_unary!(op, T, |f| parallel_chunks(new.as_mut_slice(), &|start, part| {
                let x = &shared.as_slice()[start..];
                vectorized(|| part.iter_mut().zip(x).for_each(|(y, &x)| *y = f(x)));
            }));
            new
        }
    }
}

/// Combines two matrices; a dimension of size 1 is broadcast.
pub(super) fn zip<T: Real>(op: Binary, a: Arc<Buffer<T>>, b: &Arc<Buffer<T>>) -> Buffer<T> {
    let rows = if a.nrows() == 1 { b.nrows() } else { a.nrows() };
    let cols = if a.ncols() == 1 { b.ncols() } else { a.ncols() };
    let alike = a.shape() == b.shape();
    with_binary!(op, T, |f| {
        let a = match Arc::try_unwrap(a) {
            Ok(mut own) if alike => {
                parallel_chunks(own.as_mut_slice(), &|start, part| {
                    let b = &b.as_slice()[start..];
                    vectorized(|| part.iter_mut().zip(b).for_each(|(a, &b)| *a = f(*a, b)));
                });
                return own;
            }
            Ok(mut own) if own.shape() == (rows, cols) => {
                vectorized(|| {
                    for (j, y) in columns_mut(&mut own).enumerate() {
                        match column(b, j) {
                            &[b] => y.iter_mut().for_each(|a| *a = f(*a, b)),
                            b => y.iter_mut().zip(b).for_each(|(a, &b)| *a = f(*a, b)),
                        }
                    }
                });
                return own;
            }
            Ok(own) => Arc::new(own),
            Err(shared) => shared,
        };
        let mut new = Buffer::recycled(rows, cols);
        if alike {
            parallel_chunks(new.as_mut_slice(), &|start, part| {
                let pairs = a.as_slice()[start..].iter().zip(&b.as_slice()[start..]);
                vectorized(|| part.iter_mut().zip(pairs).for_each(|(y, (&a, &b))| *y = f(a, b)));
            });
            return new;
        }
        vectorized(|| {
            for (j, y) in columns_mut(&mut new).enumerate() {
                match (column(&a, j), column(b, j)) {
                    (a, b) if a.len() == b.len() => {
                        let pairs = a.iter().zip(b);
                        y.iter_mut().zip(pairs).for_each(|(y, (&a, &b))| *y = f(a, b));
                    }
                    (a, &[b]) => y.iter_mut().zip(a).for_each(|(y, &a)| *y = f(a, b)),
                    (&[a], b) => y.iter_mut().zip(b).for_each(|(y, &b)| *y = f(a, b)),
                    _ => unreachable!("shapes that do not broadcast are refused earlier"),
                }
            }
        });
        new
    })
}

/// `y += alpha * x`.
pub(super) fn axpy<T: Real>(alpha: f64, x: &DMatrix<T>, y: Arc<Buffer<T>>) -> Buffer<T> {
    let alpha = T::rounded(alpha);
    update(y, x, |y, x| y + alpha * x)
}

/// `y = beta * y + alpha * x`.
pub(super) fn axpby<T: Real>(
    (alpha, x): (f64, &DMatrix<T>),
    (beta, y): (f64, Arc<Buffer<T>>),
) -> Buffer<T> {
    let (alpha, beta) = (T::rounded(alpha), T::rounded(beta));
    update(y, x, |y, x| flush_subnormal_if_idle(y * beta + alpha * x, x))
}

/// `y = beta * y + alpha * x²`. As in PyTorch, x is scaled before it is squared.
pub(super) fn add_squares<T: Real>(
    (alpha, x): (f64, &DMatrix<T>),
    (beta, y): (f64, Arc<Buffer<T>>),
) -> Buffer<T> {
    let (alpha, beta) = (T::rounded(alpha), T::rounded(beta));
    update(y, x, |y, x| y * beta + alpha * x * x)
}

/// Flushes a subnormal running average to zero if nothing was added to it (`x` is 0).
///
/// The velocity of a weight without a gradient decays until it is subnormal and then stays there,
/// because 0.9 times one of the smallest numbers rounds back to it. Many processors are slow with
/// subnormal numbers. Averages of squares are not flushed: their root is still an ordinary
/// number, and other averages are divided by it.
#[inline(always)]
fn flush_subnormal_if_idle<T: Real>(average: T, x: T) -> T {
    let zero = T::rounded(0.0);
    if x == zero && average.abs() < T::MIN_POSITIVE { zero } else { average }
}

/// The shortest chunk of an update, in elements. Shorter than for other loops: the second core has
/// just computed its half of the gradient, and still has it in its cache.
const MIN_UPDATE_LEN: usize = 1 << 13;

/// `y = f(y, x)`, in place if this is the last handle to `y`.
fn update<T: Real>(y: Arc<Buffer<T>>, x: &DMatrix<T>, f: impl Fn(T, T) -> T + Sync) -> Buffer<T> {
    let mut y = Arc::unwrap_or_clone(y);
    parallel_chunks_of(MIN_UPDATE_LEN, y.as_mut_slice(), &|start, y| {
        let x = &x.as_slice()[start..];
        vectorized(|| y.iter_mut().zip(x).for_each(|(y, &x)| *y = f(*y, x)));
    });
    y
}

/// `y += alpha * x / (scale * √v + eps)`.
pub(super) fn add_over_root<T: Real>(
    (alpha, x): (f64, &DMatrix<T>),
    (scale, v, eps): (f64, &DMatrix<T>, f64),
    y: Arc<Buffer<T>>,
) -> Buffer<T> {
    let (alpha, scale, eps) = (T::rounded(alpha), T::rounded(scale), T::rounded(eps));
    let mut y = Arc::unwrap_or_clone(y);
    parallel_chunks_of(MIN_UPDATE_LEN, y.as_mut_slice(), &|start, y| {
        let pairs = x.as_slice()[start..].iter().zip(&v.as_slice()[start..]);
        vectorized(|| {
            for (y, (&x, &v)) in y.iter_mut().zip(pairs) {
                *y += alpha * (x / (v.sqrt() * scale + eps));
            }
        });
    });
    y
}

/// Column `j` of `x`, or its only column, which is repeated.
fn column<T: Real>(x: &DMatrix<T>, j: usize) -> &[T] {
    let rows = x.nrows();
    let j = if x.ncols() == 1 { 0 } else { j };
    &x.as_slice()[j * rows..(j + 1) * rows]
}

pub(super) fn columns_mut<T: Real>(x: &mut DMatrix<T>) -> impl Iterator<Item = &mut [T]> {
    let rows = x.nrows().max(1);
    x.as_mut_slice().chunks_exact_mut(rows)
}
