//! A loss with a cliff: one recurrent unit, whose output is its next input, fifty times over.

use autograd::Tensor;
use engine::{Array, Options};
use optimizers::{Optimizer, SGD, clip_grad_norm_};

/// The learning rate of all paths.
pub const LR: f64 = 1.0;
/// The length of a gradient that is still allowed.
pub const MAX_NORM: f64 = 0.1;
/// The start of the paths in the figure: w and b.
pub const START: (f64, f64) = (5.0, -2.0);

pub fn scalar(value: f64) -> Tensor {
    Tensor::new(Array::scalar(value, Options::f64()))
}

// ANCHOR: unit
/// How far the unit's fiftieth output is from 0.7, squared.
pub fn loss(w: &Tensor, b: &Tensor) -> Tensor {
    let mut s = scalar(0.5);
    for _ in 0..50 {
        s = w * s.sigmoid() + b;
    }
    (s.sigmoid() - 0.7).pow(2.0)
}
// ANCHOR_END: unit

/// A point of a path.
pub struct Place {
    pub w: f64,
    pub b: f64,
    pub loss: f64,
    /// The length of the gradient, before clipping.
    pub norm: f64,
}

// ANCHOR: path
/// Gradient descent from (w, b), with gradients no longer than `max_norm`.
pub fn path((w, b): (f64, f64), steps: usize, max_norm: f64) -> Vec<Place> {
    let (w, b) = (scalar(w).requires_grad_(), scalar(b).requires_grad_());
    let parameters = [w.clone(), b.clone()];
    let mut sgd = SGD::new(parameters.to_vec(), LR);
    let mut places = vec![];
    for _ in 0..=steps {
        sgd.zero_grad();
        let loss = loss(&w, &b);
        loss.backward();
        let norm = clip_grad_norm_(&parameters, max_norm, 2.0);
        places.push(Place { w: w.item(), b: b.item(), loss: loss.item(), norm });
        sgd.step();
    }
    places
}
// ANCHOR_END: path

/// The steps of a whole descent.
pub const STEPS: usize = 200;

/// Starts around the one of the figure.
pub fn starts() -> Vec<(f64, f64)> {
    let grid = |i: usize| (4.6 + 0.2 * (i % 5) as f64, -2.2 + 0.1 * (i / 5) as f64);
    (0..25).map(grid).collect()
}

/// Of all starts, how many end within 0.05 of the output that is asked for.
pub fn arrived(max_norm: f64) -> usize {
    let arrives = |start: &(f64, f64)| path(*start, STEPS, max_norm)[STEPS].loss < 0.05 * 0.05;
    starts().iter().filter(|start| arrives(start)).count()
}
