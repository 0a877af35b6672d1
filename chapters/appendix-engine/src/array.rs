//! The array every chapter from the fourth on computes with.
//!
//! This file makes arrays and reads them. What they can do stands in four more:
//! `array/elementwise.rs`, `array/products.rs`, `array/reductions.rs` and `array/layout.rs`.

mod elementwise;
mod layout;
mod products;
mod reductions;

use std::{fmt, sync::Arc};

use nalgebra::DMatrix;

use crate::{device::Device, dtype::DType, engine::Storage, shape::Shape};

/// Precision and place of a new array. The default is single precision on [`Device::Faer`].
// ANCHOR: options
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// The precision of the numbers.
    pub dtype: DType,
    /// The device they live on.
    pub device: Device,
}
// ANCHOR_END: options

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
// ANCHOR: array
#[derive(Clone, Debug)]
pub struct Array {
    shape: Shape,
    device: Device,
    storage: Storage,
}
// ANCHOR_END: array

/// Making arrays, and reading them.
impl Array {
    /// An array of `shape` from its numbers, row by row.
    ///
    /// # Panics
    ///
    /// If `values` does not hold exactly as many numbers as the shape asks for.
    #[track_caller]
    pub fn new(shape: Shape, values: &[f64], options: Options) -> Self {
        assert!(
            values.len() == shape.len(),
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
        assert!(self.shape.len() == 1, "item() needs one number, but the shape is {}", self.shape);
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

    /// Refuses two arrays that cannot meet, in the name of the operation.
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
