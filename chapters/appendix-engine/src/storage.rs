//! Creating, reading and comparing arrays in host memory.

use std::sync::Arc;

use nalgebra::DMatrix;

use crate::{DType, engine::Storage};

/// Conversions and reads.
impl Storage {
    /// The precision, on any device.
    ///
    /// ```
    /// use engine::{DType, engine::Storage};
    /// use nalgebra::DMatrix;
    ///
    /// assert_eq!(Storage::from(DMatrix::<f64>::zeros(1, 1)).dtype(), DType::F64);
    /// ```
    pub fn dtype(&self) -> DType {
        match self {
            Storage::F32(_) => DType::F32,
            Storage::F64(_) => DType::F64,
            #[cfg(feature = "arrayfire")]
            Storage::ArrayFire(x) => x.dtype(),
        }
    }

    pub(crate) fn from_f64(x: DMatrix<f64>, dtype: DType) -> Self {
        match dtype {
            #[expect(clippy::cast_possible_truncation, reason = "single precision was asked for")]
            DType::F32 => Storage::from(x.map(|x| x as f32)),
            DType::F64 => Storage::from(x),
        }
    }

    /// All elements, row by row.
    pub(crate) fn to_vec(&self) -> Vec<f64> {
        match self {
            Storage::F32(x) => x.transpose().as_slice().iter().copied().map(f64::from).collect(),
            Storage::F64(x) => x.transpose().as_slice().to_vec(),
            #[cfg(feature = "arrayfire")]
            Storage::ArrayFire(_) => unreachable!("{ELSEWHERE}"),
        }
    }

    pub(crate) fn number(&self, i: usize, j: usize) -> f64 {
        match self {
            Storage::F32(x) => f64::from(x[(i, j)]),
            Storage::F64(x) => x[(i, j)],
            #[cfg(feature = "arrayfire")]
            Storage::ArrayFire(_) => unreachable!("{ELSEWHERE}"),
        }
    }

    pub(crate) fn is_finite(&self) -> bool {
        match self {
            Storage::F32(x) => x.iter().all(|x| x.is_finite()),
            Storage::F64(x) => x.iter().all(|x| x.is_finite()),
            #[cfg(feature = "arrayfire")]
            Storage::ArrayFire(_) => unreachable!("{ELSEWHERE}"),
        }
    }
}

impl From<DMatrix<f32>> for Storage {
    fn from(x: DMatrix<f32>) -> Self {
        Storage::F32(Arc::new(x.into()))
    }
}

impl From<DMatrix<f64>> for Storage {
    fn from(x: DMatrix<f64>) -> Self {
        Storage::F64(Arc::new(x.into()))
    }
}

/// Whether two storages in host memory have the same precision and the same elements.
pub(crate) fn equal(a: &Storage, b: &Storage) -> bool {
    match (a, b) {
        (Storage::F32(a), Storage::F32(b)) => a == b,
        (Storage::F64(a), Storage::F64(b)) => a == b,
        _ => false,
    }
}

/// The message if a host engine gets an array of a device, which must be downloaded first.
#[cfg(feature = "arrayfire")]
pub(crate) const ELSEWHERE: &str = "numbers on a device are not read in host memory";
