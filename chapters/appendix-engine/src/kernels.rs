//! Kernels of the CPU path, for code that works on nalgebra matrices of its own.
//!
//! The benchmarks' hand-written training step calls them, so that it differs from autograd only in
//! the bookkeeping.

use nalgebra::DMatrix;

use crate::{cpu, scalar::Real};

/// Calls `work` with chunks of `x` of at least `min_len` elements, and the index where each begins, in
/// parallel if there are several.
///
/// ```
/// let mut x = [0; 5];
/// engine::kernels::parallel_chunks(2, &mut x, &|start, chunk| {
///     for (i, x) in (start..).zip(chunk) {
///         *x = i;
///     }
/// });
/// assert_eq!(x, [0, 1, 2, 3, 4]);
/// ```
pub fn parallel_chunks<T: Send>(
    min_len: usize,
    x: &mut [T],
    work: &(impl Fn(usize, &mut [T]) + Sync),
) {
    cpu::parallel_chunks_of(min_len, x, work);
}

/// c = op(a)·op(b) in single precision, where op transposes if its flag is set, plus a bias in every
/// row if there is one. c is overwritten.
///
/// # Panics
///
/// If the shapes do not fit: with op(a) of shape (m, k) and op(b) of shape (k, n), c must be (m, n)
/// and the bias must have n elements.
///
/// ```
/// use engine::kernels::matmul_into;
/// use nalgebra::DMatrix;
///
/// // x·Wᵀ + b, with one row of two inputs and two outputs.
/// let x = DMatrix::from_row_slice(1, 2, &[1.0, 1.0]);
/// let w = DMatrix::from_row_slice(2, 2, &[1.0, 2.0, 3.0, 4.0]);
/// let mut y = DMatrix::zeros(1, 2);
/// matmul_into(&mut y, Some(&[10.0, 20.0]), (&x, false), (&w, true));
/// assert_eq!(y.as_slice(), [13.0, 27.0]); // 1 + 2 + 10, 3 + 4 + 20
/// ```
#[track_caller]
pub fn matmul_into(
    c: &mut DMatrix<f32>,
    bias: Option<&[f32]>,
    a: (&DMatrix<f32>, bool),
    b: (&DMatrix<f32>, bool),
) {
    let shape = |(x, transposed): (&DMatrix<f32>, bool)| {
        if transposed { (x.ncols(), x.nrows()) } else { x.shape() }
    };
    let ((m, k), (k2, n)) = (shape(a), shape(b));
    assert!(
        k == k2 && c.shape() == (m, n) && bias.is_none_or(|bias| bias.len() == n),
        "matmul_into: ({m}, {k}) times ({k2}, {n}) does not fit a result of {:?} and a bias of {:?}",
        c.shape(),
        bias.map(<[f32]>::len)
    );
    cpu::matmul_into(c, bias, a, b);
}

/// eˣ in single precision, in plain arithmetic that vectorizes, with the same bits on every system.
///
/// ```
/// assert_eq!(engine::kernels::exp(1.0), std::f32::consts::E);
/// ```
#[inline]
pub fn exp(x: f32) -> f32 {
    x.exp_simd()
}
