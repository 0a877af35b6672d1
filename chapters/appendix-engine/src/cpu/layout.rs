//! Moving numbers around without changing them.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for wide registers")]

use std::array;

use nalgebra::DMatrix;
use pulp::NullaryFnOnce;

use super::wide::{WORTH_SHARING, wide};
use crate::{Buffer, scalar::Real, threads::join};

/// The numbers keep their row-by-row order, as in PyTorch and numpy, although they are stored
/// column by column.
pub(super) fn reshape<T: Real>(x: &DMatrix<T>, rows: usize, cols: usize) -> DMatrix<T> {
    DMatrix::from_fn(rows, cols, |i, j| {
        let place = i * cols + j;
        x[(place / x.ncols(), place % x.ncols())]
    })
}

/// Rows become columns, tile by tile, so that every line of the cache is used up once it is here.
pub(super) fn transpose<T: Real>(x: &DMatrix<T>) -> Buffer<T> {
    let (rows, cols) = x.shape();
    let mut y = Buffer::stale(cols, rows);
    if !x.is_empty() {
        turn(x, 0, y.as_mut_slice());
    }
    y
}

/// In single precision, a column of a tile fills a line of the cache.
const TILE: usize = 16;

/// Fills `y` with the rows of `x` from row `first` on.
fn turn<T: Real>(x: &DMatrix<T>, first: usize, y: &mut [T]) {
    let (rows, cols) = x.shape();
    let some = y.len() / cols / 2 / TILE * TILE;
    if y.len() > 2 * WORTH_SHARING && some > 0 {
        let (above, below) = y.split_at_mut(some * cols);
        return join(|| turn(x, first, above), || turn(x, first + some, below));
    }
    wide(Turn { x: &x.as_slice()[first..], rows, y, cols });
}

/// `y[i, j] = x[j, i]`, with y row by row of `cols` numbers each, and column j of x beginning at
/// `x[j * rows]`.
///
/// A closure of this length would not be inlined.
struct Turn<'a, T> {
    x: &'a [T],
    rows: usize,
    y: &'a mut [T],
    cols: usize,
}

impl<T: Real> NullaryFnOnce for Turn<'_, T> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { x, rows, y, cols } = self;
        let height = y.len() / cols;
        for i in (0..height).step_by(TILE) {
            for j in (0..cols).step_by(TILE) {
                let (x, y) = (&x[j * rows + i..], &mut y[i * cols + j..]);
                if i + TILE <= height && j + TILE <= cols {
                    turn_tile(x, rows, y, cols);
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

/// Where columns are a power of two long, all those of a tile want the same few places in the
/// cache. In an array of its own they find room, and none is fetched twice.
#[inline(always)]
fn turn_tile<T: Real>(x: &[T], rows: usize, y: &mut [T], cols: usize) {
    let mut tile = [[T::of(0.0); TILE]; TILE];
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
