//! The two engines that work in host memory. They differ in how they multiply matrices.

mod elementwise;
mod faer_engine;
mod layout;
mod lookup;
mod matmul;
mod matrix_vector;
mod nalgebra_engine;
mod reduce;
mod simd;
mod softmax;

pub(crate) use faer_engine::FaerEngine;
pub(crate) use lookup::lookup;
pub(crate) use matmul::matmul_into;
pub(crate) use nalgebra_engine::NalgebraEngine;
pub(crate) use simd::parallel_chunks_of;

/// Runs one generic expression for the precision of a [`Storage`](crate::engine::Storage).
macro_rules! each_dtype {
    ($storage:expr, |$x:ident| $body:expr) => {
        match $storage {
            $crate::engine::Storage::F32($x) => {
                $crate::engine::Storage::F32(std::sync::Arc::new($crate::Buffer::from($body)))
            }
            $crate::engine::Storage::F64($x) => {
                $crate::engine::Storage::F64(std::sync::Arc::new($crate::Buffer::from($body)))
            }
            #[cfg(feature = "arrayfire")]
            _ => unreachable!("{}", $crate::storage::ELSEWHERE),
        }
    };
}
pub(crate) use each_dtype;

/// The same for two storages, which have been checked to have the same precision.
macro_rules! both_dtypes {
    ($a:expr, $b:expr, |$x:ident, $y:ident| $body:expr) => {
        match ($a, $b) {
            ($crate::engine::Storage::F32($x), $crate::engine::Storage::F32($y)) => {
                $crate::engine::Storage::F32(std::sync::Arc::new($crate::Buffer::from($body)))
            }
            ($crate::engine::Storage::F64($x), $crate::engine::Storage::F64($y)) => {
                $crate::engine::Storage::F64(std::sync::Arc::new($crate::Buffer::from($body)))
            }
            _ => unreachable!("arrays of two precisions are refused before they reach an engine"),
        }
    };
}
pub(crate) use both_dtypes;

/// The primitives that both host engines share, forwarded to the loops in the other files.
macro_rules! shared_host_primitives {
    () => {
        fn unary(&self, op: Unary, x: Storage) -> Storage {
            each_dtype!(x, |x| elementwise::map(op, x))
        }
        fn binary(&self, op: Binary, a: Storage, b: &Storage) -> Storage {
            both_dtypes!(a, b, |a, b| elementwise::zip(op, a, b))
        }
        fn axpy(&self, alpha: f64, x: &Storage, y: Storage) -> Storage {
            both_dtypes!(x, y, |x, y| elementwise::axpy(alpha, x, y))
        }
        fn sum(&self, x: &Storage, dim: Option<usize>) -> Storage {
            each_dtype!(x, |x| reduce::sum(x, dim))
        }
        fn max(&self, x: &Storage, dim: Option<usize>) -> Storage {
            each_dtype!(x, |x| reduce::max(x, dim))
        }
        fn argmax(&self, x: &Storage) -> Vec<usize> {
            match x {
                Storage::F32(x) => reduce::argmax(x),
                Storage::F64(x) => reduce::argmax(x),
                #[cfg(feature = "arrayfire")]
                _ => unreachable!("{}", $crate::storage::ELSEWHERE),
            }
        }
        fn transpose(&self, x: &Storage) -> Storage {
            each_dtype!(x, |x| layout::transpose(x))
        }
        fn reshape(&self, x: &Storage, rows: usize, cols: usize) -> Storage {
            each_dtype!(x, |x| layout::reshape(x, rows, cols))
        }
        fn expand(&self, x: &Storage, rows: usize, cols: usize) -> Storage {
            each_dtype!(x, |x| layout::expand(x, rows, cols))
        }
        fn index_select(&self, x: &Storage, indices: &[usize]) -> Storage {
            each_dtype!(x, |x| x.select_rows(indices))
        }
        fn index_add(&self, x: &Storage, indices: &[usize], rows: usize) -> Storage {
            each_dtype!(x, |x| layout::index_add(x, indices, rows))
        }
        fn gather(&self, x: &Storage, columns: &[usize]) -> Storage {
            each_dtype!(x, |x| layout::gather(x, columns))
        }
        fn scatter(&self, x: &Storage, columns: &[usize], cols: usize) -> Storage {
            each_dtype!(x, |x| layout::scatter(x, columns, cols))
        }
        fn cat(&self, a: &Storage, b: &Storage, dim: usize) -> Storage {
            both_dtypes!(a, b, |a, b| layout::cat(a, b, dim))
        }
    };
}
pub(crate) use shared_host_primitives;
