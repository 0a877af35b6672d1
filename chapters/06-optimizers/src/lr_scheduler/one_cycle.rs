//! Up to a large learning rate and down again, in one cycle.

use std::f64::consts::PI;

use super::{Schedule, check_count};
use crate::optimizer::{NON_NEGATIVE, check_setting, setters};

/// How [`OneCycleLR`] goes from one value to the next.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Anneal {
    /// Along half a cosine.
    #[default]
    Cos,
    /// Along a straight line.
    Linear,
}

/// One cycle of the learning rate over the whole training: up to `max_lr`, and then down to almost
/// nothing. The momentum does the opposite.
///
/// With N = `total_steps`, p = `pct_start`, and p between two values a and b written as a → b:
///
/// ```text
///                       learning rate                 momentum
/// steps 0 to pN − 1     max_lr/div_factor → max_lr    max_momentum → base_momentum
/// steps to N − 1        max_lr → min_lr               base_momentum → max_momentum
///
/// with min_lr = max_lr/div_factor/final_div_factor
/// a → b in the part q of a phase:  b + ½(a − b)(1 + cos πq), or linear: a + (b − a)q
/// ```
///
/// With `three_phase`, the way down ends at `max_lr/div_factor`, as long as the way up, and a third
/// phase leads to `min_lr`. Long steps in the middle keep the weights from settling in the first
/// narrow valley; a lower momentum there keeps them from overshooting.
///
/// Step it once per batch. It sets the learning rate and, for SGD, RMSprop, Adam and `AdamW`, the
/// momentum from the beginning, so those the optimizer was created with don't matter. The cycle has
/// values for the steps 0 to N − 1; the step after the last batch keeps the last of them.
/// ([The module](super) says where this differs from PyTorch.)
///
/// Sources: Smith & Topin (2018), and Smith (2018), sections 4.1 and 4.3 for the momentum; PyTorch's
/// `torch.optim.lr_scheduler.OneCycleLR` for the two phases and the cosine.
///
/// ```
/// use autograd::Tensor;
/// use optimizers::{Optimizer, SGD, lr_scheduler::{Anneal, LRScheduler, OneCycleLR}};
///
/// let mut optimizer = SGD::new(vec![Tensor::scalar(0.0).requires_grad_()], 1.0).momentum(0.9);
/// let cycle = OneCycleLR::new(1.0, 10).anneal_strategy(Anneal::Linear).pct_start(0.5);
/// let cycle = cycle.div_factor(5.0).final_div_factor(2.0).base_momentum(0.55);
/// let mut scheduler = LRScheduler::new(&mut optimizer, cycle);
/// for expected in [0.2, 0.4, 0.6, 0.8, 1.0, 0.82, 0.64, 0.46, 0.28, 0.1] {
///     assert!((optimizer.lr() - expected).abs() < 1e-15);
///     // From 0.95 at the lowest rate of the first phase to 0.55 at the highest.
///     if expected >= 0.2 && scheduler.last_epoch() <= 4 {
///         let momentum = optimizer.current_momentum().unwrap();
///         assert!((momentum - (0.95 - 0.5 * (expected - 0.2))).abs() < 1e-15);
///     }
///     scheduler.step(&mut optimizer);
/// }
/// ```
#[derive(Clone, Debug)]
pub struct OneCycleLR {
    max_lr: f64,
    total_steps: usize,
    pct_start: f64,
    anneal_strategy: Anneal,
    cycle_momentum: bool,
    base_momentum: f64,
    max_momentum: f64,
    div_factor: f64,
    final_div_factor: f64,
    three_phase: bool,
}

/// Above 0, and finite.
const POSITIVE: std::ops::Range<f64> = f64::MIN_POSITIVE..f64::INFINITY;

impl OneCycleLR {
    /// A cycle of `total_steps` steps: epochs times batches per epoch.
    ///
    /// # Panics
    ///
    /// If `max_lr` is negative or not finite, or `total_steps` is 0.
    #[track_caller]
    pub fn new(max_lr: f64, total_steps: usize) -> Self {
        check_setting("max_lr", max_lr, NON_NEGATIVE);
        check_count("total_steps", total_steps);
        Self {
            max_lr,
            total_steps,
            pct_start: 0.3,
            anneal_strategy: Anneal::Cos,
            cycle_momentum: true,
            base_momentum: 0.85,
            max_momentum: 0.95,
            div_factor: 25.0,
            final_div_factor: 1e4,
            three_phase: false,
        }
    }

    /// The part of the steps in which the learning rate grows. Default 0.3.
    ///
    /// # Panics
    ///
    /// If it is not in [0, 1], or above ½ with three phases.
    #[track_caller]
    #[must_use]
    pub fn pct_start(self, pct_start: f64) -> Self {
        Self { pct_start, ..self }.checked()
    }

    /// Takes as long down as up, and then a third phase to the smallest learning rate. Default
    /// false.
    ///
    /// # Panics
    ///
    /// If `pct_start` is above ½, so that nothing would be left for the third phase.
    #[track_caller]
    #[must_use]
    pub fn three_phase(self, three_phase: bool) -> Self {
        Self { three_phase, ..self }.checked()
    }

    /// Along a cosine or a straight line. Default [`Anneal::Cos`].
    #[must_use]
    pub fn anneal_strategy(mut self, anneal_strategy: Anneal) -> Self {
        self.anneal_strategy = anneal_strategy;
        self
    }

    /// Whether to change the momentum, too. Default true.
    #[must_use]
    pub fn cycle_momentum(mut self, cycle_momentum: bool) -> Self {
        self.cycle_momentum = cycle_momentum;
        self
    }

    #[track_caller]
    fn checked(self) -> Self {
        let Self { pct_start, three_phase, .. } = self;
        let (most, why) = if three_phase { (0.5, " with three phases") } else { (1.0, "") };
        assert!(
            (0.0..=most).contains(&pct_start),
            "pct_start = {pct_start} is not allowed{why}: it must be at least 0 and at most {most}"
        );
        self
    }
}

setters!(OneCycleLR {
    /// The momentum at the largest learning rate. Default 0.85.
    base_momentum in 0.0..1.0;
    /// The momentum at the beginning and at the end. Default 0.95.
    max_momentum in 0.0..1.0;
    /// How many times smaller than `max_lr` the first learning rate is. Default 25.
    div_factor in POSITIVE;
    /// How many times smaller than the first learning rate the last one is. Default 10⁴.
    final_div_factor in POSITIVE;
});

impl OneCycleLR {
    /// The last step of each phase.
    fn ends(&self) -> Vec<f64> {
        let (steps, last) = (self.total_steps as f64, (self.total_steps - 1) as f64);
        let up = self.pct_start * steps - 1.0;
        let down = 2.0 * self.pct_start * steps - 2.0;
        if self.three_phase { vec![up, down, last] } else { vec![up, last] }
    }

    /// The value of step `step` on a path through `corners`, one more than there are phases.
    // ANCHOR: rule
    fn at(&self, step: usize, corners: &[f64]) -> f64 {
        let (step, ends) = (step as f64, self.ends());
        let phase = ends.iter().position(|&end| step <= end).unwrap_or(ends.len() - 1);
        let (begin, end) = (if phase == 0 { 0.0 } else { ends[phase - 1] }, ends[phase]);
        let part = if end > begin { ((step - begin) / (end - begin)).min(1.0) } else { 1.0 };
        let (a, b) = (corners[phase], corners[phase + 1]);
        match self.anneal_strategy {
            Anneal::Cos => b + (a - b) / 2.0 * ((PI * part).cos() + 1.0),
            Anneal::Linear => (b - a) * part + a,
        }
    }
    // ANCHOR_END: rule
}

impl Schedule for OneCycleLR {
    fn name(&self) -> &'static str {
        "OneCycleLR"
    }

    fn get_lr(&self, epoch: usize, _lr: f64, _base_lr: f64) -> f64 {
        let (max, initial) = (self.max_lr, self.max_lr / self.div_factor);
        let min = initial / self.final_div_factor;
        if self.three_phase {
            self.at(epoch, &[initial, max, initial, min])
        } else {
            self.at(epoch, &[initial, max, min])
        }
    }

    fn get_momentum(&self, epoch: usize) -> Option<f64> {
        let (base, max) = (self.base_momentum, self.max_momentum);
        self.cycle_momentum.then(|| {
            let corners = [max, base, max, max];
            self.at(epoch, &corners)
        })
    }

    fn total_steps(&self) -> Option<usize> {
        Some(self.total_steps)
    }
}
