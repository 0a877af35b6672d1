//! The CPU path: matrix products by faer, on all cores when they are large.

use std::sync::Arc;

use super::{
    both_dtypes, each_dtype, elementwise, layout, matmul, reduce, shared_host_primitives, softmax,
};
use crate::{
    engine::{Engine, Storage},
    scalar::{Binary, Unary},
};

/// nalgebra's matrices, multiplied by faer.
pub(crate) struct FaerEngine;

impl Engine for FaerEngine {
    shared_host_primitives!();

    fn matmul(&self, a: &Storage, a_transposed: bool, b: &Storage, b_transposed: bool) -> Storage {
        both_dtypes!(a, b, |a, b| matmul::matmul((a, a_transposed), (b, b_transposed)))
    }

    fn linear(&self, x: &Storage, w: &Storage, bias: Option<&Storage>) -> Storage {
        let Some(bias) = bias else { return self.matmul(x, false, w, true) };
        match (x, w, bias) {
            (Storage::F32(x), Storage::F32(w), Storage::F32(bias)) => {
                Storage::F32(Arc::new(matmul::linear(x, w, bias)))
            }
            (Storage::F64(x), Storage::F64(w), Storage::F64(bias)) => {
                Storage::F64(Arc::new(matmul::linear(x, w, bias)))
            }
            _ => unreachable!("arrays of two precisions are refused before they reach an engine"),
        }
    }

    fn axpby(&self, alpha: f64, x: &Storage, beta: f64, y: Storage) -> Storage {
        both_dtypes!(x, y, |x, y| elementwise::axpby((alpha, x), (beta, y)))
    }

    fn add_squares(&self, alpha: f64, x: &Storage, beta: f64, y: Storage) -> Storage {
        both_dtypes!(x, y, |x, y| elementwise::add_squares((alpha, x), (beta, y)))
    }

    fn add_over_root(
        &self,
        alpha: f64,
        x: &Storage,
        (scale, v, eps): (f64, &Storage, f64),
        y: Storage,
    ) -> Storage {
        match (x, v, y) {
            (Storage::F32(x), Storage::F32(v), Storage::F32(y)) => {
                Storage::F32(Arc::new(elementwise::add_over_root((alpha, x), (scale, v, eps), y)))
            }
            (Storage::F64(x), Storage::F64(v), Storage::F64(y)) => {
                Storage::F64(Arc::new(elementwise::add_over_root((alpha, x), (scale, v, eps), y)))
            }
            _ => unreachable!("arrays of two precisions are refused before they reach an engine"),
        }
    }

    fn softmax(&self, x: &Storage, dim: usize) -> Storage {
        match dim {
            1 => each_dtype!(x, |x| softmax::softmax(x)),
            _ => self.transpose(&self.softmax(&self.transpose(x), 1)),
        }
    }

    fn log_softmax(&self, x: &Storage, dim: usize) -> Storage {
        match dim {
            1 => each_dtype!(x, |x| softmax::log_softmax(x)),
            _ => self.transpose(&self.log_softmax(&self.transpose(x), 1)),
        }
    }

    fn cross_entropy(&self, x: &Storage, classes: &[usize]) -> (Storage, Storage) {
        match x {
            Storage::F32(x) => {
                let (losses, q) = softmax::cross_entropy(x, classes);
                (Storage::F32(Arc::new(losses.into())), Storage::F32(Arc::new(q.into())))
            }
            Storage::F64(x) => {
                let (losses, q) = softmax::cross_entropy(x, classes);
                (Storage::F64(Arc::new(losses.into())), Storage::F64(Arc::new(q.into())))
            }
            #[cfg(feature = "arrayfire")]
            _ => unreachable!("{}", crate::storage::ELSEWHERE),
        }
    }

    fn softmax_backward(&self, grad: &Storage, y: &Storage, dim: usize) -> Storage {
        if dim == 1 {
            return both_dtypes!(grad, y, |grad, y| softmax::softmax_backward(grad, y));
        }
        let (grad, y) = (self.transpose(grad), self.transpose(y));
        self.transpose(&self.softmax_backward(&grad, &y, 1))
    }
}
