//! Steps with given gradients, which are not computed from a loss.

use autograd::Tensor;
use engine::{Array, Options};
use optimizers::Optimizer;

fn vector(values: &[f64]) -> Array {
    Array::vector(values, Options::f64())
}

/// The values of the parameters and the optimizer after each step from `start` with these
/// gradients.
pub fn follow<O: Optimizer>(
    make: impl FnOnce(Vec<Tensor>) -> O,
    start: &[f64],
    gradients: &[Vec<f64>],
) -> (Vec<Vec<f64>>, O) {
    let w = Tensor::new(vector(start)).requires_grad_();
    let mut optimizer = make(vec![w.clone()]);
    let mut places = vec![start.to_vec()];
    for gradient in gradients {
        w.set_grad(Some(vector(gradient)));
        optimizer.step();
        places.push(w.to_vec());
    }
    (places, optimizer)
}
