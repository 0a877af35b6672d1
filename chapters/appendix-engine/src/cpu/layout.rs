//! Moving numbers around without changing them.

use nalgebra::DMatrix;

use crate::scalar::Real;

/// The numbers keep their row-by-row order, as in PyTorch and numpy, although they are stored
/// column by column.
pub(super) fn reshape<T: Real>(x: &DMatrix<T>, rows: usize, cols: usize) -> DMatrix<T> {
    DMatrix::from_fn(rows, cols, |i, j| {
        let place = i * cols + j;
        x[(place / x.ncols(), place % x.ncols())]
    })
}

pub(super) fn expand<T: Real>(x: &DMatrix<T>, rows: usize, cols: usize) -> DMatrix<T> {
    let repeat = |size, i| if size == 1 { 0 } else { i };
    DMatrix::from_fn(rows, cols, |i, j| x[(repeat(x.nrows(), i), repeat(x.ncols(), j))])
}

pub(super) fn scatter_rows<T: Real>(x: &DMatrix<T>, indices: &[usize], rows: usize) -> DMatrix<T> {
    let mut y = DMatrix::zeros(rows, x.ncols());
    for (from, &to) in indices.iter().enumerate() {
        for j in 0..x.ncols() {
            y[(to, j)] += x[(from, j)];
        }
    }
    y
}

pub(super) fn take<T: Real>(x: &DMatrix<T>, columns: &[usize]) -> DMatrix<T> {
    DMatrix::from_fn(x.nrows(), 1, |i, _| x[(i, columns[i])])
}

pub(super) fn put<T: Real>(x: &DMatrix<T>, columns: &[usize], cols: usize) -> DMatrix<T> {
    let mut y = DMatrix::zeros(x.nrows(), cols);
    for (i, &j) in columns.iter().enumerate() {
        y[(i, j)] = x[(i, 0)];
    }
    y
}
