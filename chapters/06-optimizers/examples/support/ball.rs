//! Gradient descent with momentum on ½w², whose derivative is w.

use autograd::Tensor;
use engine::{Array, Options};
use optimizers::{Optimizer, SGD};

/// The value of w after each step, from w = 1.
pub fn roll(steps: usize, make: impl FnOnce(Vec<Tensor>) -> SGD) -> Vec<f64> {
    let w = Tensor::new(Array::scalar(1.0, Options::f64())).requires_grad_();
    let mut optimizer = make(vec![w.clone()]);
    let mut places = vec![1.0];
    for _ in 0..steps {
        optimizer.zero_grad();
        (w.pow(2.0) * 0.5).backward();
        optimizer.step();
        places.push(w.item());
    }
    places
}
