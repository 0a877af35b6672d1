//! Cases from the test suites of other engines.
//!
//! Only the mathematics is theirs: the expressions, the functions, the shapes. The engines are
//! micrograd (<https://github.com/karpathy/micrograd>), minitorch
//! (<https://github.com/minitorch/minitorch>) and tinygrad
//! (<https://github.com/tinygrad/tinygrad>). They compare with PyTorch or with central differences;
//! here the expected numbers are derived by hand or by a plain definition, in double precision.

mod micrograd;
mod minitorch;
mod tinygrad;

use autograd::Tensor;
use engine::{Array, Options, Shape};

/// A leaf in double precision.
fn leaf(shape: Shape, values: &[f64]) -> Tensor {
    Tensor::new(Array::new(shape, values, Options::f64())).requires_grad_()
}

fn scalar(value: f64) -> Tensor {
    leaf(Shape::scalar(), &[value])
}

fn grad(x: &Tensor) -> Vec<f64> {
    x.grad().expect("a gradient").to_vec()
}
