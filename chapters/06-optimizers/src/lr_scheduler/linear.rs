//! Warm-up: a learning rate that grows in equal steps.

use super::{Schedule, check_count};

/// Changes the factor of the learning rate in equal steps, from `start_factor` to `end_factor`,
/// within `total_iters` epochs. After that it stays.
///
/// With start s, end e and T epochs:
///
/// ```text
/// ηₜ = η₀·(s + (e − s)·t / T)     for t ≤ T
/// ```
///
/// Its usual task is warm-up, from a small factor to 1. As in PyTorch, the rate is computed from
/// that of the epoch before: ηₜ = ηₜ₋₁·(1 + (e − s) / (T·s + (t − 1)(e − s))).
///
/// Sources: Goyal et al. (2017), section 2.2, "gradual warmup"; PyTorch's
/// `torch.optim.lr_scheduler.LinearLR`.
///
/// ```
/// use autograd::Tensor;
/// use optimizers::{Optimizer, SGD, lr_scheduler::{LRScheduler, LinearLR}};
///
/// let mut optimizer = SGD::new(vec![Tensor::scalar(0.0).requires_grad_()], 1.0);
/// let warm_up = LinearLR::new().start_factor(0.25).total_iters(3);
/// let mut scheduler = LRScheduler::new(&mut optimizer, warm_up);
/// for expected in [0.25, 0.5, 0.75, 1.0, 1.0] {
///     assert!((optimizer.lr() - expected).abs() < 1e-15);
///     scheduler.step(&mut optimizer);
/// }
/// ```
#[derive(Clone, Debug)]
pub struct LinearLR {
    start_factor: f64,
    end_factor: f64,
    total_iters: usize,
}

impl Default for LinearLR {
    fn default() -> Self {
        Self { start_factor: 1.0 / 3.0, end_factor: 1.0, total_iters: 5 }
    }
}

impl LinearLR {
    /// From a third of the learning rate to all of it in five epochs, PyTorch's defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// The factor in epoch 0. Default ⅓.
    ///
    /// # Panics
    ///
    /// If it is not above 0 and at most 1. At 0 there would be nothing to multiply.
    #[track_caller]
    #[must_use]
    pub fn start_factor(mut self, start_factor: f64) -> Self {
        assert!(
            start_factor > 0.0 && start_factor <= 1.0,
            "start_factor = {start_factor} is not allowed: it must be above 0 and at most 1"
        );
        self.start_factor = start_factor;
        self
    }

    /// The factor from epoch `total_iters` on. Default 1.
    ///
    /// # Panics
    ///
    /// If it is not in [0, 1].
    #[track_caller]
    #[must_use]
    pub fn end_factor(mut self, end_factor: f64) -> Self {
        assert!(
            (0.0..=1.0).contains(&end_factor),
            "end_factor = {end_factor} is not allowed: it must be at least 0 and at most 1"
        );
        self.end_factor = end_factor;
        self
    }

    /// In how many epochs it arrives. Default 5.
    ///
    /// # Panics
    ///
    /// If it is 0.
    #[track_caller]
    #[must_use]
    pub fn total_iters(mut self, total_iters: usize) -> Self {
        check_count("total_iters", total_iters);
        self.total_iters = total_iters;
        self
    }
}

impl Schedule for LinearLR {
    fn name(&self) -> &'static str {
        "LinearLR"
    }

    // ANCHOR: rule
    fn get_lr(&self, epoch: usize, lr: f64, _base_lr: f64) -> f64 {
        if epoch == 0 {
            return lr * self.start_factor;
        }
        if epoch > self.total_iters {
            return lr;
        }
        let growth = self.end_factor - self.start_factor;
        let before = self.total_iters as f64 * self.start_factor + (epoch - 1) as f64 * growth;
        lr * (1.0 + growth / before)
    }
    // ANCHOR_END: rule
}
