//! The learning rate of every step of a run.

use optimizers::{
    Optimizer,
    lr_scheduler::{CosineAnnealingLR, LRScheduler, LinearLR, OneCycleLR, SequentialLR, StepLR},
};

use super::settings::{ScheduleName, Settings};

/// The part of the learning rate with which a warm-up begins.
const WARMUP_START: f64 = 0.01;

/// A schedule over all steps of a run, `batches` in each epoch, at its first one; `None` if the
/// learning rate never changes.
///
/// ```
/// use autograd::Tensor;
/// use mnist::program::{schedule::schedule, settings::{ScheduleName, Settings}};
/// use optimizers::Optimizer;
///
/// let settings = Settings { epochs: 2, schedule: ScheduleName::Cosine, ..Settings::default() };
/// let w = Tensor::matrix(&[[0.0]]).requires_grad_();
/// let b = Tensor::vector(&[0.0]).requires_grad_();
/// let mut optimizer = settings.optimizer(vec![w, b]);
/// let mut schedule = schedule(&settings, 10, optimizer.as_mut()).unwrap();
/// (0..10).for_each(|_| schedule.step(optimizer.as_mut()));
/// assert!((optimizer.lr() - settings.lr / 2.0).abs() < 1e-12); // halfway down
/// ```
pub fn schedule(
    settings: &Settings,
    batches: usize,
    optimizer: &mut dyn Optimizer,
) -> Option<LRScheduler> {
    let total = settings.epochs.saturating_mul(batches).max(1);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "up to `total`")]
    let warmup = (settings.warmup * batches as f64).round().min(total as f64) as usize;
    let rest = (total - warmup).max(1);
    let warm_up = || LinearLR::new().start_factor(WARMUP_START).total_iters(warmup);
    let step = StepLR::new(rest.div_ceil(3));
    let cosine = CosineAnnealingLR::new(rest);
    let cycle = OneCycleLR::new(settings.lr, total);
    Some(match (settings.schedule, warmup) {
        (ScheduleName::Constant, 0) => return None,
        (ScheduleName::Constant, _) => LRScheduler::new(optimizer, warm_up()),
        (ScheduleName::Step, 0) => LRScheduler::new(optimizer, step),
        (ScheduleName::Step, _) => {
            LRScheduler::new(optimizer, SequentialLR::new(warm_up()).then(warmup, step))
        }
        (ScheduleName::Cosine, 0) => LRScheduler::new(optimizer, cosine),
        (ScheduleName::Cosine, _) => {
            LRScheduler::new(optimizer, SequentialLR::new(warm_up()).then(warmup, cosine))
        }
        (ScheduleName::Onecycle, _) => {
            // Without a momentum there is none to change, and Adam's β₁ is one.
            let has_momentum = optimizer.current_momentum().is_some_and(|momentum| momentum > 0.0);
            LRScheduler::new(optimizer, cycle.cycle_momentum(has_momentum))
        }
    })
}
