//! The array every chapter from the fourth on computes with.

use std::sync::Arc;

use nalgebra::DMatrix;

use crate::{
    device::Device,
    dtype::DType,
    engine::Storage,
    scalar::{Binary, Unary},
    shape::Shape,
};

/// Precision and place of a new array. The default is single precision on [`Device::Faer`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// The precision of the numbers.
    pub dtype: DType,
    /// The device they live on.
    pub device: Device,
}

impl Options {
    /// Double precision on the default device; what gradient checks use.
    pub fn f64() -> Self {
        Self { dtype: DType::F64, ..Self::default() }
    }
}

/// A table of numbers on a device.
///
/// Cloning is cheap: a clone is another handle on the same numbers. Operations return new
/// arrays; those whose name ends in `_` write into the array itself, as in PyTorch, and
/// copy the numbers first if another handle still needs the old ones.
///
/// # Panics
///
/// Operations panic, at the caller's line, when shapes do not fit, or when two arrays differ
/// in precision or device: that is a mistake in the program, and the message says which.
///
/// ```
/// use engine::{Array, Options};
///
/// let x = Array::matrix(&[[1.0, 2.0], [3.0, 4.0]], Options::default());
/// assert_eq!(x.matmul(&x).to_vec(), [7.0, 10.0, 15.0, 22.0]);
/// assert_eq!(x.sum(Some(0)).to_vec(), [4.0, 6.0]);
/// assert_eq!(x.sum(None).item(), 10.0);
/// ```
#[derive(Clone, Debug)]
pub struct Array {
    shape: Shape,
    device: Device,
    storage: Storage,
}

/// Making arrays, and reading them.
impl Array {
    /// An array of `shape` from its numbers, row by row.
    ///
    /// # Panics
    ///
    /// If `values` does not hold exactly as many numbers as the shape asks for.
    #[track_caller]
    pub fn new(shape: Shape, values: &[f64], options: Options) -> Self {
        assert_eq!(
            values.len(),
            shape.len(),
            "the shape {shape} holds {} numbers, but {} were given",
            shape.len(),
            values.len()
        );
        let (rows, cols) = shape.table();
        let wide = DMatrix::from_row_slice(rows, cols, values);
        let storage = match options.dtype {
            #[expect(clippy::cast_possible_truncation, reason = "single precision was asked for")]
            DType::F32 => Storage::F32(Arc::new(wide.map(|x| x as f32))),
            DType::F64 => Storage::F64(Arc::new(wide)),
        };
        Self { shape, device: options.device, storage }
    }

    /// A single number, of shape `()`.
    pub fn scalar(value: f64, options: Options) -> Self {
        Self::new(Shape::scalar(), &[value], options)
    }

    /// A list of numbers, of shape `(n,)`.
    pub fn vector(values: &[f64], options: Options) -> Self {
        Self::new(Shape::vector(values.len()), values, options)
    }

    /// A table from its rows.
    pub fn matrix<const COLS: usize>(rows: &[[f64; COLS]], options: Options) -> Self {
        Self::new(Shape::matrix(rows.len(), COLS), rows.as_flattened(), options)
    }

    /// The same number everywhere.
    pub fn full(shape: Shape, value: f64, options: Options) -> Self {
        Self::scalar(value, options).expand(shape)
    }

    /// All zeros.
    pub fn zeros(shape: Shape, options: Options) -> Self {
        Self::full(shape, 0.0, options)
    }

    /// All ones.
    pub fn ones(shape: Shape, options: Options) -> Self {
        Self::full(shape, 1.0, options)
    }

    pub(crate) fn from_storage(shape: Shape, device: Device, storage: Storage) -> Self {
        Self { shape, device, storage }
    }

    /// The shape.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// The precision.
    pub fn dtype(&self) -> DType {
        match self.storage {
            Storage::F32(_) => DType::F32,
            Storage::F64(_) => DType::F64,
        }
    }

    /// The device.
    pub fn device(&self) -> Device {
        self.device
    }

    /// Precision and device together: what a new array beside this one should have.
    pub fn options(&self) -> Options {
        Options { dtype: self.dtype(), device: self.device }
    }

    /// All numbers, row by row, in double precision (which holds any single exactly).
    pub fn to_vec(&self) -> Vec<f64> {
        match &self.storage {
            Storage::F32(x) => x.transpose().as_slice().iter().copied().map(f64::from).collect(),
            Storage::F64(x) => x.transpose().as_slice().to_vec(),
        }
    }

    /// The number at row `i`, column `j`.
    ///
    /// # Panics
    ///
    /// If there is no such row or column.
    #[track_caller]
    pub fn get(&self, i: usize, j: usize) -> f64 {
        let (rows, cols) = self.shape.table();
        assert!(
            i < rows && j < cols,
            "no number at ({i}, {j}) in an array of shape {}",
            self.shape
        );
        match &self.storage {
            Storage::F32(x) => f64::from(x[(i, j)]),
            Storage::F64(x) => x[(i, j)],
        }
    }

    /// The number of an array that holds just one.
    ///
    /// # Panics
    ///
    /// If the array does not hold exactly one number.
    #[track_caller]
    pub fn item(&self) -> f64 {
        assert_eq!(self.shape.len(), 1, "item() needs one number, but the shape is {}", self.shape);
        self.get(0, 0)
    }

    /// The same numbers in another precision.
    #[must_use]
    pub fn to_dtype(&self, dtype: DType) -> Self {
        if dtype == self.dtype() {
            return self.clone();
        }
        Self::new(self.shape, &self.to_vec(), Options { dtype, device: self.device })
    }

    /// The same numbers on another device.
    #[must_use]
    pub fn to_device(&self, device: Device) -> Self {
        Self { device, ..self.clone() }
    }

    /// Whether every number is finite.
    pub fn is_finite(&self) -> bool {
        match &self.storage {
            Storage::F32(x) => x.iter().all(|x| x.is_finite()),
            Storage::F64(x) => x.iter().all(|x| x.is_finite()),
        }
    }
}

/// Elementwise functions.
impl Array {
    /// Applies `op` to every number.
    #[must_use]
    pub fn map(&self, op: Unary) -> Self {
        let mut y = self.clone();
        y.map_(op);
        y
    }

    /// Applies `op` to every number, in place.
    pub fn map_(&mut self, op: Unary) {
        self.update(|engine, x| engine.unary(op, x));
    }

    /// Combines two arrays number by number; a side of size 1 is repeated.
    ///
    /// # Panics
    ///
    /// If the shapes do not fit, or the arrays differ in precision or device.
    #[track_caller]
    #[must_use]
    pub fn zip(&self, op: Binary, other: &Self) -> Self {
        let name = format!("{op:?}").to_lowercase();
        self.same_kind(&name, other);
        let Some(shape) = self.shape.broadcast(other.shape) else {
            panic!(
                "{name}: shapes {} and {} do not fit: each side must agree or be 1",
                self.shape, other.shape
            )
        };
        let storage = self.device.engine().binary(op, self.storage.clone(), &other.storage);
        Self { shape, device: self.device, storage }
    }

    /// The same, in place.
    ///
    /// # Panics
    ///
    /// If the result would have another shape than `self`.
    #[track_caller]
    pub fn zip_(&mut self, op: Binary, other: &Self) {
        let name = format!("{op:?}_").to_lowercase();
        self.same_kind(&name, other);
        assert_eq!(
            self.shape.broadcast(other.shape).map(Shape::table),
            Some(self.shape.table()),
            "{name}: an array of shape {} cannot take in one of shape {}",
            self.shape,
            other.shape
        );
        self.update(|engine, x| engine.binary(op, x, &other.storage));
    }

    /// self + other
    #[track_caller]
    #[must_use]
    pub fn add(&self, other: &Self) -> Self {
        self.zip(Binary::Add, other)
    }

    /// self − other
    #[track_caller]
    #[must_use]
    pub fn sub(&self, other: &Self) -> Self {
        self.zip(Binary::Sub, other)
    }

    /// self · other, number by number
    #[track_caller]
    #[must_use]
    pub fn mul(&self, other: &Self) -> Self {
        self.zip(Binary::Mul, other)
    }

    /// self / other, number by number
    #[track_caller]
    #[must_use]
    pub fn div(&self, other: &Self) -> Self {
        self.zip(Binary::Div, other)
    }

    /// −self
    #[must_use]
    pub fn neg(&self) -> Self {
        self.map(Unary::Neg)
    }

    /// self · c
    #[must_use]
    pub fn scale(&self, c: f64) -> Self {
        self.map(Unary::MulScalar(c))
    }

    /// `self += alpha · other`, in place: one step of size `alpha` along `other`.
    ///
    /// # Panics
    ///
    /// If the two differ in shape, precision or device.
    #[track_caller]
    pub fn axpy_(&mut self, alpha: f64, other: &Self) {
        self.same_kind("axpy_", other);
        assert_eq!(
            self.shape.table(),
            other.shape.table(),
            "axpy_: shapes {} and {} differ",
            self.shape,
            other.shape
        );
        self.update(|engine, y| engine.axpy(alpha, &other.storage, y));
    }

    /// Hands the numbers to `change` and keeps what comes back, without a second handle on
    /// them, so that the engine may write into the same buffer.
    fn update(&mut self, change: impl FnOnce(&dyn crate::Engine, Storage) -> Storage) {
        let nothing = Storage::F64(Arc::new(DMatrix::zeros(0, 0)));
        let storage = std::mem::replace(&mut self.storage, nothing);
        self.storage = change(self.device.engine(), storage);
    }
}

/// Products and reductions.
impl Array {
    /// The matrix product: (n, k) times (k, m) gives (n, m).
    #[track_caller]
    #[must_use]
    pub fn matmul(&self, other: &Self) -> Self {
        self.product(false, other, false)
    }

    /// selfᵀ · other, without making the transpose: (k, n) and (k, m) give (n, m).
    #[track_caller]
    #[must_use]
    pub fn matmul_tn(&self, other: &Self) -> Self {
        self.product(true, other, false)
    }

    /// self · otherᵀ, without making the transpose: (n, k) and (m, k) give (n, m).
    #[track_caller]
    #[must_use]
    pub fn matmul_nt(&self, other: &Self) -> Self {
        self.product(false, other, true)
    }

    #[track_caller]
    fn product(&self, a_transposed: bool, other: &Self, b_transposed: bool) -> Self {
        self.same_kind("matmul", other);
        let turn = |shape: Shape, yes| if yes { shape.transposed() } else { shape };
        let (a, b) = (turn(self.shape, a_transposed), turn(other.shape, b_transposed));
        assert_eq!(
            a.cols(),
            b.rows(),
            "matmul: {} times {} does not fit: {} columns meet {} rows",
            Shape::matrix(a.rows(), a.cols()),
            Shape::matrix(b.rows(), b.cols()),
            a.cols(),
            b.rows()
        );
        let engine = self.device.engine();
        let storage = engine.matmul(&self.storage, a_transposed, &other.storage, b_transposed);
        Self::from_storage(Shape::matrix(a.rows(), b.cols()), self.device, storage)
    }

    /// x·Wᵀ + b in one go: `self` (n, in), `weight` (out, in), `bias` (out,) give (n, out).
    ///
    /// # Panics
    ///
    /// If the features of input and weight, or the outputs of weight and bias, disagree.
    #[track_caller]
    #[must_use]
    pub fn linear(&self, weight: &Self, bias: Option<&Self>) -> Self {
        self.same_kind("linear", weight);
        assert_eq!(
            self.shape.cols(),
            weight.shape.cols(),
            "linear: the input has shape {} and the weight {}, which takes {} features",
            self.shape,
            weight.shape,
            weight.shape.cols()
        );
        if let Some(bias) = bias {
            self.same_kind("linear", bias);
            assert_eq!(
                bias.shape.table(),
                (1, weight.shape.rows()),
                "linear: the bias has shape {}, but the weight {} makes {} outputs",
                bias.shape,
                weight.shape,
                weight.shape.rows()
            );
        }
        let bias = bias.map(|bias| &bias.storage);
        let storage = self.device.engine().linear(&self.storage, &weight.storage, bias);
        let (n, out) = (self.shape.rows(), weight.shape.rows());
        let shape = if self.shape.rank() == 1 { Shape::vector(out) } else { Shape::matrix(n, out) };
        Self::from_storage(shape, self.device, storage)
    }

    /// The sum of all numbers (`None`), of each column (`Some(0)`) or of each row (`Some(1)`).
    ///
    /// Reducing a dimension leaves it in place with size 1, PyTorch's `keepdim=True`.
    #[track_caller]
    #[must_use]
    pub fn sum(&self, dim: Option<usize>) -> Self {
        let shape = self.reduced(dim);
        Self::from_storage(shape, self.device, self.device.engine().sum(&self.storage, dim))
    }

    /// The largest number, likewise.
    ///
    /// # Panics
    ///
    /// If there is nothing to choose from.
    #[track_caller]
    #[must_use]
    pub fn max(&self, dim: Option<usize>) -> Self {
        let shape = self.reduced(dim);
        let choosing = shape.is_empty() || !self.shape.is_empty();
        assert!(choosing, "max: nothing to choose from in shape {}", self.shape);
        Self::from_storage(shape, self.device, self.device.engine().max(&self.storage, dim))
    }

    #[track_caller]
    fn reduced(&self, dim: Option<usize>) -> Shape {
        match dim {
            Some(dim) => self.shape.reduced(dim),
            None => Shape::scalar(),
        }
    }

    /// For each row, the column of its largest number; the first one on a tie.
    pub fn argmax(&self) -> Vec<usize> {
        self.device.engine().argmax(&self.storage)
    }

    /// Sums over the dimensions that broadcasting had repeated, back to `shape`.
    ///
    /// What was used many times gathers the gradient of every use.
    ///
    /// # Panics
    ///
    /// If `shape` does not broadcast to the shape of this array.
    #[track_caller]
    #[must_use]
    pub fn sum_to(&self, shape: Shape) -> Self {
        assert_eq!(
            shape.broadcast(self.shape).map(Shape::table),
            Some(self.shape.table()),
            "sum_to: {shape} does not broadcast to {}",
            self.shape
        );
        let mut sum = self.clone();
        if shape.rows() == 1 && self.shape.rows() != 1 {
            sum = sum.sum(Some(0));
        }
        if shape.cols() == 1 && self.shape.cols() != 1 {
            sum = sum.sum(Some(1));
        }
        sum.shape = shape;
        sum
    }

    /// softmax along `dim`: eˣ, divided by the sum of all eˣ along `dim`.
    #[track_caller]
    #[must_use]
    pub fn softmax(&self, dim: usize) -> Self {
        let _ = self.shape.reduced(dim);
        Self::from_storage(
            self.shape,
            self.device,
            self.device.engine().softmax(&self.storage, dim),
        )
    }

    /// The way back through softmax: from the gradient of its output (this array) and the output
    /// `y` itself to the gradient of its input, y·(g − Σ g·y).
    ///
    /// # Panics
    ///
    /// If the two differ in shape, precision or device.
    #[track_caller]
    #[must_use]
    pub fn softmax_backward(&self, y: &Self, dim: usize) -> Self {
        self.same_kind("softmax_backward", y);
        let _ = y.shape.reduced(dim);
        assert!(
            self.shape.table() == y.shape.table(),
            "softmax_backward: the gradient has shape {}, the softmax {}",
            self.shape,
            y.shape
        );
        let storage = self.device.engine().softmax_backward(&self.storage, &y.storage, dim);
        Self::from_storage(y.shape, self.device, storage)
    }

    /// ln softmax along `dim`, which stays finite where the softmax itself underflows.
    #[track_caller]
    #[must_use]
    pub fn log_softmax(&self, dim: usize) -> Self {
        let _ = self.shape.reduced(dim);
        let storage = self.device.engine().log_softmax(&self.storage, dim);
        Self::from_storage(self.shape, self.device, storage)
    }
}

/// Moving numbers about.
impl Array {
    /// Rows become columns.
    #[must_use]
    pub fn transpose(&self) -> Self {
        let storage = self.device.engine().transpose(&self.storage);
        Self::from_storage(self.shape.transposed(), self.device, storage)
    }

    /// The same numbers, read row by row, in another shape.
    ///
    /// # Panics
    ///
    /// If the new shape holds another number of numbers.
    #[track_caller]
    #[must_use]
    pub fn reshape(&self, shape: Shape) -> Self {
        assert_eq!(
            shape.len(),
            self.shape.len(),
            "reshape: shape {} holds {} numbers, {shape} holds {}",
            self.shape,
            self.shape.len(),
            shape.len()
        );
        if shape.table() == self.shape.table() {
            return Self { shape, ..self.clone() };
        }
        let storage = self.device.engine().reshape(&self.storage, shape.rows(), shape.cols());
        Self::from_storage(shape, self.device, storage)
    }

    /// Repeats sides of size 1 until the array has `shape`.
    ///
    /// # Panics
    ///
    /// If a side is neither 1 nor already as long as asked for.
    #[track_caller]
    #[must_use]
    pub fn expand(&self, shape: Shape) -> Self {
        assert_eq!(
            self.shape.broadcast(shape).map(Shape::table),
            Some(shape.table()),
            "expand: shape {} cannot be repeated into {shape}",
            self.shape
        );
        if shape.table() == self.shape.table() {
            return Self { shape, ..self.clone() };
        }
        let storage = self.device.engine().expand(&self.storage, shape.rows(), shape.cols());
        Self::from_storage(shape, self.device, storage)
    }

    /// Row `i` of the result is row `indices[i]` of this array. PyTorch: `index_select(0, …)`.
    #[track_caller]
    #[must_use]
    pub fn gather_rows(&self, indices: &[usize]) -> Self {
        let (rows, cols) = self.shape.table();
        check_indices("gather_rows", indices, rows, "rows");
        let storage = self.device.engine().gather_rows(&self.storage, indices);
        Self::from_storage(Shape::matrix(indices.len(), cols), self.device, storage)
    }

    /// `rows` rows, in which row `i` of this array has been added to row `indices[i]`.
    #[track_caller]
    #[must_use]
    pub fn scatter_rows(&self, indices: &[usize], rows: usize) -> Self {
        self.one_index_per_row("scatter_rows", indices);
        check_indices("scatter_rows", indices, rows, "rows");
        let storage = self.device.engine().scatter_rows(&self.storage, indices, rows);
        Self::from_storage(Shape::matrix(rows, self.shape.cols()), self.device, storage)
    }

    /// From row `i`, the number in column `columns[i]`: (n, m) gives (n, 1).
    ///
    /// PyTorch: `gather(1, …)` with one index per row.
    #[track_caller]
    #[must_use]
    pub fn take(&self, columns: &[usize]) -> Self {
        self.one_index_per_row("take", columns);
        check_indices("take", columns, self.shape.cols(), "columns");
        let storage = self.device.engine().take(&self.storage, columns);
        Self::from_storage(Shape::matrix(columns.len(), 1), self.device, storage)
    }

    /// Zeros with `cols` columns, but for number `i` of this (n, 1) array in row `i`, column
    /// `columns[i]`. The way back from [`take`](Self::take).
    ///
    /// # Panics
    ///
    /// If this array has more than one column, or an index is out of range.
    #[track_caller]
    #[must_use]
    pub fn put(&self, columns: &[usize], cols: usize) -> Self {
        self.one_index_per_row("put", columns);
        assert_eq!(self.shape.cols(), 1, "put: one column is needed, the shape is {}", self.shape);
        check_indices("put", columns, cols, "columns");
        let storage = self.device.engine().put(&self.storage, columns, cols);
        Self::from_storage(Shape::matrix(columns.len(), cols), self.device, storage)
    }

    #[track_caller]
    fn one_index_per_row(&self, name: &str, indices: &[usize]) {
        assert_eq!(
            indices.len(),
            self.shape.rows(),
            "{name}: {} indices for the rows of shape {}",
            indices.len(),
            self.shape
        );
    }

    #[track_caller]
    fn same_kind(&self, name: &str, other: &Self) {
        assert_eq!(
            self.device, other.device,
            "{name}: one array is on {} and the other on {}; move one with to_device",
            self.device, other.device
        );
        assert_eq!(
            self.dtype(),
            other.dtype(),
            "{name}: one array is {} and the other {}; convert one with to_dtype",
            self.dtype(),
            other.dtype()
        );
    }
}

/// Two arrays are equal if they have the same shape and the same numbers.
impl PartialEq for Array {
    fn eq(&self, other: &Self) -> bool {
        self.shape == other.shape
            && match (&self.storage, &other.storage) {
                (Storage::F32(a), Storage::F32(b)) => a == b,
                (Storage::F64(a), Storage::F64(b)) => a == b,
                _ => false,
            }
    }
}

#[track_caller]
fn check_indices(name: &str, indices: &[usize], size: usize, what: &str) {
    if let Some((place, index)) = indices.iter().enumerate().find(|&(_, &index)| index >= size) {
        panic!("{name}: index {index} at place {place}, but there are only {size} {what}");
    }
}
