//! The CPU path: matrix products by faer, on all cores when they are large.

use std::sync::Arc;

use faer::{Accum, MatMut, MatRef, Par, linalg::matmul::matmul, prelude::ReborrowMut};
use nalgebra::DMatrix;

use super::{
    both_dtypes, each_dtype, elementwise, layout, one_row, reduce, shared_host_primitives, softmax,
};
use crate::{
    Buffer,
    engine::{Engine, Storage},
    scalar::{Binary, Real, Unary},
    threads::join,
};

/// nalgebra's matrices, multiplied by faer.
pub(crate) struct FaerEngine;

impl Engine for FaerEngine {
    shared_host_primitives!();

    fn matmul(&self, a: &Storage, a_transposed: bool, b: &Storage, b_transposed: bool) -> Storage {
        both_dtypes!(a, b, |a, b| {
            let rows = view(a, a_transposed).nrows();
            let mut c = Buffer::stale(rows, view(b, b_transposed).ncols());
            multiply_by(&mut c, None, (a, a_transposed), (b, b_transposed));
            c
        })
    }

    fn linear(&self, x: &Storage, w: &Storage, bias: Option<&Storage>) -> Storage {
        let Some(bias) = bias else { return self.matmul(x, false, w, true) };
        match (x, w, bias) {
            (Storage::F32(x), Storage::F32(w), Storage::F32(bias)) => {
                Storage::F32(Arc::new(linear(x, w, bias)))
            }
            (Storage::F64(x), Storage::F64(w), Storage::F64(bias)) => {
                Storage::F64(Arc::new(linear(x, w, bias)))
            }
            _ => unreachable!("arrays of two precisions are refused before they reach an engine"),
        }
    }

    fn axpby(&self, alpha: f64, x: &Storage, beta: f64, y: Storage) -> Storage {
        both_dtypes!(x, y, |x, y| elementwise::axpby((alpha, x), (beta, y)))
    }

    fn add_squares(&self, alpha: f64, x: &Storage, beta: f64, y: Storage) -> Storage {
        both_dtypes!(x, y, |x, y| elementwise::add_squares((alpha, x), (beta, y)))
    }

    fn add_over_root(
        &self,
        alpha: f64,
        x: &Storage,
        (scale, v, eps): (f64, &Storage, f64),
        y: Storage,
    ) -> Storage {
        match (x, v, y) {
            (Storage::F32(x), Storage::F32(v), Storage::F32(y)) => {
                Storage::F32(Arc::new(elementwise::add_over_root((alpha, x), (scale, v, eps), y)))
            }
            (Storage::F64(x), Storage::F64(v), Storage::F64(y)) => {
                Storage::F64(Arc::new(elementwise::add_over_root((alpha, x), (scale, v, eps), y)))
            }
            _ => unreachable!("arrays of two precisions are refused before they reach an engine"),
        }
    }

    fn softmax(&self, x: &Storage, dim: usize) -> Storage {
        match dim {
            1 => each_dtype!(x, |x| softmax::softmax(x)),
            _ => self.transpose(&self.softmax(&self.transpose(x), 1)),
        }
    }

    fn log_softmax(&self, x: &Storage, dim: usize) -> Storage {
        match dim {
            1 => each_dtype!(x, |x| softmax::log_softmax(x)),
            _ => self.transpose(&self.log_softmax(&self.transpose(x), 1)),
        }
    }

    fn cross_entropy(&self, x: &Storage, classes: &[usize]) -> (Storage, Storage) {
        match x {
            Storage::F32(x) => {
                let (losses, q) = softmax::cross_entropy(x, classes);
                (Storage::F32(Arc::new(losses.into())), Storage::F32(Arc::new(q.into())))
            }
            Storage::F64(x) => {
                let (losses, q) = softmax::cross_entropy(x, classes);
                (Storage::F64(Arc::new(losses.into())), Storage::F64(Arc::new(q.into())))
            }
            #[cfg(feature = "arrayfire")]
            _ => unreachable!("{}", crate::storage::ELSEWHERE),
        }
    }

    fn softmax_backward(&self, grad: &Storage, y: &Storage, dim: usize) -> Storage {
        if dim == 1 {
            return both_dtypes!(grad, y, |grad, y| softmax::softmax_backward(grad, y));
        }
        let (grad, y) = (self.transpose(grad), self.transpose(y));
        self.transpose(&self.softmax_backward(&grad, &y, 1))
    }
}

/// x·Wᵀ + b.
fn linear<T: Real>(x: &DMatrix<T>, w: &DMatrix<T>, bias: &DMatrix<T>) -> Buffer<T> {
    let mut y = Buffer::stale(x.nrows(), w.nrows());
    multiply_by(&mut y, Some(bias.as_slice()), (x, false), (w, true));
    y
}

/// With this many rows in the result, a transposed copy of a weight can pay for itself.
const WORTH_TURNING: usize = 128;

/// In bytes. Where columns are whole pages long, all numbers of a row want the same few places in
/// the cache, and read row by row, each pushes out the one before.
const PAGE: usize = 1 << 12;

/// For a single row, a weight with this many numbers is worth reading in order. With fewer, faer is
/// as fast, and rounds once where a product and a sum round twice.
const WORTH_READING: usize = 1 << 10;

/// c = op(a)·op(b), where op transposes if the flag is set, plus a bias in every row if there is
/// one.
fn multiply_by<T: Real>(
    c: &mut DMatrix<T>,
    bias: Option<&[T]>,
    (a, a_transposed): (&DMatrix<T>, bool),
    (b, b_transposed): (&DMatrix<T>, bool),
) {
    if b_transposed && c.nrows() == 1 && b.len() >= WORTH_READING {
        match bias {
            Some(bias) => c.copy_from_slice(bias),
            None => c.fill(T::of(0.0)),
        }
        let part = WORTH_SHARING / a.len();
        return one_row::add_row_times_transposed(c.as_mut_slice(), a.as_slice(), b, part);
    }
    let a = view(a, a_transposed);
    let is_paged = (b.nrows() * size_of::<T>()).is_multiple_of(PAGE);
    if b_transposed && c.nrows() >= WORTH_TURNING && is_paged {
        multiply(view_mut(c), bias, a, view(&layout::transpose(b), false));
    } else {
        multiply(view_mut(c), bias, a, view(b, b_transposed));
    }
}

/// faer borrows nalgebra's column-major numbers as they are; a transpose is only a flag.
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
/// A part with fewer multiplications than this is done before another core has taken it over.
const WORTH_SHARING: usize = 1 << 21;

/// A part of twice this many multiplications, a millisecond or two of work, is cut in two again.
const WORTH_CUTTING_AGAIN: usize = 100_000_000;

/// A product is not cut into more parts than this.
const MOST_PARTS: usize = 16;

/// c = a·b, plus a bias in every row if there is one.
fn multiply<T: Real>(mut c: MatMut<'_, T>, bias: Option<&[T]>, a: MatRef<'_, T>, b: MatRef<'_, T>) {
    if a.ncols() == 0 && bias.is_none() {
        return c.fill(T::of(0.0)); // a sum of nothing
    }
    let multiplications = a.nrows().saturating_mul(a.ncols()).saturating_mul(b.ncols());
    let part = WORTH_CUTTING_AGAIN.max(multiplications / MOST_PARTS).min(multiplications / 2);
    share_out(c, bias, a, b, part.max(WORTH_SHARING));
}

/// With fewer columns than this, faer does not multiply at its full speed.
const NARROW: usize = 32;

/// Cuts between rows lie at multiples of this, where a line of the cache ends, and a block of rows
/// that faer multiplies at once.
const BLOCK: usize = 32;

/// A large product is cut in two, and again until the parts are small, and the parts are shared
/// out among the cores. Where it is cut depends on the sizes alone. So every number is summed in
/// the same order on one core and on sixteen, and the same seed gives the same bits on both.
///
/// A matrix lies in memory column by column, and a cut between two columns leaves each core its own
/// half of the memory, which it finds in its cache the next time. In the first layer of a small
/// network that is the inner side of the product: one core takes the left half of the pixels and
/// of the weights, and on the way back it computes the gradient of the same half, and updates it.
/// For the largest products something else counts more: faer copies both factors into a better
/// order, and parts across the longest side have the least to copy.
fn share_out<T: Real>(
    mut c: MatMut<'_, T>,
    bias: Option<&[T]>,
    a: MatRef<'_, T>,
    b: MatRef<'_, T>,
    part: usize,
) {
    let (m, k, n) = (a.nrows(), a.ncols(), b.ncols());
    let is_large = part >= WORTH_CUTTING_AGAIN;
    if m.saturating_mul(k).saturating_mul(n) < 2 * part || m.max(n) == 1 {
        // Here, so that the core which multiplies has them in its cache.
        for (j, &bias) in bias.unwrap_or_default().iter().enumerate() {
            c.rb_mut().col_mut(j).fill(bias);
        }
        let accum = if bias.is_some() { Accum::Add } else { Accum::Replace };
        matmul(c, accum, a, b, T::of(1.0), Par::Seq);
        clear_wide_registers();
    } else if k > m.max(n) && k / 4 >= m.min(n) && a.row_stride() == 1 {
        let (a_left, a_right) = a.split_at_col(k / 2);
        let (b_above, b_below) = b.split_at_row(k / 2);
        let mut rest = Buffer::stale(m, n);
        join(
            || share_out(c.rb_mut(), bias, a_left, b_above, part),
            || share_out(view_mut(&mut rest), None, a_right, b_below, part),
        );
        c += view(&rest, false);
    } else if n > m || (n >= 2 * NARROW && !is_large) {
        let (b_left, b_right) = b.split_at_col(n / 2);
        let (c_left, c_right) = c.split_at_col_mut(n / 2);
        let (bias_left, bias_right) = bias.map(|bias| bias.split_at(n / 2)).unzip();
        join(
            || share_out(c_left, bias_left, a, b_left, part),
            || share_out(c_right, bias_right, a, b_right, part),
        );
    } else {
        let cut = if m >= 2 * BLOCK { (m + BLOCK) / (2 * BLOCK) * BLOCK } else { m / 2 };
        let (a_above, a_below) = a.split_at_row(cut);
        let (c_above, c_below) = c.split_at_row_mut(cut);
        join(
            || share_out(c_above, bias, a_above, b, part),
            || share_out(c_below, bias, a_below, b, part),
        );
    }
}
// ANCHOR_END: multiply

/// faer's kernels leave the upper halves of the vector registers filled. On some processors every
/// change between narrow and wide instructions is then slow, and an exponential, which changes
/// twice, takes many times as long. A function compiled for wide registers clears them when it
/// returns; this is a small one, and its sum is thrown away.
fn clear_wide_registers() {
    pulp::Arch::new().dispatch(|| {
        let mut numbers = std::hint::black_box([1.0_f32; 16]);
        for x in &mut numbers {
            *x += 1.0;
        }
        std::hint::black_box(numbers);
    });
}
