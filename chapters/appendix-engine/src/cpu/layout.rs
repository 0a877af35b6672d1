//! Rearranging elements without changing them.

#![expect(
    clippy::inline_always,
    reason = "only what is inlined is compiled for wide SIMD registers"
)]

use std::array;

use nalgebra::DMatrix;
use pulp::NullaryFnOnce;

use super::simd::{MIN_CHUNK_LEN, vectorized};
use crate::{Buffer, scalar::Real, threads::join};

/// The elements keep their row-major order, as in PyTorch and numpy, although they are stored
/// column-major.
pub(super) fn reshape<T: Real>(x: &DMatrix<T>, rows: usize, cols: usize) -> DMatrix<T> {
    DMatrix::from_fn(rows, cols, |i, j| {
        let index = i * cols + j;
        x[(index / x.ncols(), index % x.ncols())]
    })
}

/// The transpose, copied tile by tile, so that all of a cache line is used once it is loaded.
pub(super) fn transpose<T: Real>(x: &DMatrix<T>) -> Buffer<T> {
    let (rows, cols) = x.shape();
    let mut y = Buffer::recycled(cols, rows);
    if !x.is_empty() {
        transpose_rows(x, 0, y.as_mut_slice());
    }
    y
}

/// In single precision, a column of a tile is one cache line of 64 bytes.
const TILE: usize = 16;

/// Fills `y` with the rows of `x` from row `first` on.
fn transpose_rows<T: Real>(x: &DMatrix<T>, first: usize, y: &mut [T]) {
    let (rows, cols) = x.shape();
    let half = y.len() / cols / 2 / TILE * TILE;
    if y.len() > 2 * MIN_CHUNK_LEN && half > 0 {
        let (above, below) = y.split_at_mut(half * cols);
        return join(|| transpose_rows(x, first, above), || transpose_rows(x, first + half, below));
    }
    vectorized(TransposeTiles { x: &x.as_slice()[first..], rows, y, cols });
}

/// `y[i, j] = x[j, i]`, where y has rows of `cols` elements each, and column j of x begins at
/// `x[j * rows]`.
///
/// A struct, because a closure of this length would not be inlined.
struct TransposeTiles<'a, T> {
    x: &'a [T],
    rows: usize,
    y: &'a mut [T],
    cols: usize,
}

impl<T: Real> NullaryFnOnce for TransposeTiles<'_, T> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { x, rows, y, cols } = self;
        let height = y.len() / cols;
        for i in (0..height).step_by(TILE) {
            for j in (0..cols).step_by(TILE) {
                let (x, y) = (&x[j * rows + i..], &mut y[i * cols + j..]);
                if i + TILE <= height && j + TILE <= cols {
                    transpose_tile(x, rows, y, cols);
                } else {
                    let (height, width) = (TILE.min(height - i), TILE.min(cols - j));
                    for (i, y) in y.chunks_mut(cols).take(height).enumerate() {
                        for (y, x) in y.iter_mut().take(width).zip(x[i..].iter().step_by(rows)) {
                            *y = *x;
                        }
                    }
                }
            }
        }
    }
}

/// Copies the tile into a small array first. When the stride is a power of two, all columns of a
/// tile map to the same few cache sets and would evict each other before they are used up.
#[inline(always)]
fn transpose_tile<T: Real>(x: &[T], rows: usize, y: &mut [T], cols: usize) {
    let mut tile = [[T::rounded(0.0); TILE]; TILE];
    for (line, x) in tile.iter_mut().zip(x.chunks(rows)) {
        if let Some(x) = x.first_chunk() {
            *line = *x;
        }
    }
    for (i, y) in y.chunks_mut(cols).take(TILE).enumerate() {
        if let Some(y) = y.first_chunk_mut::<TILE>() {
            *y = array::from_fn(|j| tile[j][i]);
        }
    }
}

pub(super) fn expand<T: Real>(x: &DMatrix<T>, rows: usize, cols: usize) -> DMatrix<T> {
    let repeat = |size, i| if size == 1 { 0 } else { i };
    DMatrix::from_fn(rows, cols, |i, j| x[(repeat(x.nrows(), i), repeat(x.ncols(), j))])
}

pub(super) fn index_add<T: Real>(x: &DMatrix<T>, indices: &[usize], rows: usize) -> DMatrix<T> {
    let mut y = DMatrix::zeros(rows, x.ncols());
    for (from, &to) in indices.iter().enumerate() {
        for j in 0..x.ncols() {
            y[(to, j)] += x[(from, j)];
        }
    }
    y
}

pub(super) fn gather<T: Real>(x: &DMatrix<T>, columns: &[usize]) -> DMatrix<T> {
    DMatrix::from_fn(x.nrows(), 1, |i, _| x[(i, columns[i])])
}

pub(super) fn scatter<T: Real>(x: &DMatrix<T>, columns: &[usize], cols: usize) -> DMatrix<T> {
    let mut y = DMatrix::zeros(x.nrows(), cols);
    for (i, &j) in columns.iter().enumerate() {
        y[(i, j)] = x[(i, 0)];
    }
    y
}

/// Side by side, two column-major matrices are the one and then the other; one below the other,
/// their columns take turns.
pub(super) fn cat<T: Real>(a: &DMatrix<T>, b: &DMatrix<T>, dim: usize) -> DMatrix<T> {
    let mut y = Vec::with_capacity(a.len() + b.len());
    if dim == 1 {
        y.extend_from_slice(a.as_slice());
        y.extend_from_slice(b.as_slice());
        return DMatrix::from_vec(a.nrows(), a.ncols() + b.ncols(), y);
    }
    for (above, below) in a.column_iter().zip(b.column_iter()) {
        y.extend_from_slice(above.as_slice());
        y.extend_from_slice(below.as_slice());
    }
    DMatrix::from_vec(a.nrows() + b.nrows(), a.ncols(), y)
}
