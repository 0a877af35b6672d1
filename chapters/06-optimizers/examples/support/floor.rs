//! How low the loss of one weight gets while the learning rate stays the same.

use autograd::Tensor;
use engine::{Array, Options, Shape};
use losses::MSELoss;
use optimizers::{Optimizer, SGD};
use random::TorchRng;

/// How many samples of each batch.
pub const BATCH: usize = 4;
/// The seeds that choose the batches.
pub const SEEDS: std::ops::RangeInclusive<u64> = 1..=10;
/// Steps of each training; the first quarter, on the way to the floor, doesn't count.
const STEPS: usize = 4000;

/// The samples, and what can be computed from them once.
pub struct Line {
    t: Vec<f64>,
    y: Vec<f64>,
    /// The best weight.
    best: f64,
    /// Half the second derivative of the loss: the mean of t².
    half_curvature: f64,
}

impl Line {
    /// The line through 0 that fits these samples best.
    pub fn through((t, y): (Vec<f64>, Vec<f64>)) -> Self {
        let n = t.len() as f64;
        let square = t.iter().map(|t| t * t).sum::<f64>();
        let product: f64 = t.iter().zip(&y).map(|(t, y)| t * y).sum();
        Self { best: product / square, half_curvature: square / n, t, y }
    }

    // ANCHOR: excess
    /// Trains at this rate. Returns how far the loss on all samples is above the smallest possible,
    /// averaged over the steps.
    pub fn excess(&self, lr: f64, seed: u64) -> f64 {
        let mut rng = TorchRng::manual_seed(seed);
        let column = |values: &[f64]| {
            Tensor::new(Array::new(Shape::matrix(BATCH, 1), values, Options::f64()))
        };
        let w = Tensor::new(Array::new(Shape::matrix(1, 1), &[1.5], Options::f64()));
        let w = w.requires_grad_();
        let mut sgd = SGD::new(vec![w.clone()], lr);
        let mut sum = 0.0;
        for step in 0..STEPS {
            let batch = &rng.randperm(self.t.len())[..BATCH];
            let of = |all: &[f64]| column(&batch.iter().map(|&i| all[i]).collect::<Vec<_>>());
            sgd.zero_grad();
            MSELoss::new().forward(&of(&self.t).matmul(&w), &of(&self.y)).backward();
            sgd.step();
            if step >= STEPS / 4 {
                sum += self.half_curvature * (w.item() - self.best).powi(2);
            }
        }
        sum / (STEPS - STEPS / 4) as f64
    }
    // ANCHOR_END: excess

    /// What theory says for small rates: η σ² / 4B, with σ the spread of one sample's gradient at
    /// the best weight.
    pub fn predicted(&self, lr: f64) -> f64 {
        let gradient = |(t, y): (&f64, &f64)| 2.0 * t * (self.best * t - y);
        let squares: f64 = self.t.iter().zip(&self.y).map(|sample| gradient(sample).powi(2)).sum();
        lr * squares / self.t.len() as f64 / (4 * BATCH) as f64
    }
}
