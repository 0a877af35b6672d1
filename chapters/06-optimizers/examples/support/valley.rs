//! A long valley, ½(x² + κy²), κ times as steep along y as along x.

use autograd::Tensor;
use engine::{Array, Options};
use optimizers::Optimizer;

/// The start of every path.
pub const START: [f64; 2] = [10.0, 1.0];

fn vector(values: &[f64]) -> Tensor {
    Tensor::new(Array::vector(values, Options::f64()))
}

// ANCHOR: path
/// The path of an optimizer in a valley of condition number κ: the start, then the point after each
/// step.
pub fn path(
    kappa: f64,
    steps: usize,
    make: impl FnOnce(Vec<Tensor>) -> Box<dyn Optimizer>,
) -> Vec<(f64, f64)> {
    let w = vector(&START).requires_grad_();
    let mut optimizer = make(vec![w.clone()]);
    let mut places = vec![START.into()];
    for _ in 0..steps {
        optimizer.zero_grad();
        let height = (w.pow(2.0) * vector(&[1.0, kappa])).sum() * 0.5;
        height.backward();
        optimizer.step();
        let place = w.to_vec();
        places.push((place[0], place[1]));
    }
    places
}
// ANCHOR_END: path
