//! A learning rate that falls along half a cosine.

use std::f64::consts::PI;

use super::{Schedule, check_count};
use crate::optimizer::{NON_NEGATIVE, setters};

/// Lets the learning rate fall from η₀ to `η_min` in `T_max` epochs, along half a period of a cosine.
///
/// ```text
/// ηₜ = η_min + ½(η₀ − η_min)(1 + cos(πt / T_max))
/// ```
///
/// It falls slowly at first, fastest in the middle, and slowly again at the end: many epochs have
/// a long step, and many have a short one. After `T_max` epochs it climbs again, and after
/// 2·`T_max` it is back at η₀. To stay at the end, stop there, or put
/// [another schedule](super::SequentialLR) after it.
///
/// As in PyTorch, the rate is computed from that of the epoch before, so that it can be combined
/// with other schedules:
///
/// ```text
/// ηₜ = η_min + (ηₜ₋₁ − η_min)(1 + cos(πt / T_max)) / (1 + cos(π(t − 1) / T_max))
/// ```
///
/// Right after the minimum, that would be 0/0. The first step upward adds
/// ½(η₀ − `η_min`)(1 − cos(π / `T_max`)) instead.
///
/// Sources: Loshchilov & Hutter (2017), equation 5 in section 3, without restarts; PyTorch's
/// `torch.optim.lr_scheduler.CosineAnnealingLR` for the recursion.
///
/// ```
/// use autograd::Tensor;
/// use optimizers::{Optimizer, SGD, lr_scheduler::{CosineAnnealingLR, LRScheduler}};
///
/// let mut optimizer = SGD::new(vec![Tensor::scalar(0.0).requires_grad_()], 1.0);
/// let mut scheduler = LRScheduler::new(&mut optimizer, CosineAnnealingLR::new(3));
/// // cos 0 = 1, cos 60° = ½, cos 120° = −½, cos 180° = −1
/// for expected in [1.0, 0.75, 0.25, 0.0, 0.25, 0.75, 1.0] {
///     assert!((optimizer.lr() - expected).abs() < 1e-15);
///     scheduler.step(&mut optimizer);
/// }
/// ```
#[derive(Clone, Debug)]
pub struct CosineAnnealingLR {
    t_max: usize,
    eta_min: f64,
}

impl CosineAnnealingLR {
    /// Down to the minimum in `t_max` epochs, which PyTorch calls `T_max`.
    ///
    /// # Panics
    ///
    /// If `t_max` is 0.
    #[track_caller]
    pub fn new(t_max: usize) -> Self {
        check_count("t_max", t_max);
        Self { t_max, eta_min: 0.0 }
    }
}

setters!(CosineAnnealingLR {
    /// `η_min`, the smallest learning rate. Default 0.
    eta_min in NON_NEGATIVE;
});

impl Schedule for CosineAnnealingLR {
    fn name(&self) -> &'static str {
        "CosineAnnealingLR"
    }

    // ANCHOR: rule
    fn get_lr(&self, epoch: usize, lr: f64, base_lr: f64) -> f64 {
        let t_max = self.t_max as f64;
        let one_plus_cos = |epoch: usize| 1.0 + (PI * epoch as f64 / t_max).cos();
        match epoch.checked_sub(1) {
            None => lr,
            Some(before) if before % self.t_max.saturating_mul(2) == self.t_max => {
                lr + (base_lr - self.eta_min) * (1.0 - (PI / t_max).cos()) / 2.0
            }
            Some(before) => {
                one_plus_cos(epoch) / one_plus_cos(before) * (lr - self.eta_min) + self.eta_min
            }
        }
    }
    // ANCHOR_END: rule

    fn restart_lr(&self, base_lr: f64) -> f64 {
        // The formula at t = 0. It is η₀, but for the rounding, in which we follow PyTorch.
        self.eta_min + (base_lr - self.eta_min) * (1.0 + 1.0) / 2.0
    }
}
