//! A schedule, what follows it, and its state.

use std::{borrow::Cow, fmt};

use thiserror::Error;

use crate::Optimizer;

/// A rule for the learning rate of each epoch.
///
/// Implement it to add a schedule of your own. Only the first two methods are required.
///
/// ```
/// use autograd::Tensor;
/// use optimizers::{Optimizer, SGD, lr_scheduler::{LRScheduler, Schedule}};
///
/// /// η/(1 + t) in epoch t.
/// #[derive(Debug)]
/// struct Harmonic;
///
/// impl Schedule for Harmonic {
///     fn name(&self) -> &'static str {
///         "Harmonic"
///     }
///     fn get_lr(&self, epoch: usize, _lr: f64, base_lr: f64) -> f64 {
///         base_lr / (1 + epoch) as f64
///     }
/// }
///
/// let mut optimizer = SGD::new(vec![Tensor::scalar(0.0).requires_grad_()], 1.0);
/// let mut scheduler = LRScheduler::new(&mut optimizer, Harmonic);
/// for expected in [1.0, 1.0 / 2.0, 1.0 / 3.0] {
///     assert_eq!(optimizer.lr(), expected);
///     scheduler.step(&mut optimizer);
/// }
/// ```
pub trait Schedule: fmt::Debug {
    /// What it is called, to recognize its saved state.
    fn name(&self) -> &'static str;

    /// The learning rate of epoch `epoch`, which counts from 0.
    ///
    /// `lr` is the optimizer's present learning rate, that of the epoch before. In epoch 0, it is
    /// the one the optimizer was created with, and so is `base_lr` in every epoch.
    fn get_lr(&self, epoch: usize, lr: f64, base_lr: f64) -> f64;

    /// The learning rate with which it takes over from another schedule, in a
    /// [`SequentialLR`](super::SequentialLR).
    fn restart_lr(&self, base_lr: f64) -> f64 {
        self.get_lr(0, base_lr, base_lr)
    }

    /// The momentum in epoch `epoch`, if it sets one.
    fn get_momentum(&self, _epoch: usize) -> Option<f64> {
        None
    }

    /// After how many steps it ends, if it does.
    fn total_steps(&self) -> Option<usize> {
        None
    }
}

/// Sets an optimizer's learning rate as a [`Schedule`] says, epoch by epoch.
///
/// ```
/// use autograd::Tensor;
/// use optimizers::{Optimizer, SGD, lr_scheduler::{CosineAnnealingLR, LRScheduler, LRSchedulerState}};
///
/// let sgd = || SGD::new(vec![Tensor::scalar(0.0).requires_grad_()], 0.1);
/// let mut optimizer = sgd();
/// let mut scheduler = LRScheduler::new(&mut optimizer, CosineAnnealingLR::new(10));
/// for _ in 0..5 {
///     scheduler.step(&mut optimizer);
/// }
/// // Halfway down the cosine.
/// assert!((scheduler.last_lr() - 0.05).abs() < 1e-15);
///
/// // A run that was interrupted continues where it was.
/// let saved: LRSchedulerState = scheduler.state();
/// let mut resumed = sgd();
/// let mut scheduler = LRScheduler::new(&mut resumed, CosineAnnealingLR::new(10));
/// scheduler.load_state(&saved, &mut resumed)?;
/// assert_eq!(resumed.lr(), optimizer.lr());
/// # Ok::<(), optimizers::lr_scheduler::LRSchedulerStateError>(())
/// ```
#[derive(Debug)]
pub struct LRScheduler {
    schedule: Box<dyn Schedule>,
    last_epoch: usize,
    base_lr: f64,
    last_lr: f64,
    last_momentum: Option<f64>,
}

impl LRScheduler {
    /// Begins a schedule: the optimizer gets the learning rate of epoch 0.
    ///
    /// Several schedulers can change the same optimizer's rate, each in its turn: most schedules
    /// multiply whatever rate they find.
    ///
    /// # Panics
    ///
    /// If the schedule changes the momentum, and the optimizer has none.
    #[track_caller]
    pub fn new(optimizer: &mut dyn Optimizer, schedule: impl Schedule + 'static) -> Self {
        let base_lr = optimizer.lr();
        let mut scheduler = Self {
            schedule: Box::new(schedule),
            last_epoch: 0,
            base_lr,
            last_lr: base_lr,
            last_momentum: None,
        };
        scheduler.update(optimizer);
        scheduler
    }

    /// Goes on to the next epoch, and sets the optimizer's learning rate for it.
    ///
    /// Call it after the optimizer's own `step`. In the opposite order, the first rate of the
    /// schedule would never be used.
    ///
    /// # Panics
    ///
    /// If the schedule has ended.
    #[track_caller]
    pub fn step(&mut self, optimizer: &mut dyn Optimizer) {
        if let Some(total) = self.schedule.total_steps() {
            assert!(
                self.last_epoch < total,
                "{} ends after total_steps = {total} steps, and this would be step {}",
                self.schedule.name(),
                self.last_epoch + 1
            );
        }
        self.last_epoch = self.last_epoch.saturating_add(1);
        self.update(optimizer);
    }

    // ANCHOR: update
    #[track_caller]
    fn update(&mut self, optimizer: &mut dyn Optimizer) {
        let lr = self.schedule.get_lr(self.last_epoch, optimizer.lr(), self.base_lr);
        // Where a schedule ends at 0, rounding can leave −10⁻¹⁷.
        self.last_lr = lr.max(0.0);
        optimizer.set_lr(self.last_lr);
        if let Some(momentum) = self.schedule.get_momentum(self.last_epoch) {
            self.set_momentum(momentum, optimizer);
        }
    }
    // ANCHOR_END: update

    #[track_caller]
    fn set_momentum(&mut self, momentum: f64, optimizer: &mut dyn Optimizer) {
        assert!(
            optimizer.current_momentum().is_some(),
            "{} changes the momentum as well, but this optimizer has none: \
             call cycle_momentum(false), or choose another optimizer",
            self.schedule.name()
        );
        optimizer.set_momentum(momentum);
        self.last_momentum = Some(momentum);
    }

    /// The learning rate that it set last, for the epoch to come.
    pub fn last_lr(&self) -> f64 {
        self.last_lr
    }

    /// The momentum that it set last; `None` if it hasn't set one.
    pub fn last_momentum(&self) -> Option<f64> {
        self.last_momentum
    }

    /// How many steps it has taken.
    pub fn last_epoch(&self) -> usize {
        self.last_epoch
    }

    /// What it has to remember between two epochs.
    pub fn state(&self) -> LRSchedulerState {
        LRSchedulerState {
            schedule: Cow::Borrowed(self.schedule.name()),
            last_epoch: self.last_epoch,
            base_lr: self.base_lr,
            last_lr: self.last_lr,
            last_momentum: self.last_momentum,
        }
    }

    /// Continues where another scheduler with the same settings was when its
    /// [`state`](Self::state) was taken. The optimizer gets the learning rate and the momentum of
    /// that moment, so load this state before the optimizer's own.
    ///
    /// # Errors
    ///
    /// If it is the state of another schedule, or its numbers are meaningless. Scheduler and
    /// optimizer are then unchanged.
    pub fn load_state(
        &mut self,
        state: &LRSchedulerState,
        optimizer: &mut dyn Optimizer,
    ) -> Result<(), LRSchedulerStateError> {
        let expected = self.schedule.name();
        if state.schedule != expected {
            let found = state.schedule.to_string();
            return Err(LRSchedulerStateError::Schedule { expected, found });
        }
        if let Some(total_steps) = self.schedule.total_steps()
            && state.last_epoch > total_steps
        {
            let found = state.last_epoch;
            return Err(LRSchedulerStateError::Epoch { total_steps, found });
        }
        check_lr("base_lr", state.base_lr)?;
        check_lr("last_lr", state.last_lr)?;
        if let Some(found) = state.last_momentum {
            if !(0.0..1.0).contains(&found) || optimizer.current_momentum().is_none() {
                return Err(LRSchedulerStateError::Momentum { found });
            }
            optimizer.set_momentum(found);
        }
        optimizer.set_lr(state.last_lr);
        self.last_epoch = state.last_epoch;
        self.base_lr = state.base_lr;
        self.last_lr = state.last_lr;
        self.last_momentum = state.last_momentum;
        Ok(())
    }
}

/// The state of an [`LRScheduler`].
///
/// Its settings are not part of it: create the scheduler with the same ones before you load this.
#[derive(Clone, PartialEq, Debug)]
pub struct LRSchedulerState {
    /// The name of the schedule.
    pub schedule: Cow<'static, str>,
    /// How many steps it has taken.
    pub last_epoch: usize,
    /// The optimizer's learning rate before the schedule began.
    pub base_lr: f64,
    /// The learning rate of the epoch to come.
    pub last_lr: f64,
    /// The momentum, if the schedule has set one.
    pub last_momentum: Option<f64>,
}

/// The error for a state that does not fit a scheduler.
#[derive(Clone, PartialEq, Debug, Error)]
pub enum LRSchedulerStateError {
    /// The state of another schedule.
    #[error("the state was saved by {found}, but this scheduler follows {expected}")]
    Schedule {
        /// The schedule of this scheduler.
        expected: &'static str,
        /// The schedule of the state.
        found: String,
    },
    /// An epoch after the end.
    #[error("the state is that of step {found}, but the schedule ends after {total_steps} steps")]
    Epoch {
        /// The length of the schedule.
        total_steps: usize,
        /// The steps that the state has taken.
        found: usize,
    },
    /// A learning rate that is none.
    #[error("{name} = {found} in the state: a learning rate is at least 0 and finite")]
    LearningRate {
        /// Which one.
        name: &'static str,
        /// Its value.
        found: f64,
    },
    /// A momentum that can't be set.
    #[error(
        "last_momentum = {found} in the state: the optimizer needs a momentum, and its value must \
         be at least 0 and less than 1"
    )]
    Momentum {
        /// Its value.
        found: f64,
    },
}

pub(super) fn check_lr(name: &'static str, found: f64) -> Result<(), LRSchedulerStateError> {
    if crate::optimizer::NON_NEGATIVE.contains(&found) {
        Ok(())
    } else {
        Err(LRSchedulerStateError::LearningRate { name, found })
    }
}
