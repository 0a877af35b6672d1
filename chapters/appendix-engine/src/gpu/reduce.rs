//! Products and reductions.

use af::{Array, MatProp};
use arrayfire as af;

use super::{
    elementwise::broadcast,
    lock::Lock,
    matrix::{Float, Matrix, dims, download, ready, upload_indices},
};

/// op(a)·op(b), where op transposes if its flag is set.
pub(super) fn matmul<T: Float>(
    lock: &Lock,
    a: &Matrix<T>,
    a_transposed: bool,
    b: &Matrix<T>,
    b_transposed: bool,
) -> Matrix<T> {
    let rows = if a_transposed { a.cols } else { a.rows };
    let cols = if b_transposed { b.rows } else { b.cols };
    let (Some(a), Some(b)) = (a.ready(), b.ready()) else {
        // A sum over no terms is zero.
        return Matrix::full(lock, rows, cols, 0.0);
    };
    let flag = |transposed| if transposed { MatProp::TRANS } else { MatProp::NONE };
    Matrix::new(lock, rows, cols, af::matmul(a, b, flag(a_transposed), flag(b_transposed)))
}

/// A sum of more terms than this would lose digits in single precision. It is accumulated in double
/// precision, as the other engines accumulate all sums, if the device supports it.
const MAX_SINGLE_PRECISION_TERMS: usize = 1024;

pub(super) fn sum<T: Float>(lock: &Lock, x: &Matrix<T>, dim: Option<usize>) -> Matrix<T> {
    let (rows, cols) = reduced(x, dim);
    let Some(array) = x.array() else { return Matrix::full(lock, rows, cols, 0.0) };
    let terms = x.rows * x.cols / (rows * cols);
    let sum = if terms > MAX_SINGLE_PRECISION_TERMS && af::is_double_available(af::get_device()) {
        along(&array.cast::<f64>(), dim, af::sum::<f64>).cast::<T>()
    } else {
        along(array, dim, af::sum::<T>)
    };
    Matrix::new(lock, rows, cols, sum)
}

/// The largest elements. ArrayFire ignores NaN; here a NaN makes the maximum NaN.
pub(super) fn max<T: Float>(lock: &Lock, x: &Matrix<T>, dim: Option<usize>) -> Matrix<T> {
    let (rows, cols) = reduced(x, dim);
    let Some(array) = x.array() else { return Matrix::empty(rows, cols) };
    let largest = along(array, dim, largest);
    let broken = along(&af::isnan(array).cast::<T>(), dim, af::max::<T>);
    let broken = af::gt(&broken, &af::constant(T::rounded(0.0), broken.dims()), false);
    Matrix::new(lock, rows, cols, af::selectl(f64::NAN, &broken, &largest))
}

fn reduced<T: Float>(x: &Matrix<T>, dim: Option<usize>) -> (usize, usize) {
    match dim {
        None => (1, 1),
        Some(0) => (1, x.cols),
        Some(_) => (x.rows, 1),
    }
}

/// Reduces all elements (`None`), down the rows or along the columns.
fn along<T: Float>(
    x: &Array<T>,
    dim: Option<usize>,
    reduce: impl Fn(&Array<T>, i32) -> Array<T>,
) -> Array<T> {
    x.eval();
    match dim {
        None => reduce(&ready(af::flat(x)), 0),
        Some(0) => reduce(x, 0),
        Some(_) => reduce(x, 1),
    }
}

/// The largest elements that are not NaN, or −∞ if there are none.
fn largest<T: Float>(x: &Array<T>, dim: i32) -> Array<T> {
    af::max(&ready(af::selectl(f64::NEG_INFINITY, &af::isnan(x), x)), dim)
}

/// For each row, the first column with its largest element, or with its first NaN.
fn first_largest<T: Float>(x: &Matrix<T>, array: &Array<T>) -> Array<u32> {
    let (rows, cols) = (x.rows, x.cols);
    // 2 for NaN, 1 for the largest of the others, 0 for the rest.
    let is_largest = af::eq(array, &broadcast(&largest(array, 1), rows, cols), false).cast::<T>();
    let rank = ready(af::selectl(2.0, &af::isnan(array), &is_largest));
    let best = af::ge(&rank, &broadcast(&af::max(&rank, 1), rows, cols), false);
    let places = af::range::<u32>(dims(rows, cols), 1);
    af::min(&ready(af::selectr(&places, &best, cols as f64)), 1)
}

pub(super) fn argmax<T: Float>(x: &Matrix<T>) -> Vec<usize> {
    let Some(array) = x.array() else { return vec![0; x.rows] };
    let places = download(&first_largest(x, array));
    places.into_iter().map(|place| place as usize).collect()
}

pub(super) fn is_argmax<T: Float>(lock: &Lock, x: &Matrix<T>, columns: &[usize]) -> Matrix<T> {
    let Some(array) = x.array() else { return Matrix::full(lock, x.rows, 1, 0.0) };
    let asked = upload_indices(columns.iter().copied());
    let hits = af::eq(&first_largest(x, array), &asked, false).cast::<T>();
    Matrix::new(lock, x.rows, 1, hits)
}

/// Whether every element is finite: 0 · x is then 0, else NaN, and a NaN makes the sum NaN.
pub(super) fn is_finite<T: Float>(x: &Matrix<T>) -> bool {
    let Some(array) = x.array() else { return true };
    let spoiled = along(&(array * af::constant(T::rounded(0.0), array.dims())), None, af::sum::<T>);
    download(&spoiled).iter().all(|x| !x.to_f64().is_nan())
}

pub(super) fn softmax<T: Float>(lock: &Lock, x: &Matrix<T>, dim: usize) -> Matrix<T> {
    x.map(lock, |array| {
        let weights = af::exp(&shifted(x, array, dim));
        let total = along(&weights, Some(dim), af::sum::<T>);
        weights / broadcast(&total, x.rows, x.cols)
    })
}

pub(super) fn log_softmax<T: Float>(lock: &Lock, x: &Matrix<T>, dim: usize) -> Matrix<T> {
    x.map(lock, |array| {
        let shifted = shifted(x, array, dim);
        let total = along(&af::exp(&shifted), Some(dim), af::sum::<T>);
        shifted - broadcast(&af::log(&total), x.rows, x.cols)
    })
}

/// x − m, with m the maximum along `dim`. m ignores NaN, but the sum that follows does not: it
/// makes the whole row NaN.
fn shifted<T: Float>(x: &Matrix<T>, array: &Array<T>, dim: usize) -> Array<T> {
    array - broadcast(&along(array, Some(dim), largest), x.rows, x.cols)
}
