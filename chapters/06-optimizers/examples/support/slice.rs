//! Two weights of a network with 63 parameters, while all others stay as they are.

use autograd::{
    Tensor,
    nn::{Module, Sequential},
    no_grad,
};
use engine::Array;
use optimizers::{Optimizer, SGD};

/// What is found in the slice.
pub struct Slice {
    /// The loss before, at the best point of the slice, and after training all parameters from there.
    pub losses: [f64; 3],
    /// At the best point of the slice, the length of the gradient in the two weights, and in all.
    pub gradient: [f64; 2],
}

fn step(model: &Sequential, sgd: &mut SGD, loss: &dyn Fn(&Sequential) -> Tensor) {
    sgd.zero_grad();
    loss(model).backward();
    sgd.step();
}

fn length(values: &[f64]) -> f64 {
    values.iter().map(|value| value * value).sum::<f64>().sqrt()
}

/// Trains for a while, then goes to the bottom of the slice through the first unit's two weights,
/// and then trains on.
pub fn slice(model: &Sequential, loss: &dyn Fn(&Sequential) -> Tensor) -> Slice {
    let mut sgd = SGD::new(model.parameters(), 0.5);
    (0..20).for_each(|_| step(model, &mut sgd, loss));
    let before = no_grad(|| loss(model)).item();

    // Gradient descent again, but only the first two elements of the first matrix may move.
    let weight = &model.parameters()[0];
    let mut two = vec![0.0; weight.shape().len()];
    two[..2].fill(1.0);
    let two = Array::new(weight.shape(), &two, weight.data().options());
    let mut in_slice = SGD::new(vec![weight.clone()], 0.5);
    for _ in 0..3000 {
        in_slice.zero_grad();
        loss(model).backward();
        let grad = weight.grad().expect("backward left one").data();
        weight.set_grad(Some(grad * &two));
        in_slice.step();
    }
    sgd.zero_grad();
    loss(model).backward();
    let bottom = no_grad(|| loss(model)).item();
    let grads: Vec<Vec<f64>> =
        model.parameters().iter().map(|p| p.grad().expect("backward left one").to_vec()).collect();
    let gradient = [length(&grads[0][..2]), length(&grads.concat())];
    (0..200).for_each(|_| step(model, &mut sgd, loss));
    Slice { losses: [before, bottom, no_grad(|| loss(model)).item()], gradient }
}
