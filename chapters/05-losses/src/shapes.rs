//! Checks that all losses share: predictions and targets must correspond element by element.

use autograd::Tensor;
use engine::Array;

/// Panics if input and target differ in shape, precision or device.
#[track_caller]
pub(crate) fn same_shape(name: &str, input: &Tensor, target: &Tensor) {
    assert!(
        input.shape() == target.shape(),
        "{name}: the input has shape {}, but the target {}; reshape one of them",
        input.shape(),
        target.shape()
    );
    same_kind(name, input, ("target", target));
}

/// Panics if the input and another tensor differ in precision or device.
#[track_caller]
pub(crate) fn same_kind(name: &str, input: &Tensor, (role, other): (&str, &Tensor)) {
    assert!(
        input.dtype() == other.dtype(),
        "{name}: the input is {}, but the {role} {}; convert one with to_dtype",
        input.dtype(),
        other.dtype()
    );
    assert!(
        input.device() == other.device(),
        "{name}: the input is on {}, but the {role} on {}; move one with to_device",
        input.device(),
        other.device()
    );
}

/// A constant weight, by which errors are multiplied. Panics if one is negative.
#[track_caller]
pub(crate) fn constant_weight(role: &str, weight: &Tensor) -> Tensor {
    if let Some((min, _)) = range(weight) {
        assert!(min >= 0.0, "{role} must not be negative, but its smallest element is {min}");
    }
    weight.detach()
}

/// Panics if a weight does not broadcast to the shape of the input, or differs in kind.
#[track_caller]
pub(crate) fn broadcasts(name: &str, input: &Tensor, (role, weight): (&str, &Tensor)) {
    assert!(
        input.shape().broadcast(weight.shape()) == Some(input.shape()),
        "{name}: the input has shape {}, to which the {role} of shape {} does not broadcast",
        input.shape(),
        weight.shape()
    );
    same_kind(name, input, (role, weight));
}

/// The smallest and the largest element, if there are any.
pub(crate) fn range(x: &Tensor) -> Option<(f64, f64)> {
    let x = x.data();
    (!x.shape().is_empty()).then(|| (-x.neg().max(None).item(), x.max(None).item()))
}

/// Targets for gradient checks, in the shape of `x`: 0, 1 and 0.3 in turn.
pub(crate) fn some_targets(x: &Tensor) -> Tensor {
    let shape = x.shape();
    let values: Vec<f64> = (0..shape.len()).map(|i| [0.0, 1.0, 0.3][i % 3]).collect();
    Tensor::new(Array::new(shape, &values, x.data().options()))
}
