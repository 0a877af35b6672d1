//! The list of primitives an engine implements.

use std::sync::Arc;

use nalgebra::DMatrix;

use crate::{
    Buffer, Bytes, DType,
    scalar::{Binary, Unary},
};

/// The elements of an array, shared between its clones and copied on write.
///
/// Host engines keep a [`Buffer`], a column-major nalgebra matrix. A clone is another handle to the
/// same buffer; a primitive that consumes the last handle may write into it.
///
/// ```
/// use std::sync::Arc;
///
/// use engine::engine::Storage;
/// use nalgebra::DMatrix;
///
/// let numbers = Storage::from(DMatrix::<f64>::from_row_slice(1, 2, &[1.0, 2.0]));
/// let handle = numbers.clone();
/// let (Storage::F64(a), Storage::F64(b)) = (&numbers, &handle) else { unreachable!() };
/// assert!(Arc::ptr_eq(a, b));
/// ```
// ANCHOR: storage
#[derive(Clone, Debug)]
pub enum Storage {
    /// Single precision in host memory.
    F32(Arc<Buffer<f32>>),
    /// Double precision in host memory.
    F64(Arc<Buffer<f64>>),
    /// Either precision, in the memory of a device that ArrayFire drives.
    #[cfg(feature = "arrayfire")]
    ArrayFire(crate::gpu::DeviceArray),
}
// ANCHOR_END: storage

/// The primitives of an engine. Everything the chapters compute is composed of them.
///
/// [`Array`](crate::Array) checks shapes and precisions before it calls a primitive, so an engine
/// may rely on them. The methods with a body are defined in terms of the others; an engine
/// overrides them where it can fuse the same work into fewer passes over memory.
///
/// Each primitive is a method of `Array` under its own name, with an example; only
/// [`unary`](Self::unary), [`binary`](Self::binary) and [`axpy`](Self::axpy) are
/// [`map`](crate::Array::map), [`zip`](crate::Array::zip) and [`axpy_`](crate::Array::axpy_) there.
///
/// An engine that can only multiply and add single numbers already has
/// [`linear`](Self::linear), which is defined by the two:
///
/// ```
/// use engine::{Binary, Engine, Unary, engine::Storage};
/// use nalgebra::DMatrix;
///
/// struct Abacus;
///
/// fn storage(x: f64) -> Storage {
///     Storage::from(DMatrix::from_element(1, 1, x))
/// }
///
/// fn number(x: &Storage) -> f64 {
///     match x {
///         Storage::F64(x) => x[(0, 0)],
///         _ => unimplemented!("this abacus has long rods only"),
///     }
/// }
///
/// impl Engine for Abacus {
///     fn matmul(&self, a: &Storage, _: bool, b: &Storage, _: bool) -> Storage {
///         storage(number(a) * number(b))
///     }
///     fn binary(&self, op: Binary, a: Storage, b: &Storage) -> Storage {
///         match op {
///             Binary::Add => storage(number(&a) + number(b)),
///             _ => unimplemented!("{op}"),
///         }
///     }
///     // … and so on.
/// #   fn unary(&self, _: Unary, _: Storage) -> Storage { unimplemented!() }
/// #   fn axpy(&self, _: f64, _: &Storage, _: Storage) -> Storage { unimplemented!() }
/// #   fn sum(&self, _: &Storage, _: Option<usize>) -> Storage { unimplemented!() }
/// #   fn max(&self, _: &Storage, _: Option<usize>) -> Storage { unimplemented!() }
/// #   fn argmax(&self, _: &Storage) -> Vec<usize> { unimplemented!() }
/// #   fn transpose(&self, _: &Storage) -> Storage { unimplemented!() }
/// #   fn reshape(&self, _: &Storage, _: usize, _: usize) -> Storage { unimplemented!() }
/// #   fn expand(&self, _: &Storage, _: usize, _: usize) -> Storage { unimplemented!() }
/// #   fn index_select(&self, _: &Storage, _: &[usize]) -> Storage { unimplemented!() }
/// #   fn index_add(&self, _: &Storage, _: &[usize], _: usize) -> Storage { unimplemented!() }
/// #   fn gather(&self, _: &Storage, _: &[usize]) -> Storage { unimplemented!() }
/// #   fn scatter(&self, _: &Storage, _: &[usize], _: usize) -> Storage { unimplemented!() }
/// #   fn cat(&self, _: &Storage, _: &Storage, _: usize) -> Storage { unimplemented!() }
/// }
///
/// let y = Abacus.linear(&storage(2.0), &storage(3.0), Some(&storage(4.0)));
/// assert_eq!(number(&y), 10.0); // 2 · 3 + 4
/// ```
pub trait Engine: Send + Sync {
    /// Copies an array from host memory to the device.
    ///
    /// An engine that works in host memory has nothing to do, and keeps this default and the next
    /// four.
    fn upload(&self, x: Storage) -> Storage {
        x
    }

    /// Copies an array back to host memory.
    fn download(&self, x: &Storage) -> Storage {
        x.clone()
    }

    /// The element at row `i`, column `j`.
    fn number(&self, x: &Storage, i: usize, j: usize) -> f64 {
        x.number(i, j)
    }

    /// Whether every element is finite.
    fn is_finite(&self, x: &Storage) -> bool {
        x.is_finite()
    }

    /// The rows `indices` of `bytes` as numbers (byte / 255 − mean) / std.
    fn gather_bytes(
        &self,
        bytes: &Bytes,
        indices: &[usize],
        mean: f64,
        std: f64,
        dtype: DType,
    ) -> Storage {
        bytes.normalized(indices, mean, std, dtype)
    }

    /// Applies a function to every element.
    fn unary(&self, op: Unary, x: Storage) -> Storage;

    /// Combines two arrays element by element; a dimension of size 1 is broadcast.
    fn binary(&self, op: Binary, a: Storage, b: &Storage) -> Storage;

    /// `y += alpha * x`, the step of every optimizer. Both have the same shape.
    fn axpy(&self, alpha: f64, x: &Storage, y: Storage) -> Storage;

    /// The matrix product op(a)·op(b), where op transposes if its flag is set.
    ///
    /// The transpose is only a flag; nothing is copied.
    fn matmul(&self, a: &Storage, a_transposed: bool, b: &Storage, b_transposed: bool) -> Storage;

    /// Sums over all elements (`None`), down the rows (`Some(0)`) or along the columns (`Some(1)`).
    fn sum(&self, x: &Storage, dim: Option<usize>) -> Storage;

    /// The largest element, with the same meaning of `dim`. NaN if there is a NaN.
    fn max(&self, x: &Storage, dim: Option<usize>) -> Storage;

    /// For each row, the column of its largest element, the first one on a tie; a NaN counts as
    /// the largest.
    fn argmax(&self, x: &Storage) -> Vec<usize>;

    /// 1 in row `i` if `columns[i]` is its [`argmax`](Self::argmax), else 0; one column.
    fn is_argmax(&self, x: &Storage, columns: &[usize]) -> Storage {
        let hits = self.argmax(x).into_iter().zip(columns).map(|(found, &column)| found == column);
        let hits =
            DMatrix::from_iterator(columns.len(), 1, hits.map(|hit| f64::from(u8::from(hit))));
        self.upload(Storage::from_f64(hits, x.dtype()))
    }

    /// The transpose, as a copy.
    fn transpose(&self, x: &Storage) -> Storage;

    /// The same elements, read row by row, in another shape.
    fn reshape(&self, x: &Storage, rows: usize, cols: usize) -> Storage;

    /// Repeats dimensions of size 1 until the shape is `rows × cols`.
    fn expand(&self, x: &Storage, rows: usize, cols: usize) -> Storage;

    /// Row `i` of the result is row `indices[i]` of `x`.
    fn index_select(&self, x: &Storage, indices: &[usize]) -> Storage;

    /// A matrix of `rows` rows in which row `i` of `x` has been added to row `indices[i]`.
    fn index_add(&self, x: &Storage, indices: &[usize], rows: usize) -> Storage;

    /// From row `i`, the element in column `columns[i]`; the result has one column.
    fn gather(&self, x: &Storage, columns: &[usize]) -> Storage;

    /// A matrix of zeros with `cols` columns, except that row `i` has `x[i]` in column
    /// `columns[i]`.
    fn scatter(&self, x: &Storage, columns: &[usize], cols: usize) -> Storage;

    /// One matrix of two: `b` below `a` (`dim` is 0), or to its right (1).
    fn cat(&self, a: &Storage, b: &Storage, dim: usize) -> Storage;

    /// x·Wᵀ + b, with `w` of shape out × in and `bias` a single row.
    fn linear(&self, x: &Storage, w: &Storage, bias: Option<&Storage>) -> Storage {
        let product = self.matmul(x, false, w, true);
        match bias {
            Some(bias) => self.binary(Binary::Add, product, bias),
            None => product,
        }
    }

    /// `y = beta * y + alpha * x`, a running average of an optimizer. Both have the same shape.
    /// An element to which 0 is added may be flushed to 0 once it is subnormal.
    fn axpby(&self, alpha: f64, x: &Storage, beta: f64, y: Storage) -> Storage {
        self.axpy(alpha, x, self.unary(Unary::MulScalar(beta), y))
    }

    /// `y = beta * y + alpha * x²`, element by element. As in PyTorch, (alpha * x) * x, so that
    /// fewer squares overflow.
    fn add_squares(&self, alpha: f64, x: &Storage, beta: f64, y: Storage) -> Storage {
        let squares = self.binary(Binary::Mul, self.unary(Unary::MulScalar(alpha), x.clone()), x);
        self.axpy(1.0, &squares, self.unary(Unary::MulScalar(beta), y))
    }

    /// `y += alpha * x / (scale * √v + eps)`, the step of an optimizer that divides each element
    /// by the usual size of its gradient.
    fn add_over_root(
        &self,
        alpha: f64,
        x: &Storage,
        (scale, v, eps): (f64, &Storage, f64),
        y: Storage,
    ) -> Storage {
        let root = self.unary(Unary::MulScalar(scale), self.unary(Unary::Sqrt, v.clone()));
        let divisor = self.unary(Unary::AddScalar(eps), root);
        self.axpy(alpha, &self.binary(Binary::Div, x.clone(), &divisor), y)
    }

    /// ln softmax along `dim`: x − m − ln Σ exp(x − m), where m is the maximum along `dim`.
    ///
    /// Subtracting m changes nothing in exact arithmetic, and keeps exp from overflowing.
    // ANCHOR: log_softmax
    fn log_softmax(&self, x: &Storage, dim: usize) -> Storage {
        let shifted = self.binary(Binary::Sub, x.clone(), &self.max(x, Some(dim)));
        let total = self.sum(&self.unary(Unary::Exp, shifted.clone()), Some(dim));
        self.binary(Binary::Sub, shifted, &self.unary(Unary::Log, total))
    }
    // ANCHOR_END: log_softmax

    /// softmax along `dim`: exp(x − m) / Σ exp(x − m).
    fn softmax(&self, x: &Storage, dim: usize) -> Storage {
        let shifted = self.binary(Binary::Sub, x.clone(), &self.max(x, Some(dim)));
        let weights = self.unary(Unary::Exp, shifted);
        let total = self.sum(&weights, Some(dim));
        self.binary(Binary::Div, weights, &total)
    }

    /// The backward pass of softmax: y·(g − Σ g·y), the sum along `dim`, with g the gradient of
    /// its output y.
    fn softmax_backward(&self, grad: &Storage, y: &Storage, dim: usize) -> Storage {
        let mean = self.sum(&self.binary(Binary::Mul, grad.clone(), y), Some(dim));
        self.binary(Binary::Mul, self.binary(Binary::Sub, grad.clone(), &mean), y)
    }

    /// −ln q of each row's right class, and q, the softmax of each row.
    fn cross_entropy(&self, x: &Storage, classes: &[usize]) -> (Storage, Storage) {
        let log_q = self.log_softmax(x, 1);
        let losses = self.unary(Unary::Neg, self.gather(&log_q, classes));
        (losses, self.unary(Unary::Exp, log_q))
    }
}
