//! The smallest network with a hidden unit, v · tanh(wx), and its whole loss.

use autograd::Tensor;
use engine::{Array, Options};
use optimizers::{Optimizer, SGD};

fn vector(values: &[f64]) -> Tensor {
    Tensor::new(Array::vector(values, Options::f64()))
}

// ANCHOR: loss
/// The mean squared error against tanh x, which w = v = 1 gives exactly.
pub fn loss(w: &Tensor, v: &Tensor) -> Tensor {
    let x = vector(&[-2.0, -1.0, 1.0, 2.0]);
    (v * (w * &x).tanh() - x.tanh()).pow(2.0).mean()
}
// ANCHOR_END: loss

/// The loss at a point, as a number.
pub fn height(w: f64, v: f64) -> f64 {
    loss(&vector(&[w]), &vector(&[v])).item()
}

/// Gradient descent: w, v and the loss, before the first step and after each.
pub fn path((w, v): (f64, f64), lr: f64, steps: usize) -> Vec<[f64; 3]> {
    let (w, v) = (vector(&[w]).requires_grad_(), vector(&[v]).requires_grad_());
    let mut sgd = SGD::new(vec![w.clone(), v.clone()], lr);
    let mut places = vec![];
    for _ in 0..=steps {
        sgd.zero_grad();
        let loss = loss(&w, &v);
        loss.backward();
        places.push([w.item(), v.item(), loss.item()]);
        sgd.step();
    }
    places
}

/// The learning rate of all paths.
pub const LR: f64 = 0.05;
/// Where they begin: twice almost on the line that leads to the saddle, and once where tanh is flat.
pub const STARTS: [(&str, (f64, f64)); 3] =
    [("from v = −1.07", (0.8, -1.07)), ("from v = −1.06", (0.8, -1.06)), ("plateau", (3.2, -0.6))];
