//! A learning rate that falls by the same factor in every epoch.

use super::Schedule;
use crate::optimizer::{NON_NEGATIVE, check_setting};

/// Multiplies the learning rate by γ in every epoch.
///
/// ```text
/// ηₜ = γ·ηₜ₋₁ = γᵗ·η₀
/// ```
///
/// To find γ, decide when the rate should have halved: after ln ½ / ln γ epochs, which is 14 for
/// γ = 0.95 and 69 for γ = 0.99.
///
/// Sources: Senior, Heigold, Ranzato & Yang (2013), who compare it with other schedules; PyTorch's
/// `torch.optim.lr_scheduler.ExponentialLR`.
///
/// ```
/// use autograd::Tensor;
/// use optimizers::{Optimizer, SGD, lr_scheduler::{ExponentialLR, LRScheduler}};
///
/// let mut optimizer = SGD::new(vec![Tensor::scalar(0.0).requires_grad_()], 1.0);
/// let mut scheduler = LRScheduler::new(&mut optimizer, ExponentialLR::new(0.5));
/// for expected in [1.0, 0.5, 0.25, 0.125] {
///     assert_eq!(optimizer.lr(), expected);
///     scheduler.step(&mut optimizer);
/// }
/// ```
#[derive(Clone, Debug)]
pub struct ExponentialLR {
    gamma: f64,
}

impl ExponentialLR {
    /// γ is the factor of each epoch.
    ///
    /// # Panics
    ///
    /// If it is negative or not finite.
    #[track_caller]
    pub fn new(gamma: f64) -> Self {
        check_setting("gamma", gamma, NON_NEGATIVE);
        Self { gamma }
    }
}

impl Schedule for ExponentialLR {
    fn name(&self) -> &'static str {
        "ExponentialLR"
    }

    // ANCHOR: rule
    fn get_lr(&self, epoch: usize, lr: f64, _base_lr: f64) -> f64 {
        if epoch == 0 { lr } else { lr * self.gamma }
    }
    // ANCHOR_END: rule
}
