//! Every primitive of the engine, each run while holding the lock.

use super::{
    Backend, DeviceArray, bytes, elementwise, layout,
    lock::Lock,
    matrix::{Matrix, Numbers},
    reduce,
};
use crate::{
    Bytes, DType,
    bytes::{table_f32, table_f64},
    engine::{Engine, Storage},
    scalar::{Binary, Unary},
};

/// ArrayFire, on one of its backends.
pub(crate) struct ArrayFireEngine(Backend);

impl ArrayFireEngine {
    pub(crate) fn on(backend: Backend) -> &'static Self {
        match backend {
            Backend::Best => &Self(Backend::Best),
            Backend::Cuda => &Self(Backend::Cuda),
            Backend::Oneapi => &Self(Backend::Oneapi),
            Backend::Opencl => &Self(Backend::Opencl),
            Backend::Cpu => &Self(Backend::Cpu),
        }
    }

    fn lock(&self) -> Lock {
        Lock::acquire(self.0)
    }
}

/// Runs one generic expression for whichever precision an array has.
macro_rules! each {
    ($x:expr, |$a:ident| $body:expr) => {
        match numbers($x) {
            Numbers::F32($a) => Storage::ArrayFire(DeviceArray(Numbers::F32($body))),
            Numbers::F64($a) => Storage::ArrayFire(DeviceArray(Numbers::F64($body))),
        }
    };
    ($x:expr, $y:expr, |$a:ident, $b:ident| $body:expr) => {
        match (numbers($x), numbers($y)) {
            (Numbers::F32($a), Numbers::F32($b)) => {
                Storage::ArrayFire(DeviceArray(Numbers::F32($body)))
            }
            (Numbers::F64($a), Numbers::F64($b)) => {
                Storage::ArrayFire(DeviceArray(Numbers::F64($body)))
            }
            _ => unreachable!("arrays of two precisions are refused before they reach an engine"),
        }
    };
}

/// The same for a result that is not an array.
macro_rules! read {
    ($x:expr, |$a:ident| $body:expr) => {
        match numbers($x) {
            Numbers::F32($a) => $body,
            Numbers::F64($a) => $body,
        }
    };
}

fn numbers(x: &Storage) -> &Numbers {
    match x {
        Storage::ArrayFire(x) => &x.0,
        _ => unreachable!("arrays of two devices are refused before they reach an engine"),
    }
}

impl Engine for ArrayFireEngine {
    fn upload(&self, x: Storage) -> Storage {
        let lock = &self.lock();
        let numbers = match x {
            Storage::F32(x) => Numbers::F32(Matrix::upload(lock, &x)),
            Storage::F64(x) => Numbers::F64(Matrix::upload(lock, &x)),
            here @ Storage::ArrayFire(_) => return here,
        };
        Storage::ArrayFire(DeviceArray(numbers))
    }

    fn download(&self, x: &Storage) -> Storage {
        let _lock = self.lock();
        match numbers(x) {
            Numbers::F32(x) => Storage::from(x.download()),
            Numbers::F64(x) => Storage::from(x.download()),
        }
    }

    fn number(&self, x: &Storage, i: usize, j: usize) -> f64 {
        let _lock = self.lock();
        read!(x, |x| layout::number(x, i, j))
    }

    fn is_finite(&self, x: &Storage) -> bool {
        let _lock = self.lock();
        read!(x, |x| reduce::is_finite(x))
    }

    fn gather_bytes(
        &self,
        bytes: &Bytes,
        indices: &[usize],
        mean: f64,
        std: f64,
        dtype: DType,
    ) -> Storage {
        let lock = &self.lock();
        Storage::ArrayFire(DeviceArray(match dtype {
            DType::F32 => Numbers::F32(bytes::gather(lock, bytes, indices, &table_f32(mean, std))),
            DType::F64 => Numbers::F64(bytes::gather(lock, bytes, indices, &table_f64(mean, std))),
        }))
    }

    fn unary(&self, op: Unary, x: Storage) -> Storage {
        let lock = &self.lock();
        each!(&x, |x| elementwise::unary(lock, op, x))
    }

    fn binary(&self, op: Binary, a: Storage, b: &Storage) -> Storage {
        let lock = &self.lock();
        each!(&a, b, |a, b| elementwise::binary(lock, op, a, b))
    }

    fn axpy(&self, alpha: f64, x: &Storage, y: Storage) -> Storage {
        let lock = &self.lock();
        each!(x, &y, |x, y| elementwise::axpy(lock, alpha, x, y))
    }

    fn matmul(&self, a: &Storage, a_transposed: bool, b: &Storage, b_transposed: bool) -> Storage {
        let lock = &self.lock();
        each!(a, b, |a, b| reduce::matmul(lock, a, a_transposed, b, b_transposed))
    }

    fn sum(&self, x: &Storage, dim: Option<usize>) -> Storage {
        let lock = &self.lock();
        each!(x, |x| reduce::sum(lock, x, dim))
    }

    fn max(&self, x: &Storage, dim: Option<usize>) -> Storage {
        let lock = &self.lock();
        each!(x, |x| reduce::max(lock, x, dim))
    }

    fn argmax(&self, x: &Storage) -> Vec<usize> {
        let _lock = self.lock();
        read!(x, |x| reduce::argmax(x))
    }

    fn is_argmax(&self, x: &Storage, columns: &[usize]) -> Storage {
        let lock = &self.lock();
        each!(x, |x| reduce::is_argmax(lock, x, columns))
    }

    fn transpose(&self, x: &Storage) -> Storage {
        let lock = &self.lock();
        each!(x, |x| layout::transpose(lock, x))
    }

    fn reshape(&self, x: &Storage, rows: usize, cols: usize) -> Storage {
        let lock = &self.lock();
        each!(x, |x| layout::reshape(lock, x, rows, cols))
    }

    fn expand(&self, x: &Storage, rows: usize, cols: usize) -> Storage {
        let lock = &self.lock();
        each!(x, |x| layout::expand(lock, x, rows, cols))
    }

    fn index_select(&self, x: &Storage, indices: &[usize]) -> Storage {
        let lock = &self.lock();
        each!(x, |x| layout::index_select(lock, x, indices))
    }

    fn index_add(&self, x: &Storage, indices: &[usize], rows: usize) -> Storage {
        let lock = &self.lock();
        each!(x, |x| layout::index_add(lock, x, indices, rows))
    }

    fn gather(&self, x: &Storage, columns: &[usize]) -> Storage {
        let lock = &self.lock();
        each!(x, |x| layout::gather(lock, x, columns))
    }

    fn scatter(&self, x: &Storage, columns: &[usize], cols: usize) -> Storage {
        let lock = &self.lock();
        each!(x, |x| layout::scatter(lock, x, columns, cols))
    }

    fn cat(&self, a: &Storage, b: &Storage, dim: usize) -> Storage {
        let lock = &self.lock();
        each!(a, b, |a, b| layout::cat(lock, a, b, dim))
    }

    fn softmax(&self, x: &Storage, dim: usize) -> Storage {
        let lock = &self.lock();
        each!(x, |x| reduce::softmax(lock, x, dim))
    }

    fn log_softmax(&self, x: &Storage, dim: usize) -> Storage {
        let lock = &self.lock();
        each!(x, |x| reduce::log_softmax(lock, x, dim))
    }
}
