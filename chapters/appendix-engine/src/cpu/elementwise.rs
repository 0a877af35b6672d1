//! Loops over every number of one array, or of several.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for wide registers")]

use std::sync::Arc;

use nalgebra::DMatrix;

use super::wide::{in_parts, in_parts_of, wide};
use crate::{
    Buffer,
    scalar::{Binary, Real, Unary, with_binary, with_unary},
};

/// Applies `op` in place if this is the last handle on `x`, else into a new matrix.
pub(super) fn map<T: Real>(op: Unary, x: Arc<Buffer<T>>) -> Buffer<T> {
    match Arc::try_unwrap(x) {
        Ok(mut own) => {
            with_unary!(op, T, |f| in_parts(own.as_mut_slice(), &|_, part| {
                wide(|| part.iter_mut().for_each(|x| *x = f(*x)));
            }));
            own
        }
        Err(shared) => {
            let mut new = Buffer::stale(shared.nrows(), shared.ncols());
            with_unary!(op, T, |f| in_parts(new.as_mut_slice(), &|start, part| {
                let x = &shared.as_slice()[start..];
                wide(|| part.iter_mut().zip(x).for_each(|(y, &x)| *y = f(x)));
            }));
            new
        }
    }
}

/// Combines two matrices; a side of size 1 is repeated to fit the other.
pub(super) fn zip<T: Real>(op: Binary, a: Arc<Buffer<T>>, b: &Arc<Buffer<T>>) -> Buffer<T> {
    let rows = if a.nrows() == 1 { b.nrows() } else { a.nrows() };
    let cols = if a.ncols() == 1 { b.ncols() } else { a.ncols() };
    let alike = a.shape() == b.shape();
    with_binary!(op, T, |f| {
        let a = match Arc::try_unwrap(a) {
            Ok(mut own) if alike => {
                in_parts(own.as_mut_slice(), &|start, part| {
                    let b = &b.as_slice()[start..];
                    wide(|| part.iter_mut().zip(b).for_each(|(a, &b)| *a = f(*a, b)));
                });
                return own;
            }
            Ok(mut own) if own.shape() == (rows, cols) => {
                wide(|| {
                    for (j, column) in columns_mut(&mut own).enumerate() {
                        match side(b, j) {
                            &[b] => column.iter_mut().for_each(|a| *a = f(*a, b)),
                            b => column.iter_mut().zip(b).for_each(|(a, &b)| *a = f(*a, b)),
                        }
                    }
                });
                return own;
            }
            Ok(own) => Arc::new(own),
            Err(shared) => shared,
        };
        let mut new = Buffer::stale(rows, cols);
        if alike {
            in_parts(new.as_mut_slice(), &|start, part| {
                let pairs = a.as_slice()[start..].iter().zip(&b.as_slice()[start..]);
                wide(|| part.iter_mut().zip(pairs).for_each(|(y, (&a, &b))| *y = f(a, b)));
            });
            return new;
        }
        wide(|| {
            for (j, column) in columns_mut(&mut new).enumerate() {
                match (side(&a, j), side(b, j)) {
                    (a, b) if a.len() == b.len() => {
                        let pairs = a.iter().zip(b);
                        column.iter_mut().zip(pairs).for_each(|(y, (&a, &b))| *y = f(a, b));
                    }
                    (a, &[b]) => column.iter_mut().zip(a).for_each(|(y, &a)| *y = f(a, b)),
                    (&[a], b) => column.iter_mut().zip(b).for_each(|(y, &b)| *y = f(a, b)),
                    _ => unreachable!("shapes that do not broadcast are refused earlier"),
                }
            }
        });
        new
    })
}

/// `y += alpha * x`.
pub(super) fn axpy<T: Real>(alpha: f64, x: &DMatrix<T>, y: Arc<Buffer<T>>) -> Buffer<T> {
    let alpha = T::of(alpha);
    update(y, x, |y, x| y + alpha * x)
}

/// `y = beta * y + alpha * x`.
pub(super) fn axpby<T: Real>(
    (alpha, x): (f64, &DMatrix<T>),
    (beta, y): (f64, Arc<Buffer<T>>),
) -> Buffer<T> {
    let (alpha, beta) = (T::of(alpha), T::of(beta));
    update(y, x, |y, x| normal(y * beta + alpha * x))
}

/// `y = beta * y + alpha * x²`.
pub(super) fn add_squares<T: Real>(
    (alpha, x): (f64, &DMatrix<T>),
    (beta, y): (f64, Arc<Buffer<T>>),
) -> Buffer<T> {
    let (alpha, beta) = (T::of(alpha), T::of(beta));
    update(y, x, |y, x| normal(y * beta + alpha * (x * x)))
}

/// Zero for what is too small to have all its digits. What fades, as the velocity of a weight
/// without a gradient does, would else end among such numbers and stay there, and many processors
/// are slow with them.
#[inline(always)]
fn normal<T: Real>(x: T) -> T {
    if x.magnitude() < T::LEAST_NORMAL { T::of(0.0) } else { x }
}

/// A part of a parameter with this many numbers is worth a second core: the one that has computed
/// this part of the gradient, and will read this part of the weight.
const WORTH_UPDATING: usize = 1 << 13;

/// `y = f(y, x)`, in place if this is the last handle on `y`.
fn update<T: Real>(y: Arc<Buffer<T>>, x: &DMatrix<T>, f: impl Fn(T, T) -> T + Sync) -> Buffer<T> {
    let mut y = Arc::unwrap_or_clone(y);
    in_parts_of(WORTH_UPDATING, y.as_mut_slice(), &|start, y| {
        let x = &x.as_slice()[start..];
        wide(|| y.iter_mut().zip(x).for_each(|(y, &x)| *y = f(*y, x)));
    });
    y
}

/// `y += alpha * x / (scale * √v + eps)`.
pub(super) fn add_over_root<T: Real>(
    (alpha, x): (f64, &DMatrix<T>),
    (scale, v, eps): (f64, &DMatrix<T>, f64),
    y: Arc<Buffer<T>>,
) -> Buffer<T> {
    let (alpha, scale, eps) = (T::of(alpha), T::of(scale), T::of(eps));
    let mut y = Arc::unwrap_or_clone(y);
    in_parts_of(WORTH_UPDATING, y.as_mut_slice(), &|start, y| {
        let pairs = x.as_slice()[start..].iter().zip(&v.as_slice()[start..]);
        wide(|| {
            for (y, (&x, &v)) in y.iter_mut().zip(pairs) {
                *y += alpha * (x / (v.root() * scale + eps));
            }
        });
    });
    y
}

/// Column `j` of `x`, or its only column.
fn side<T: Real>(x: &DMatrix<T>, j: usize) -> &[T] {
    let rows = x.nrows();
    let j = if x.ncols() == 1 { 0 } else { j };
    &x.as_slice()[j * rows..(j + 1) * rows]
}

pub(super) fn columns_mut<T: Real>(x: &mut DMatrix<T>) -> impl Iterator<Item = &mut [T]> {
    let rows = x.nrows().max(1);
    x.as_mut_slice().chunks_exact_mut(rows)
}
