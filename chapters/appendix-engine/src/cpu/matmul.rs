//! Matrix products by faer, on several cores when they are large.

use faer::{
    Accum, MatMut, MatRef, Par, linalg::matmul::matmul as faer_matmul, prelude::ReborrowMut,
};
use nalgebra::DMatrix;

use super::{layout, matrix_vector};
use crate::{Buffer, scalar::Real, threads::join};

/// op(a)·op(b), where op transposes if the flag is set.
pub(super) fn matmul<T: Real>(
    (a, a_transposed): (&DMatrix<T>, bool),
    (b, b_transposed): (&DMatrix<T>, bool),
) -> Buffer<T> {
    let (rows, cols) = (view(a, a_transposed).nrows(), view(b, b_transposed).ncols());
    let mut c = Buffer::recycled(rows, cols);
    matmul_into(&mut c, None, (a, a_transposed), (b, b_transposed));
    c
}

/// x·Wᵀ + b.
pub(super) fn linear<T: Real>(x: &DMatrix<T>, w: &DMatrix<T>, bias: &DMatrix<T>) -> Buffer<T> {
    let mut y = Buffer::recycled(x.nrows(), w.nrows());
    matmul_into(&mut y, Some(bias.as_slice()), (x, false), (w, true));
    y
}

/// From this many rows in the result on, copying the transpose of a weight first can be faster.
const MIN_ROWS_FOR_TRANSPOSED_COPY: usize = 128;

/// In bytes. When columns are a multiple of this long, the elements of a row map to the same few
/// cache sets, and reading along the row causes cache conflicts: each element evicts the one before.
const PAGE: usize = 1 << 12;

/// From this many elements on, a matrix–vector product is limited by memory bandwidth, and reading
/// the weights in order is faster. With fewer, faer is as fast, and its fused multiply-adds round
/// once where a multiplication and an addition round twice.
const MIN_LEN_FOR_MATRIX_VECTOR: usize = 1 << 10;

/// c = op(a)·op(b), where op transposes if the flag is set, plus a bias in every row if there is
/// one.
pub(crate) fn matmul_into<T: Real>(
    c: &mut DMatrix<T>,
    bias: Option<&[T]>,
    (a, a_transposed): (&DMatrix<T>, bool),
    (b, b_transposed): (&DMatrix<T>, bool),
) {
    if b_transposed && c.nrows() == 1 && b.len() >= MIN_LEN_FOR_MATRIX_VECTOR {
        match bias {
            Some(bias) => c.copy_from_slice(bias),
            None => c.fill(T::rounded(0.0)),
        }
        let chunk = MIN_PARALLEL_MACS / a.len();
        return matrix_vector::add_product(c.as_mut_slice(), a.as_slice(), b, chunk);
    }
    let a = view(a, a_transposed);
    let conflicts = (b.nrows() * size_of::<T>()).is_multiple_of(PAGE);
    if b_transposed && c.nrows() >= MIN_ROWS_FOR_TRANSPOSED_COPY && conflicts {
        multiply(view_mut(c), bias, a, view(&layout::transpose(b), false));
    } else {
        multiply(view_mut(c), bias, a, view(b, b_transposed));
    }
}

/// faer borrows nalgebra's column-major slice as it is; a transpose only swaps the strides.
// ANCHOR: view
fn view<T: Real>(x: &DMatrix<T>, transposed: bool) -> MatRef<'_, T> {
    let view = MatRef::from_column_major_slice(x.as_slice(), x.nrows(), x.ncols());
    if transposed { view.transpose() } else { view }
}
// ANCHOR_END: view

fn view_mut<T: Real>(x: &mut DMatrix<T>) -> MatMut<'_, T> {
    let (rows, cols) = x.shape();
    MatMut::from_column_major_slice_mut(x.as_mut_slice(), rows, cols)
}

// ANCHOR: multiply
/// In multiply-accumulate operations: a smaller product is finished before another core wakes up.
const MIN_PARALLEL_MACS: usize = 1 << 21;

/// A block of twice this many multiply-accumulates, a millisecond or two of work, is split again.
const LARGE_MACS: usize = 100_000_000;

/// A product is split into no more blocks than this.
const MAX_BLOCKS: usize = 16;

/// c = a·b, plus a bias in every row if there is one.
fn multiply<T: Real>(mut c: MatMut<'_, T>, bias: Option<&[T]>, a: MatRef<'_, T>, b: MatRef<'_, T>) {
    if a.ncols() == 0 && bias.is_none() {
        return c.fill(T::rounded(0.0)); // a sum over no terms
    }
    let macs = a.nrows().saturating_mul(a.ncols()).saturating_mul(b.ncols());
    let block = LARGE_MACS.max(macs / MAX_BLOCKS).min(macs / 2);
    split(c, bias, a, b, block.max(MIN_PARALLEL_MACS));
}

/// With fewer columns than this, faer does not multiply at its full speed.
const NARROW: usize = 32;

/// Rows are split at multiples of this, where a cache line ends, and a block of rows that faer's
/// kernel multiplies at once.
const ROW_BLOCK: usize = 32;

/// Splits a large product in two, recursively, until a block takes at most `block`
/// multiply-accumulates, and computes the blocks in parallel. Where it splits depends on the shapes
/// alone. So every element is summed in the same order on one core and on sixteen, and the same
/// seed gives the same bits on both.
///
/// Matrices are column-major, so a split between two columns leaves each core its own half of the
/// memory, which it finds in its cache the next time. In the first layer of a small network that is
/// the inner dimension of the product: one core takes the left half of the pixels and of the
/// weights, and in the backward pass it computes the gradient of the same half, and updates it.
/// For the largest products something else counts more: faer packs both factors into contiguous
/// blocks, and splitting the longest dimension leaves the least to pack.
fn split<T: Real>(
    mut c: MatMut<'_, T>,
    bias: Option<&[T]>,
    a: MatRef<'_, T>,
    b: MatRef<'_, T>,
    block: usize,
) {
    let (m, k, n) = (a.nrows(), a.ncols(), b.ncols());
    let is_large = block >= LARGE_MACS;
    if m.saturating_mul(k).saturating_mul(n) < 2 * block || m.max(n) == 1 {
        // Done here, so that the core that multiplies has the bias in its cache.
        for (j, &bias) in bias.unwrap_or_default().iter().enumerate() {
            c.rb_mut().col_mut(j).fill(bias);
        }
        let accum = if bias.is_some() { Accum::Add } else { Accum::Replace };
        faer_matmul(c, accum, a, b, T::rounded(1.0), Par::Seq);
        zero_upper_registers();
    } else if k > m.max(n) && k / 4 >= m.min(n) && a.row_stride() == 1 {
        let (a_left, a_right) = a.split_at_col(k / 2);
        let (b_above, b_below) = b.split_at_row(k / 2);
        let mut rest = Buffer::recycled(m, n);
        join(
            || split(c.rb_mut(), bias, a_left, b_above, block),
            || split(view_mut(&mut rest), None, a_right, b_below, block),
        );
        c += view(&rest, false);
    } else if n > m || (n >= 2 * NARROW && !is_large) {
        let (b_left, b_right) = b.split_at_col(n / 2);
        let (c_left, c_right) = c.split_at_col_mut(n / 2);
        let (bias_left, bias_right) = bias.map(|bias| bias.split_at(n / 2)).unzip();
        join(
            || split(c_left, bias_left, a, b_left, block),
            || split(c_right, bias_right, a, b_right, block),
        );
    } else {
        let half =
            if m >= 2 * ROW_BLOCK { (m + ROW_BLOCK) / (2 * ROW_BLOCK) * ROW_BLOCK } else { m / 2 };
        let (a_above, a_below) = a.split_at_row(half);
        let (c_above, c_below) = c.split_at_row_mut(half);
        join(
            || split(c_above, bias, a_above, b, block),
            || split(c_below, bias, a_below, b, block),
        );
    }
}
// ANCHOR_END: multiply

/// faer's kernels leave the upper halves of the AVX registers dirty. On some processors every
/// transition between SSE and AVX instructions is then slow, and a scalar function such as `ln`,
/// which makes two, takes many times as long. A function compiled for AVX ends with `VZEROUPPER`;
/// this is a small one, and its sum is thrown away.
fn zero_upper_registers() {
    pulp::Arch::new().dispatch(|| {
        let mut numbers = std::hint::black_box([1.0_f32; 16]);
        for x in &mut numbers {
            *x += 1.0;
        }
        std::hint::black_box(numbers);
    });
}
