//! One schedule after another.

use super::Schedule;

/// Follows one schedule until a milestone, and then the next one.
///
/// Each schedule counts its epochs from its own beginning, and begins from the learning rate that
/// the optimizer was created with. The usual pair is a warm-up and a cosine.
///
/// Source: PyTorch's `torch.optim.lr_scheduler.SequentialLR`, where the milestones are a list.
///
/// ```
/// use autograd::Tensor;
/// use optimizers::{Optimizer, SGD, lr_scheduler::{
///     CosineAnnealingLR, LRScheduler, LinearLR, SequentialLR,
/// }};
///
/// let mut optimizer = SGD::new(vec![Tensor::scalar(0.0).requires_grad_()], 1.0);
/// let warm_up = LinearLR::new().start_factor(0.5).total_iters(2);
/// let schedule = SequentialLR::new(warm_up).then(2, CosineAnnealingLR::new(3));
/// let mut scheduler = LRScheduler::new(&mut optimizer, schedule);
/// for expected in [0.5, 0.75, 1.0, 0.75, 0.25, 0.0] {
///     assert!((optimizer.lr() - expected).abs() < 1e-15);
///     scheduler.step(&mut optimizer);
/// }
/// ```
#[derive(Debug)]
pub struct SequentialLR {
    /// Each with the epoch that it begins in.
    parts: Vec<(usize, Box<dyn Schedule>)>,
}

impl SequentialLR {
    /// Begins with `first`.
    pub fn new(first: impl Schedule + 'static) -> Self {
        Self { parts: vec![(0, Box::new(first))] }
    }

    /// Goes on with `next` from epoch `milestone`.
    ///
    /// # Panics
    ///
    /// If the milestone is not after the one before (the first must be at least 1), or the schedule
    /// before it ends earlier.
    #[track_caller]
    #[must_use]
    pub fn then(mut self, milestone: usize, next: impl Schedule + 'static) -> Self {
        let (begin, before) = &self.parts[self.parts.len() - 1];
        assert!(
            milestone > *begin,
            "milestone = {milestone} is not allowed: {} begins in epoch {begin}, and what comes \
             after it must begin later",
            before.name()
        );
        if let Some(total) = before.total_steps() {
            assert!(
                milestone - begin <= total,
                "milestone = {milestone} is not allowed: {} begins in epoch {begin} and ends after \
                 {total} steps",
                before.name()
            );
        }
        self.parts.push((milestone, Box::new(next)));
        self
    }

    /// The schedule of an epoch, and the number of the epoch in it.
    fn part(&self, epoch: usize) -> (&dyn Schedule, usize) {
        let next = self.parts.partition_point(|(begin, _)| *begin <= epoch);
        let (begin, schedule) = &self.parts[next - 1];
        (schedule.as_ref(), epoch - begin)
    }
}

impl Schedule for SequentialLR {
    fn name(&self) -> &'static str {
        "SequentialLR"
    }

    // ANCHOR: rule
    fn get_lr(&self, epoch: usize, lr: f64, base_lr: f64) -> f64 {
        match self.part(epoch) {
            (schedule, 0) if epoch > 0 => schedule.restart_lr(base_lr),
            (schedule, epoch) => schedule.get_lr(epoch, lr, base_lr),
        }
    }
    // ANCHOR_END: rule

    fn get_momentum(&self, epoch: usize) -> Option<f64> {
        let (schedule, epoch) = self.part(epoch);
        schedule.get_momentum(epoch)
    }

    fn total_steps(&self) -> Option<usize> {
        let (begin, last) = &self.parts[self.parts.len() - 1];
        last.total_steps().map(|steps| begin.saturating_add(steps))
    }
}
