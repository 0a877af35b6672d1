//! The CPU path: matrix products by faer, on all cores when they are large.

use faer::{Accum, MatMut, MatRef, Par, linalg::matmul::matmul};
use nalgebra::DMatrix;

use super::{
    both_dtypes, each_dtype, elementwise, layout, reduce, shared_host_primitives, softmax,
};
use crate::{
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
            let (a, b) = (view(a, a_transposed), view(b, b_transposed));
            let mut c = DMatrix::zeros(a.nrows(), b.ncols());
            multiply(view_mut(&mut c), Accum::Replace, a, b);
            c
        })
    }

    fn linear(&self, x: &Storage, w: &Storage, bias: Option<&Storage>) -> Storage {
        let Some(bias) = bias else { return self.matmul(x, false, w, true) };
        // The product is added to a matrix that already holds the bias in every row.
        let start = self.expand(bias, rows(x), rows(w));
        match (start, x, w) {
            (Storage::F32(y), Storage::F32(x), Storage::F32(w)) => {
                Storage::F32(accumulate(y, view(x, false), view(w, true)))
            }
            (Storage::F64(y), Storage::F64(x), Storage::F64(w)) => {
                Storage::F64(accumulate(y, view(x, false), view(w, true)))
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

    fn softmax_backward(&self, grad: &Storage, y: &Storage, dim: usize) -> Storage {
        if dim == 1 {
            return both_dtypes!(grad, y, |grad, y| softmax::softmax_backward(grad, y));
        }
        let (grad, y) = (self.transpose(grad), self.transpose(y));
        self.transpose(&self.softmax_backward(&grad, &y, 1))
    }
}

fn rows(x: &Storage) -> usize {
    match x {
        Storage::F32(x) => x.nrows(),
        Storage::F64(x) => x.nrows(),
        #[cfg(feature = "arrayfire")]
        _ => unreachable!("{}", crate::storage::ELSEWHERE),
    }
}

fn accumulate<T: Real>(
    mut y: std::sync::Arc<DMatrix<T>>,
    a: MatRef<'_, T>,
    b: MatRef<'_, T>,
) -> std::sync::Arc<DMatrix<T>> {
    multiply(view_mut(std::sync::Arc::make_mut(&mut y)), Accum::Add, a, b);
    y
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

/// A part with fewer multiplications than this is done before a second core has woken up.
const WORTH_SPLITTING: usize = 1 << 22;

/// c = a·b, or c += a·b.
///
/// A large product is cut in two along the longer side of `c`, and again until the parts are
/// small, and the parts are shared out among the cores. Where it is cut depends on the sizes
/// alone. So every number is summed in the same order on one core and on sixteen, and the same
/// seed gives the same bits on both.
// ANCHOR: multiply
fn multiply<T: Real>(c: MatMut<'_, T>, accum: Accum, a: MatRef<'_, T>, b: MatRef<'_, T>) {
    let (m, k, n) = (a.nrows(), a.ncols(), b.ncols());
    if m.saturating_mul(k).saturating_mul(n) < 2 * WORTH_SPLITTING || m.max(n) == 1 {
        matmul(c, accum, a, b, T::of(1.0), Par::Seq);
        clear_wide_registers();
    } else if m >= n {
        let (above, below) = a.split_at_row(m / 2);
        let (c_above, c_below) = c.split_at_row_mut(m / 2);
        join(|| multiply(c_above, accum, above, b), || multiply(c_below, accum, below, b));
    } else {
        let (left, right) = b.split_at_col(n / 2);
        let (c_left, c_right) = c.split_at_col_mut(n / 2);
        join(|| multiply(c_left, accum, a, left), || multiply(c_right, accum, a, right));
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
