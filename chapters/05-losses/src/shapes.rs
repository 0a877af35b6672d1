//! What every loss needs: predictions and targets that correspond number by number.

use autograd::Tensor;
use engine::Array;

/// Refuses to compare what does not correspond number by number.
#[track_caller]
pub(crate) fn same_shape(name: &str, input: &Tensor, target: &Tensor) {
    assert!(
        input.shape() == target.shape(),
        "{name}: the input has shape {}, but the target {}; reshape one of them",
        input.shape(),
        target.shape()
    );
}

/// Targets to check gradients with: zeros, ones and something between, in turn.
pub(crate) fn some_targets(beside: &Tensor) -> Tensor {
    let shape = beside.shape();
    let values: Vec<f64> = (0..shape.len()).map(|i| [0.0, 1.0, 0.3][i % 3]).collect();
    Tensor::new(Array::new(shape, &values, beside.data().options()))
}
