//! Small helpers around tensors that several tutorials need.

use std::{iter::successors, sync::Arc};

use autograd::{Node, Tensor};
use engine::{Array, Options, Shape};
use random::TorchRng;

/// `torch.randn`: normal numbers in the given shape.
pub fn randn(shape: Shape, rng: &mut TorchRng) -> Tensor {
    let values: Vec<f64> = rng.randn(shape.len()).into_iter().map(f64::from).collect();
    Tensor::new(Array::new(shape, &values, Options::default()))
}

/// A table in double precision.
pub fn double<const COLS: usize>(rows: &[[f64; COLS]]) -> Tensor {
    Tensor::new(Array::matrix(rows, Options::f64()))
}

/// The sizes as PyTorch prints them: `torch.Size([10, 48])`.
pub fn size(sizes: &[usize]) -> String {
    format!("torch.Size({sizes:?})")
}

/// The names of the operations that made `tensor`, last one first, along each one's first input.
pub fn way_back(tensor: &Tensor) -> Vec<String> {
    let first = |node: &Arc<Node>| node.next_functions().first().cloned().flatten();
    successors(tensor.grad_fn(), first).map(|node| node.name()).collect()
}
