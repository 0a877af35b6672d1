//! The array every chapter from the fourth on computes with.
//!
//! This file creates and reads arrays. Their operations are in six more:
//! `array/elementwise.rs`, `array/operators.rs`, `array/products.rs`, `array/reductions.rs`,
//! `array/layout.rs` and `array/updates.rs`.

mod elementwise;
mod layout;
mod operators;
mod products;
mod reductions;
mod updates;

use std::fmt;

use nalgebra::DMatrix;

use crate::{device::Device, dtype::DType, engine::Storage, shape::Shape, storage};

/// Precision and device of a new array. The default is single precision on [`Device::Faer`].
///
/// ```
/// use engine::{Array, DType, Device, Options};
///
/// let options = Options { device: Device::Nalgebra, ..Options::default() };
/// let x = Array::vector(&[1.0, 2.0], options);
/// assert_eq!((x.dtype(), x.device()), (DType::F32, Device::Nalgebra));
/// ```
// ANCHOR: options
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// The precision of the elements.
    pub dtype: DType,
    /// The device that holds them.
    pub device: Device,
}
// ANCHOR_END: options

impl Options {
    /// Double precision on the default device; what gradient checks use.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// // A third has no finite binary form; single precision keeps less of it.
    /// assert_eq!(Array::scalar(1.0 / 3.0, Options::f64()).item(), 1.0 / 3.0);
    /// assert_ne!(Array::scalar(1.0 / 3.0, Options::default()).item(), 1.0 / 3.0);
    /// ```
    pub fn f64() -> Self {
        Self { dtype: DType::F64, ..Self::default() }
    }
}

/// A table of numbers on a device.
///
/// Cloning is cheap: a clone is another handle to the same storage. Operations return new
/// arrays; those whose name ends in `_` write into the array itself, as in PyTorch, and
/// copy the storage first if another handle still shares it.
///
/// # Panics
///
/// Operations panic, at the caller's line, when shapes do not fit, or when two arrays differ
/// in precision or device: that is a bug in the calling program, and the message names it.
///
/// ```
/// use engine::{Array, Options};
///
/// let x = Array::matrix(&[[1.0, 2.0], [3.0, 4.0]], Options::default());
/// assert_eq!(x.matmul(&x).to_vec(), [7.0, 10.0, 15.0, 22.0]);
/// assert_eq!(x.sum(Some(0)).to_vec(), [4.0, 6.0]);
/// assert_eq!(x.sum(None).item(), 10.0);
/// ```
// ANCHOR: array
#[derive(Clone, Debug)]
pub struct Array {
    shape: Shape,
    device: Device,
    storage: Storage,
}
// ANCHOR_END: array

/// Creating arrays, and reading them.
impl Array {
    /// An array of `shape` from its elements, row by row.
    ///
    /// # Panics
    ///
    /// If `values` does not have exactly as many elements as the shape.
    ///
    /// ```
    /// use engine::{Array, Options, Shape};
    ///
    /// let x = Array::new(Shape::matrix(2, 2), &[1.0, 2.0, 3.0, 4.0], Options::default());
    /// assert_eq!(x.get(1, 0), 3.0);
    /// ```
    #[track_caller]
    pub fn new(shape: Shape, values: &[f64], options: Options) -> Self {
        assert!(
            values.len() == shape.len(),
            "the shape {shape} holds {} numbers, but {} were given",
            shape.len(),
            values.len()
        );
        let (rows, cols) = shape.table();
        let values = DMatrix::from_row_slice(rows, cols, values);
        let storage = options.device.engine().upload(Storage::from_f64(values, options.dtype));
        Self { shape, device: options.device, storage }
    }

    /// A single number, of shape `()`.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::scalar(2.5, Options::default());
    /// assert_eq!(x.shape().to_string(), "()");
    /// assert_eq!(x.item(), 2.5);
    /// ```
    pub fn scalar(value: f64, options: Options) -> Self {
        Self::new(Shape::scalar(), &[value], options)
    }

    /// A list of numbers, of shape `(n,)`.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::vector(&[1.0, 2.0, 3.0], Options::default());
    /// assert_eq!(x.shape().to_string(), "(3,)");
    /// ```
    pub fn vector(values: &[f64], options: Options) -> Self {
        Self::new(Shape::vector(values.len()), values, options)
    }

    /// A matrix from its rows.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::matrix(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], Options::default());
    /// assert_eq!(x.shape().to_string(), "(2, 3)");
    /// ```
    pub fn matrix<const COLS: usize>(rows: &[[f64; COLS]], options: Options) -> Self {
        Self::new(Shape::matrix(rows.len(), COLS), rows.as_flattened(), options)
    }

    /// An array whose elements are all `value`.
    ///
    /// ```
    /// use engine::{Array, Options, Shape};
    ///
    /// let x = Array::full(Shape::matrix(2, 2), 0.5, Options::default());
    /// assert_eq!(x.to_vec(), [0.5; 4]);
    /// ```
    pub fn full(shape: Shape, value: f64, options: Options) -> Self {
        Self::scalar(value, options).expand(shape)
    }

    /// All zeros.
    ///
    /// ```
    /// use engine::{Array, Options, Shape};
    ///
    /// assert_eq!(Array::zeros(Shape::vector(3), Options::default()).to_vec(), [0.0; 3]);
    /// ```
    pub fn zeros(shape: Shape, options: Options) -> Self {
        Self::full(shape, 0.0, options)
    }

    /// All ones.
    ///
    /// ```
    /// use engine::{Array, Options, Shape};
    ///
    /// assert_eq!(Array::ones(Shape::vector(3), Options::default()).to_vec(), [1.0; 3]);
    /// ```
    pub fn ones(shape: Shape, options: Options) -> Self {
        Self::full(shape, 1.0, options)
    }

    pub(crate) fn from_storage(shape: Shape, device: Device, storage: Storage) -> Self {
        Self { shape, device, storage }
    }

    /// The shape.
    ///
    /// ```
    /// use engine::{Array, Options, Shape};
    ///
    /// let batch = Array::matrix(&[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], Options::default());
    /// assert_eq!(batch.shape(), Shape::matrix(3, 2));
    /// ```
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// The precision.
    ///
    /// ```
    /// use engine::{Array, DType, Options};
    ///
    /// assert_eq!(Array::scalar(1.0, Options::default()).dtype(), DType::F32);
    /// assert_eq!(Array::scalar(1.0, Options::f64()).dtype(), DType::F64);
    /// ```
    pub fn dtype(&self) -> DType {
        self.storage.dtype()
    }

    /// The device.
    ///
    /// ```
    /// use engine::{Array, Device, Options};
    ///
    /// assert_eq!(Array::scalar(1.0, Options::default()).device(), Device::Faer);
    /// ```
    pub fn device(&self) -> Device {
        self.device
    }

    /// Precision and device together: what a new array needs to be combined with this one.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::vector(&[1.0, 2.0], Options::f64());
    /// let two = Array::scalar(2.0, x.options());
    /// assert_eq!(x.mul(&two).to_vec(), [2.0, 4.0]);
    /// ```
    pub fn options(&self) -> Options {
        Options { dtype: self.dtype(), device: self.device }
    }

    /// All elements, row by row, in double precision (which represents every `f32` exactly).
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::matrix(&[[1.0, 2.0], [3.0, 4.0]], Options::default());
    /// assert_eq!(x.to_vec(), [1.0, 2.0, 3.0, 4.0]);
    /// ```
    pub fn to_vec(&self) -> Vec<f64> {
        self.device.engine().download(&self.storage).to_vec()
    }

    /// The element at row `i`, column `j`.
    ///
    /// # Panics
    ///
    /// If there is no such row or column.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::matrix(&[[1.0, 2.0], [3.0, 4.0]], Options::default());
    /// assert_eq!(x.get(0, 1), 2.0);
    /// ```
    #[track_caller]
    pub fn get(&self, i: usize, j: usize) -> f64 {
        let (rows, cols) = self.shape.table();
        assert!(
            i < rows && j < cols,
            "no number at ({i}, {j}) in an array of shape {}",
            self.shape
        );
        self.device.engine().number(&self.storage, i, j)
    }

    /// The only element of an array that has just one.
    ///
    /// # Panics
    ///
    /// If the array does not have exactly one element.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let loss = Array::vector(&[1.0, 2.0], Options::default()).sum(None);
    /// assert_eq!(loss.item(), 3.0);
    /// ```
    #[track_caller]
    pub fn item(&self) -> f64 {
        assert!(self.shape.len() == 1, "item() needs one number, but the shape is {}", self.shape);
        self.get(0, 0)
    }

    /// The same elements in another precision.
    ///
    /// ```
    /// use engine::{Array, DType, Options};
    ///
    /// // 2²⁴ + 1 needs 25 binary digits; single precision has 24.
    /// let x = Array::scalar(16777217.0, Options::f64());
    /// assert_eq!(x.to_dtype(DType::F32).item(), 16777216.0);
    /// ```
    #[must_use]
    pub fn to_dtype(&self, dtype: DType) -> Self {
        if dtype == self.dtype() {
            return self.clone();
        }
        Self::new(self.shape, &self.to_vec(), Options { dtype, device: self.device })
    }

    /// The same elements on another device.
    ///
    /// ```
    /// use engine::{Array, Device, Options};
    ///
    /// let x = Array::vector(&[1.0, 2.0], Options::default()).to_device(Device::Nalgebra);
    /// assert_eq!(x.device(), Device::Nalgebra);
    /// assert_eq!(x.to_vec(), [1.0, 2.0]);
    /// ```
    #[must_use]
    pub fn to_device(&self, device: Device) -> Self {
        if device == self.device {
            return self.clone();
        }
        let storage = device.engine().upload(self.device.engine().download(&self.storage));
        Self { shape: self.shape, device, storage }
    }

    /// Whether every element is finite.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::vector(&[1.0, 0.0], Options::default());
    /// assert!(x.is_finite());
    /// assert!(!x.div(&x).is_finite()); // 0 / 0 is NaN
    /// ```
    pub fn is_finite(&self) -> bool {
        self.device.engine().is_finite(&self.storage)
    }

    /// Panics if two arrays differ in device or precision; the message begins with `name`.
    #[track_caller]
    fn same_kind(&self, name: impl fmt::Display, other: &Self) {
        assert!(
            self.device == other.device,
            "{name}: one array is on {} and the other on {}; move one with to_device",
            self.device,
            other.device
        );
        assert!(
            self.dtype() == other.dtype(),
            "{name}: one array is {} and the other {}; convert one with to_dtype",
            self.dtype(),
            other.dtype()
        );
    }
}

/// Two arrays are equal if they have the same shape and the same elements.
///
/// As in floating-point comparison, NaN is equal to nothing. The device does not matter; the
/// precision does.
///
/// ```
/// use engine::{Array, Options};
///
/// let list = Array::vector(&[1.0, 2.0], Options::default());
/// let table = Array::matrix(&[[1.0, 2.0]], Options::default());
/// assert_ne!(list, table);
/// assert_eq!(list, table.reshape(list.shape()));
/// ```
impl PartialEq for Array {
    fn eq(&self, other: &Self) -> bool {
        let on_host = |array: &Self| array.device.engine().download(&array.storage);
        self.shape == other.shape && storage::equal(&on_host(self), &on_host(other))
    }
}
