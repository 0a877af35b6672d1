//! A learning rate that falls in steps.

use super::{Schedule, check_count};
use crate::optimizer::{NON_NEGATIVE, setters};

/// Multiplies the learning rate by γ every `step_size` epochs.
///
/// ```text
/// ηₜ = γ·ηₜ₋₁     if t is a multiple of step_size, and t > 0
/// ηₜ = ηₜ₋₁       otherwise
/// ```
///
/// So after t epochs η has been multiplied by γ to the power ⌊t / `step_size`⌋. Between two drops
/// the loss settles at the level that the rate allows, and then falls again at once.
///
/// Sources: Szegedy et al. (2015), section 6, with γ = 0.96 every 8 epochs; PyTorch's
/// `torch.optim.lr_scheduler.StepLR`.
///
/// ```
/// use autograd::Tensor;
/// use optimizers::{Optimizer, SGD, lr_scheduler::{LRScheduler, StepLR}};
///
/// let mut optimizer = SGD::new(vec![Tensor::scalar(0.0).requires_grad_()], 1.0);
/// let mut scheduler = LRScheduler::new(&mut optimizer, StepLR::new(2).gamma(0.5));
/// for expected in [1.0, 1.0, 0.5, 0.5, 0.25] {
///     assert_eq!(optimizer.lr(), expected);
///     scheduler.step(&mut optimizer);
/// }
/// ```
#[derive(Clone, Debug)]
pub struct StepLR {
    step_size: usize,
    gamma: f64,
}

impl StepLR {
    /// A drop every `step_size` epochs.
    ///
    /// # Panics
    ///
    /// If `step_size` is 0.
    #[track_caller]
    pub fn new(step_size: usize) -> Self {
        check_count("step_size", step_size);
        Self { step_size, gamma: 0.1 }
    }
}

setters!(StepLR {
    /// γ, the factor of each drop. Default 0.1.
    gamma in NON_NEGATIVE;
});

impl Schedule for StepLR {
    fn name(&self) -> &'static str {
        "StepLR"
    }

    // ANCHOR: rule
    fn get_lr(&self, epoch: usize, lr: f64, _base_lr: f64) -> f64 {
        let drops = epoch > 0 && epoch.is_multiple_of(self.step_size);
        if drops { lr * self.gamma } else { lr }
    }
    // ANCHOR_END: rule
}
