//! Shape checks whose messages name the operation and both shapes.

use nalgebra::DMatrix;

/// For a·b: a has as many columns as b has rows.
#[track_caller]
pub(crate) fn columns_meet_rows(operation: &str, a: &DMatrix<f64>, b: &DMatrix<f64>) {
    check(a.ncols() == b.nrows(), operation, a, b);
}

/// For aᵀ·b: both have one row for each sample.
#[track_caller]
pub(crate) fn same_rows(operation: &str, a: &DMatrix<f64>, b: &DMatrix<f64>) {
    check(a.nrows() == b.nrows(), operation, a, b);
}

/// For a·bᵀ: both have one column for each output.
#[track_caller]
pub(crate) fn same_columns(operation: &str, a: &DMatrix<f64>, b: &DMatrix<f64>) {
    check(a.ncols() == b.ncols(), operation, a, b);
}

/// For elementwise operations.
#[track_caller]
pub(crate) fn same_shape(operation: &str, a: &DMatrix<f64>, b: &DMatrix<f64>) {
    check(a.shape() == b.shape(), operation, a, b);
}

#[track_caller]
fn check(fits: bool, operation: &str, a: &DMatrix<f64>, b: &DMatrix<f64>) {
    assert!(
        fits,
        "{operation}: the shapes {} × {} and {} × {} do not fit",
        a.nrows(),
        a.ncols(),
        b.nrows(),
        b.ncols()
    );
}
