//! Moving numbers around without changing them.

use arrayfire as af;

use super::{
    elementwise::spread,
    matrix::{Float, Matrix, dims, upload_indices},
    turn::Turn,
};

pub(super) fn transpose<T: Float>(turn: &Turn, x: &Matrix<T>) -> Matrix<T> {
    match x.array() {
        Some(array) => Matrix::new(turn, x.cols, x.rows, af::transpose(array, false)),
        None => Matrix::empty(x.cols, x.rows),
    }
}

/// The numbers keep their row-by-row order, although they are stored column by column. The
/// columns of the transpose are the rows.
pub(super) fn reshape<T: Float>(turn: &Turn, x: &Matrix<T>, rows: usize, cols: usize) -> Matrix<T> {
    match x.array() {
        Some(array) => {
            let by_rows = af::moddims(&af::transpose(array, false), dims(cols, rows));
            Matrix::new(turn, rows, cols, af::transpose(&by_rows, false))
        }
        None => Matrix::empty(rows, cols),
    }
}

pub(super) fn expand<T: Float>(turn: &Turn, x: &Matrix<T>, rows: usize, cols: usize) -> Matrix<T> {
    match x.array() {
        Some(array) if rows * cols > 0 => Matrix::new(turn, rows, cols, spread(array, rows, cols)),
        _ => Matrix::empty(rows, cols),
    }
}

pub(super) fn gather_rows<T: Float>(turn: &Turn, x: &Matrix<T>, indices: &[usize]) -> Matrix<T> {
    match x.array() {
        Some(array) if !indices.is_empty() => {
            let rows = af::lookup(array, &upload_indices(indices.iter().copied()), 0);
            Matrix::new(turn, indices.len(), x.cols, rows)
        }
        _ => Matrix::empty(indices.len(), x.cols),
    }
}

/// A matrix of `rows` rows in which row `i` of `x` has been added to row `indices[i]`.
///
/// Many rows may be added to one, and a device that did so in parallel would lose some. So they
/// are added in pairs, then pairs of pairs: each round gathers the left and the right halves and
/// adds them. Who has no partner gets a row of zeros, which stands after the last.
pub(super) fn scatter_rows<T: Float>(
    turn: &Turn,
    x: &Matrix<T>,
    indices: &[usize],
    rows: usize,
) -> Matrix<T> {
    let Some(array) = x.array() else { return Matrix::full(turn, rows, x.cols, 0.0) };
    if rows == 0 {
        return Matrix::empty(rows, x.cols);
    }
    let zeros = af::constant(T::of(0.0), dims(1, x.cols));
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
        current = padded(&(gather(left) + gather(right)));
    }
    // ANCHOR_END: scatter
    let last = waiting.iter().map(|rows| rows.first().copied().unwrap_or(none));
    Matrix::new(turn, rows, x.cols, af::lookup(&current, &upload_indices(last), 0))
}

pub(super) fn take<T: Float>(turn: &Turn, x: &Matrix<T>, columns: &[usize]) -> Matrix<T> {
    match x.array() {
        Some(array) => {
            let places = columns.iter().enumerate().map(|(i, &j)| i + j * x.rows);
            let numbers = af::lookup(&af::flat(array), &upload_indices(places), 0);
            Matrix::new(turn, x.rows, 1, numbers)
        }
        None => Matrix::empty(x.rows, 1),
    }
}

pub(super) fn put<T: Float>(
    turn: &Turn,
    x: &Matrix<T>,
    columns: &[usize],
    cols: usize,
) -> Matrix<T> {
    let Some(array) = x.array() else { return Matrix::empty(x.rows, cols) };
    let columns = af::tile(&upload_indices(columns.iter().copied()), dims(1, cols));
    let here = af::eq(&af::range::<u32>(dims(x.rows, cols), 1), &columns, false);
    Matrix::new(turn, x.rows, cols, af::selectr(&spread(array, x.rows, cols), &here, 0.0))
}

/// The number at row `i`, column `j`.
pub(super) fn number<T: Float>(x: &Matrix<T>, i: usize, j: usize) -> f64 {
    let array = x.array().expect("an empty matrix has no row to ask for");
    let place = upload_indices([i + j * x.rows].into_iter());
    super::matrix::download(&af::lookup(&af::flat(array), &place, 0))[0].wide()
}
