//! Loops over every number of one array, or of two.

use std::sync::Arc;

use nalgebra::DMatrix;

use crate::scalar::{Binary, Real, Unary, with_binary, with_unary};

/// Applies `op` in place if this is the last handle on `x`, else into a new matrix.
pub(super) fn map<T: Real>(op: Unary, x: Arc<DMatrix<T>>) -> DMatrix<T> {
    match Arc::try_unwrap(x) {
        Ok(mut own) => {
            with_unary!(op, T, |f| own.as_mut_slice().iter_mut().for_each(|x| *x = f(*x)));
            own
        }
        Err(shared) => {
            let values = with_unary!(op, T, |f| shared.as_slice().iter().map(|&x| f(x)).collect());
            DMatrix::from_vec(shared.nrows(), shared.ncols(), values)
        }
    }
}

/// Combines two matrices; a side of size 1 is repeated to fit the other.
pub(super) fn zip<T: Real>(op: Binary, a: Arc<DMatrix<T>>, b: &Arc<DMatrix<T>>) -> DMatrix<T> {
    let rows = if a.nrows() == 1 { b.nrows() } else { a.nrows() };
    let cols = if a.ncols() == 1 { b.ncols() } else { a.ncols() };
    with_binary!(op, T, |f| {
        let a = match Arc::try_unwrap(a) {
            Ok(mut own) if own.shape() == (rows, cols) => {
                for (j, column) in columns_mut(&mut own).enumerate() {
                    match side(b, j) {
                        &[b] => column.iter_mut().for_each(|a| *a = f(*a, b)),
                        b => column.iter_mut().zip(b).for_each(|(a, &b)| *a = f(*a, b)),
                    }
                }
                return own;
            }
            Ok(own) => Arc::new(own),
            Err(shared) => shared,
        };
        let mut values = Vec::with_capacity(rows * cols);
        for j in 0..cols {
            match (side(&a, j), side(b, j)) {
                (a, b) if a.len() == b.len() => {
                    values.extend(a.iter().zip(b).map(|(&a, &b)| f(a, b)));
                }
                (a, &[b]) => values.extend(a.iter().map(|&a| f(a, b))),
                (&[a], b) => values.extend(b.iter().map(|&b| f(a, b))),
                _ => unreachable!("shapes that do not broadcast are refused earlier"),
            }
        }
        DMatrix::from_vec(rows, cols, values)
    })
}

/// `y += alpha * x`, in place if this is the last handle on `y`.
pub(super) fn axpy<T: Real>(alpha: f64, x: &DMatrix<T>, y: Arc<DMatrix<T>>) -> DMatrix<T> {
    let alpha = T::of(alpha);
    let mut y = Arc::unwrap_or_clone(y);
    y.as_mut_slice().iter_mut().zip(x.as_slice()).for_each(|(y, &x)| *y += alpha * x);
    y
}

/// Column `j` of `x`, or its only column.
fn side<T: Real>(x: &DMatrix<T>, j: usize) -> &[T] {
    let rows = x.nrows();
    let j = if x.ncols() == 1 { 0 } else { j };
    &x.as_slice()[j * rows..(j + 1) * rows]
}

fn columns_mut<T: Real>(x: &mut DMatrix<T>) -> impl Iterator<Item = &mut [T]> {
    let rows = x.nrows().max(1);
    x.as_mut_slice().chunks_exact_mut(rows)
}
