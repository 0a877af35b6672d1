//! The gradient of a loss, estimated from batches.

use autograd::Tensor;
use engine::{Array, Options, Shape};
use losses::MSELoss;
use random::TorchRng;

/// The batch sizes to compare.
pub const BATCHES: [usize; 5] = [1, 4, 16, 64, 256];

/// 1000 noisy samples of y = 2t: all t, and all y.
pub fn samples() -> (Vec<f64>, Vec<f64>) {
    let mut rng = TorchRng::manual_seed(0);
    let t: Vec<f64> = rng.randn(1000).into_iter().map(f64::from).collect();
    let noise = rng.randn(1000).into_iter().map(f64::from);
    let y = t.iter().zip(noise).map(|(t, noise)| 2.0 * t + noise).collect();
    (t, y)
}

/// For each of the samples, the derivative of (wt − y)² by w at w = 1.5.
pub fn gradients() -> Vec<f64> {
    let (t, y) = samples();
    let one = |value: f64| Tensor::new(Array::new(Shape::matrix(1, 1), &[value], Options::f64()));
    let gradient = |(&t, &y): (&f64, &f64)| {
        let w = one(1.5).requires_grad_();
        MSELoss::new().forward(&one(t).matmul(&w), &one(y)).backward();
        w.grad().expect("backward left one").item()
    };
    t.iter().zip(&y).map(gradient).collect()
}

// ANCHOR: guesses
/// The gradient of the loss as estimated from each of 2000 random batches.
pub fn estimates(gradients: &[f64], batch: usize) -> Vec<f64> {
    let mut rng = TorchRng::manual_seed(1);
    let mut draw =
        || rng.randperm(gradients.len())[..batch].iter().map(|&i| gradients[i]).sum::<f64>();
    (0..2000).map(|_| draw() / batch as f64).collect()
}
// ANCHOR_END: guesses

/// The mean and the standard deviation.
pub fn mean_and_deviation(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let square = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / n;
    (mean, square.sqrt())
}
