//! A matrix in the memory of a device.

use std::{fmt, sync::Arc};

use af::{Array, ConstGenerator, Dim4, FloatingPoint, HasAfEnum};
use arrayfire as af;
use nalgebra::DMatrix;

use super::{Backend, lock::Lock};
use crate::{DType, scalar::Real};

/// `f32` or `f64`, with the traits that ArrayFire's functions require.
pub(super) trait Float:
    HasAfEnum<InType = Self, AbsOutType = Self, UnaryOutType = Self, AggregateOutType = Self>
    + ConstGenerator<OutType = Self>
    + FloatingPoint
    + Real
{
}

impl Float for f32 {}
impl Float for f64 {}

/// A matrix in the memory of a device, in either precision.
#[derive(Clone, Debug)]
pub struct DeviceArray(pub(super) Numbers);

#[derive(Clone, Debug)]
pub(super) enum Numbers {
    F32(Matrix<f32>),
    F64(Matrix<f64>),
}

impl DeviceArray {
    pub(crate) fn dtype(&self) -> DType {
        match self.0 {
            Numbers::F32(_) => DType::F32,
            Numbers::F64(_) => DType::F64,
        }
    }
}

/// A matrix, column-major like all others. ArrayFire has no empty arrays, so an empty matrix
/// is only a shape.
pub(super) struct Matrix<T: HasAfEnum> {
    pub(super) rows: usize,
    pub(super) cols: usize,
    held: Option<Arc<Held<T>>>,
}

impl<T: HasAfEnum> Clone for Matrix<T> {
    fn clone(&self) -> Self {
        Self { rows: self.rows, cols: self.cols, held: self.held.clone() }
    }
}

impl<T: HasAfEnum> fmt::Debug for Matrix<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} × {} on a device", self.rows, self.cols)
    }
}

impl<T: HasAfEnum> Matrix<T> {
    /// A matrix from an array of as many elements.
    pub(super) fn new(lock: &Lock, rows: usize, cols: usize, array: Array<T>) -> Self {
        let held = Arc::new(Held { array: Some(array), backend: lock.backend });
        Self { rows, cols, held: Some(held) }
    }

    pub(super) fn empty(rows: usize, cols: usize) -> Self {
        debug_assert!(rows * cols == 0);
        Self { rows, cols, held: None }
    }

    /// The array, unless the matrix is empty.
    pub(super) fn array(&self) -> Option<&Array<T>> {
        self.held.as_ref().map(|held| held.array())
    }

    /// The array, evaluated, unless the matrix is empty; for operations that are not elementwise.
    pub(super) fn ready(&self) -> Option<&Array<T>> {
        let array = self.array()?;
        array.eval();
        Some(array)
    }

    /// A matrix of the same shape with `f` applied to the array.
    pub(super) fn map(&self, lock: &Lock, f: impl FnOnce(&Array<T>) -> Array<T>) -> Self {
        match self.array() {
            Some(array) => Self::new(lock, self.rows, self.cols, f(array)),
            None => self.clone(),
        }
    }
}

impl<T: Float> Matrix<T> {
    pub(super) fn upload(lock: &Lock, x: &DMatrix<T>) -> Self {
        let (rows, cols) = x.shape();
        if x.is_empty() {
            return Self::empty(rows, cols);
        }
        Self::new(lock, rows, cols, upload(x.as_slice(), dims(rows, cols)))
    }

    pub(super) fn download(&self) -> DMatrix<T> {
        let values = self.array().map(download).unwrap_or_default();
        DMatrix::from_vec(self.rows, self.cols, values)
    }

    /// A matrix whose elements are all `value`.
    pub(super) fn full(lock: &Lock, rows: usize, cols: usize, value: f64) -> Self {
        if rows * cols == 0 {
            return Self::empty(rows, cols);
        }
        Self::new(lock, rows, cols, af::constant(T::rounded(value), dims(rows, cols)))
    }
}

/// An array, and the backend that its memory must be returned to.
pub(super) struct Held<T: HasAfEnum> {
    array: Option<Array<T>>,
    backend: Backend,
}

impl<T: HasAfEnum> Held<T> {
    pub(super) fn new(lock: &Lock, array: Array<T>) -> Self {
        Self { array: Some(array), backend: lock.backend }
    }

    pub(super) fn array(&self) -> &Array<T> {
        self.array.as_ref().expect("an array is only taken when it is dropped")
    }
}

impl<T: HasAfEnum> Drop for Held<T> {
    /// Memory is returned to the active backend, which must be the one it came from.
    fn drop(&mut self) {
        self.backend.select();
        drop(self.array.take());
    }
}

/// Copies elements to the device. ArrayFire does not check that there are as many as `dims` says.
pub(super) fn upload<T: HasAfEnum>(values: &[T], dims: Dim4) -> Array<T> {
    assert!(values.len() as u64 == dims.elements(), "{} numbers for {dims}", values.len());
    Array::new(values, dims)
}

/// Copies all elements back to the host.
pub(super) fn download<T: HasAfEnum + Default + Clone>(array: &Array<T>) -> Vec<T> {
    let mut values = vec![T::default(); array.elements()];
    array.host(&mut values);
    values
}

/// Evaluates a lazy expression now.
///
/// A product or a reduction evaluates its inputs by itself. But the CPU backend does so on a thread
/// of its own, from which an error such as "out of memory" cannot return and ends the program.
/// Evaluated here, it is reported as every other error.
pub(super) fn ready<T: HasAfEnum>(array: Array<T>) -> Array<T> {
    array.eval();
    array
}

pub(super) fn dims(rows: usize, cols: usize) -> Dim4 {
    Dim4::new(&[rows as u64, cols as u64, 1, 1])
}

/// Row and column numbers are uploaded in 32 bits.
pub(super) fn upload_indices(indices: impl ExactSizeIterator<Item = usize>) -> Array<u32> {
    let index = |i| u32::try_from(i).expect("an array on a device has fewer than 2³² numbers");
    let indices: Vec<u32> = indices.map(index).collect();
    upload(&indices, dims(indices.len(), 1))
}
