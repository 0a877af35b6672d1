//! Rearranging elements without changing them.

use arrayfire as af;

use super::{
    elementwise::broadcast,
    lock::Lock,
    matrix::{Float, Matrix, dims, download, ready, upload_indices},
};

pub(super) fn transpose<T: Float>(lock: &Lock, x: &Matrix<T>) -> Matrix<T> {
    match x.ready() {
        Some(array) => Matrix::new(lock, x.cols, x.rows, af::transpose(array, false)),
        None => Matrix::empty(x.cols, x.rows),
    }
}

/// The elements keep their row-major order, although they are stored column-major. So this reshapes
/// the transpose, whose columns are the rows.
pub(super) fn reshape<T: Float>(lock: &Lock, x: &Matrix<T>, rows: usize, cols: usize) -> Matrix<T> {
    match x.ready() {
        Some(array) => {
            let by_rows = af::moddims(&af::transpose(array, false), dims(cols, rows));
            Matrix::new(lock, rows, cols, af::transpose(&ready(by_rows), false))
        }
        None => Matrix::empty(rows, cols),
    }
}

pub(super) fn expand<T: Float>(lock: &Lock, x: &Matrix<T>, rows: usize, cols: usize) -> Matrix<T> {
    match x.array() {
        Some(array) if rows * cols > 0 => {
            Matrix::new(lock, rows, cols, broadcast(array, rows, cols))
        }
        _ => Matrix::empty(rows, cols),
    }
}

pub(super) fn index_select<T: Float>(lock: &Lock, x: &Matrix<T>, indices: &[usize]) -> Matrix<T> {
    match x.ready() {
        Some(array) if !indices.is_empty() => {
            let rows = af::lookup(array, &upload_indices(indices.iter().copied()), 0);
            Matrix::new(lock, indices.len(), x.cols, rows)
        }
        _ => Matrix::empty(indices.len(), x.cols),
    }
}

/// A matrix of `rows` rows in which row `i` of `x` has been added to row `indices[i]`.
///
/// Several rows may be added to the same one, and in parallel that is a data race. So the rows that
/// belong together are summed as a binary tree: each round gathers the left and the right row of
/// every pair and adds them. A row without a partner is paired with a row of zeros, kept after the
/// last.
pub(super) fn index_add<T: Float>(
    lock: &Lock,
    x: &Matrix<T>,
    indices: &[usize],
    rows: usize,
) -> Matrix<T> {
    let Some(array) = x.ready() else { return Matrix::full(lock, rows, x.cols, 0.0) };
    if rows == 0 {
        return Matrix::empty(rows, x.cols);
    }
    let zeros = ready(af::constant(T::rounded(0.0), dims(1, x.cols)));
    let padded = |rows: &af::Array<T>| af::join(0, rows, &zeros);
    // For each row of the result, which rows are still to be added up for it.
    let mut waiting = vec![Vec::new(); rows];
    for (from, &to) in indices.iter().enumerate() {
        waiting[to].push(from);
    }
    // ANCHOR: scatter
    let (mut current, mut none) = (padded(array), x.rows);
    while waiting.iter().any(|rows| rows.len() > 1) {
        let (mut left, mut right) = (Vec::new(), Vec::new());
        for rows in &mut waiting {
            let pairs = std::mem::take(rows);
            for pair in pairs.chunks(2) {
                rows.push(left.len());
                left.push(pair[0]);
                right.push(*pair.get(1).unwrap_or(&none));
            }
        }
        none = left.len();
        let gather = |rows: Vec<usize>| af::lookup(&current, &upload_indices(rows.into_iter()), 0);
        current = padded(&ready(gather(left) + gather(right)));
    }
    // ANCHOR_END: scatter
    let last = waiting.iter().map(|rows| rows.first().copied().unwrap_or(none));
    Matrix::new(lock, rows, x.cols, af::lookup(&current, &upload_indices(last), 0))
}

pub(super) fn gather<T: Float>(lock: &Lock, x: &Matrix<T>, columns: &[usize]) -> Matrix<T> {
    match x.ready() {
        Some(array) => {
            let indices = columns.iter().enumerate().map(|(i, &j)| i + j * x.rows);
            let numbers = af::lookup(&ready(af::flat(array)), &upload_indices(indices), 0);
            Matrix::new(lock, x.rows, 1, numbers)
        }
        None => Matrix::empty(x.rows, 1),
    }
}

pub(super) fn scatter<T: Float>(
    lock: &Lock,
    x: &Matrix<T>,
    columns: &[usize],
    cols: usize,
) -> Matrix<T> {
    let Some(array) = x.array() else { return Matrix::empty(x.rows, cols) };
    let columns = af::tile(&upload_indices(columns.iter().copied()), dims(1, cols));
    let is_chosen = af::eq(&af::range::<u32>(dims(x.rows, cols), 1), &columns, false);
    Matrix::new(lock, x.rows, cols, af::selectr(&broadcast(array, x.rows, cols), &is_chosen, 0.0))
}

/// ArrayFire has no empty arrays; with nothing on one side, the other is the result.
pub(super) fn cat<T: Float>(lock: &Lock, a: &Matrix<T>, b: &Matrix<T>, dim: usize) -> Matrix<T> {
    let (rows, cols) = match dim {
        0 => (a.rows + b.rows, a.cols),
        _ => (a.rows, a.cols + b.cols),
    };
    match (a.ready(), b.ready()) {
        (Some(x), Some(y)) => {
            let dim = i32::from(dim != 0);
            Matrix::new(lock, rows, cols, af::join(dim, x, y))
        }
        (Some(_), None) => a.clone(),
        (None, Some(_)) => b.clone(),
        (None, None) => Matrix::empty(rows, cols),
    }
}

/// The element at row `i`, column `j`.
pub(super) fn number<T: Float>(x: &Matrix<T>, i: usize, j: usize) -> f64 {
    let array = x.ready().expect("an empty matrix has no row to ask for");
    let place = upload_indices([i + j * x.rows].into_iter());
    download(&af::lookup(&ready(af::flat(array)), &place, 0))[0].to_f64()
}
