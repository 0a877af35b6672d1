//! Every primitive of an engine, in its turn.

use super::{
    Backend, DeviceArray, bytes, elementwise, layout,
    matrix::{Matrix, Numbers},
    reduce,
    turn::Turn,
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

    fn turn(&self) -> Turn {
        Turn::take(self.0)
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

/// The same for an answer that is no array.
macro_rules! ask {
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
        let turn = &self.turn();
        let numbers = match x {
            Storage::F32(x) => Numbers::F32(Matrix::upload(turn, &x)),
            Storage::F64(x) => Numbers::F64(Matrix::upload(turn, &x)),
            here @ Storage::ArrayFire(_) => return here,
        };
        Storage::ArrayFire(DeviceArray(numbers))
    }

    fn download(&self, x: &Storage) -> Storage {
        let _turn = self.turn();
        match numbers(x) {
            Numbers::F32(x) => Storage::from(x.download()),
            Numbers::F64(x) => Storage::from(x.download()),
        }
    }

    fn number(&self, x: &Storage, i: usize, j: usize) -> f64 {
        let _turn = self.turn();
        ask!(x, |x| layout::number(x, i, j))
    }

    fn is_finite(&self, x: &Storage) -> bool {
        let _turn = self.turn();
        ask!(x, |x| reduce::is_finite(x))
    }

    fn gather_bytes(
        &self,
        bytes: &Bytes,
        indices: &[usize],
        mean: f64,
        std: f64,
        dtype: DType,
    ) -> Storage {
        let turn = &self.turn();
        Storage::ArrayFire(DeviceArray(match dtype {
            DType::F32 => Numbers::F32(bytes::gather(turn, bytes, indices, &table_f32(mean, std))),
            DType::F64 => Numbers::F64(bytes::gather(turn, bytes, indices, &table_f64(mean, std))),
        }))
    }

    fn unary(&self, op: Unary, x: Storage) -> Storage {
        let turn = &self.turn();
        each!(&x, |x| elementwise::unary(turn, op, x))
    }

    fn binary(&self, op: Binary, a: Storage, b: &Storage) -> Storage {
        let turn = &self.turn();
        each!(&a, b, |a, b| elementwise::binary(turn, op, a, b))
    }

    fn axpy(&self, alpha: f64, x: &Storage, y: Storage) -> Storage {
        let turn = &self.turn();
        each!(x, &y, |x, y| elementwise::axpy(turn, alpha, x, y))
    }

    fn matmul(&self, a: &Storage, a_transposed: bool, b: &Storage, b_transposed: bool) -> Storage {
        let turn = &self.turn();
        each!(a, b, |a, b| reduce::matmul(turn, a, a_transposed, b, b_transposed))
    }

    fn sum(&self, x: &Storage, dim: Option<usize>) -> Storage {
        let turn = &self.turn();
        each!(x, |x| reduce::sum(turn, x, dim))
    }

    fn max(&self, x: &Storage, dim: Option<usize>) -> Storage {
        let turn = &self.turn();
        each!(x, |x| reduce::max(turn, x, dim))
    }

    fn argmax(&self, x: &Storage) -> Vec<usize> {
        let _turn = self.turn();
        ask!(x, |x| reduce::argmax(x))
    }

    fn is_argmax(&self, x: &Storage, columns: &[usize]) -> Storage {
        let turn = &self.turn();
        each!(x, |x| reduce::is_argmax(turn, x, columns))
    }

    fn transpose(&self, x: &Storage) -> Storage {
        let turn = &self.turn();
        each!(x, |x| layout::transpose(turn, x))
    }

    fn reshape(&self, x: &Storage, rows: usize, cols: usize) -> Storage {
        let turn = &self.turn();
        each!(x, |x| layout::reshape(turn, x, rows, cols))
    }

    fn expand(&self, x: &Storage, rows: usize, cols: usize) -> Storage {
        let turn = &self.turn();
        each!(x, |x| layout::expand(turn, x, rows, cols))
    }

    fn gather_rows(&self, x: &Storage, indices: &[usize]) -> Storage {
        let turn = &self.turn();
        each!(x, |x| layout::gather_rows(turn, x, indices))
    }

    fn scatter_rows(&self, x: &Storage, indices: &[usize], rows: usize) -> Storage {
        let turn = &self.turn();
        each!(x, |x| layout::scatter_rows(turn, x, indices, rows))
    }

    fn take(&self, x: &Storage, columns: &[usize]) -> Storage {
        let turn = &self.turn();
        each!(x, |x| layout::take(turn, x, columns))
    }

    fn put(&self, x: &Storage, columns: &[usize], cols: usize) -> Storage {
        let turn = &self.turn();
        each!(x, |x| layout::put(turn, x, columns, cols))
    }

    fn softmax(&self, x: &Storage, dim: usize) -> Storage {
        let turn = &self.turn();
        each!(x, |x| reduce::softmax(turn, x, dim))
    }

    fn log_softmax(&self, x: &Storage, dim: usize) -> Storage {
        let turn = &self.turn();
        each!(x, |x| reduce::log_softmax(turn, x, dim))
    }
}
