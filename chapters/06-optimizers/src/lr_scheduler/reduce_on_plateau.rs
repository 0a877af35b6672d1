//! A learning rate that falls when the loss no longer does.

use super::{LRSchedulerStateError, scheduler::check_lr};
use crate::{
    Optimizer,
    optimizer::{NON_NEGATIVE, setters},
};

/// Whether a smaller or a larger number is better.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Mode {
    /// A smaller one, as for a loss.
    #[default]
    Min,
    /// A larger one, as for an accuracy.
    Max,
}

/// How `threshold` is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ThresholdMode {
    /// As a part of the best number so far.
    #[default]
    Rel,
    /// As a difference from it.
    Abs,
}

/// Multiplies the learning rate by `factor` when a number has not improved for more than `patience`
/// epochs.
///
/// Give it, in every epoch, the number that you watch: the loss on the validation set, or with
/// [`Mode::Max`] the accuracy. A number m is an improvement over the best one so far, m*, if
///
/// ```text
///         Rel                       Abs
/// Min     m < m*(1 − threshold)     m < m* − threshold
/// Max     m > m*(1 + threshold)     m > m* + threshold
/// ```
///
/// An epoch without improvement is a bad one, and so is one whose number is NaN. After more than
/// `patience` bad epochs in a row
///
/// ```text
/// η ← max(η·factor, min_lr)     unless that changes η by eps or less
/// ```
///
/// and bad epochs are not counted for the next `cooldown` epochs. `Rel` is meant for positive numbers.
///
/// Other schedules are fixed in advance. This one follows the training, so it needs no number of
/// epochs, but it can't know that a drop would have paid off before the plateau.
///
/// Sources: Krizhevsky, Sutskever & Hinton (2012), section 5, who did it by hand, three times;
/// PyTorch's `torch.optim.lr_scheduler.ReduceLROnPlateau`.
///
/// ```
/// use autograd::Tensor;
/// use optimizers::{Optimizer, SGD, lr_scheduler::ReduceLROnPlateau};
///
/// let mut optimizer = SGD::new(vec![Tensor::scalar(0.0).requires_grad_()], 1.0);
/// let mut scheduler = ReduceLROnPlateau::new(&optimizer).factor(0.5).patience(1);
/// // One bad epoch is tolerated, the second in a row is not.
/// for (loss, lr) in [(3.0, 1.0), (2.0, 1.0), (2.5, 1.0), (1.9, 1.0), (1.9, 1.0), (1.9, 0.5)] {
///     scheduler.step(loss, &mut optimizer);
///     assert_eq!(optimizer.lr(), lr);
/// }
/// ```
#[derive(Clone, Debug)]
pub struct ReduceLROnPlateau {
    mode: Mode,
    factor: f64,
    patience: usize,
    threshold: f64,
    threshold_mode: ThresholdMode,
    cooldown: usize,
    min_lr: f64,
    eps: f64,
    state: PlateauState,
}

/// The state of a [`ReduceLROnPlateau`].
#[derive(Clone, PartialEq, Debug)]
pub struct PlateauState {
    /// The best number so far; `None` before the first.
    pub best: Option<f64>,
    /// How many bad epochs there have been in a row.
    pub num_bad_epochs: usize,
    /// For how many epochs bad ones are not counted.
    pub cooldown_counter: usize,
    /// The learning rate of the epoch to come.
    pub last_lr: f64,
}

impl ReduceLROnPlateau {
    /// Begins with the learning rate that the optimizer has, and PyTorch's defaults.
    pub fn new(optimizer: &dyn Optimizer) -> Self {
        Self {
            mode: Mode::Min,
            factor: 0.1,
            patience: 10,
            threshold: 1e-4,
            threshold_mode: ThresholdMode::Rel,
            cooldown: 0,
            min_lr: 0.0,
            eps: 1e-8,
            state: PlateauState {
                best: None,
                num_bad_epochs: 0,
                cooldown_counter: 0,
                last_lr: optimizer.lr(),
            },
        }
    }

    /// Whether a smaller or a larger number is better. Default [`Mode::Min`].
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// How many bad epochs in a row are tolerated. Default 10.
    #[must_use]
    pub fn patience(mut self, patience: usize) -> Self {
        self.patience = patience;
        self
    }

    /// How the threshold is meant. Default [`ThresholdMode::Rel`].
    ///
    /// # Panics
    ///
    /// If it is `Rel`, and the threshold is 1 or more: nothing could be that much better.
    #[track_caller]
    #[must_use]
    pub fn threshold_mode(self, threshold_mode: ThresholdMode) -> Self {
        Self { threshold_mode, ..self }.checked()
    }

    /// By how much a number must be better to count as better. Default 10⁻⁴.
    ///
    /// # Panics
    ///
    /// If it is negative or not finite, or 1 or more with [`ThresholdMode::Rel`]: set that first.
    #[track_caller]
    #[must_use]
    pub fn threshold(self, threshold: f64) -> Self {
        Self { threshold, ..self }.checked()
    }

    /// For how many epochs after a drop bad ones are not counted. Default 0.
    #[must_use]
    pub fn cooldown(mut self, cooldown: usize) -> Self {
        self.cooldown = cooldown;
        self
    }

    #[track_caller]
    fn checked(self) -> Self {
        let most = match self.threshold_mode {
            ThresholdMode::Rel => 1.0,
            ThresholdMode::Abs => f64::INFINITY,
        };
        crate::optimizer::check_setting("threshold", self.threshold, 0.0..most);
        self
    }
}

setters!(ReduceLROnPlateau {
    /// The factor of each drop. Default 0.1.
    factor in 0.0..1.0;
    /// The smallest learning rate. Default 0.
    min_lr in NON_NEGATIVE;
    /// A drop of no more than this is not made. Default 10⁻⁸.
    eps in NON_NEGATIVE;
});

impl ReduceLROnPlateau {
    /// Takes note of this epoch's number, and lowers the optimizer's learning rate if it's time.
    // ANCHOR: step
    #[track_caller]
    pub fn step(&mut self, metric: f64, optimizer: &mut dyn Optimizer) {
        if self.is_better(metric) {
            self.state.best = Some(metric);
            self.state.num_bad_epochs = 0;
        } else {
            self.state.num_bad_epochs = self.state.num_bad_epochs.saturating_add(1);
        }
        if self.state.cooldown_counter > 0 {
            self.state.cooldown_counter -= 1;
            self.state.num_bad_epochs = 0;
        }
        if self.state.num_bad_epochs > self.patience {
            let lr = optimizer.lr();
            let lower = (lr * self.factor).max(self.min_lr);
            if lr - lower > self.eps {
                optimizer.set_lr(lower);
            }
            self.state.cooldown_counter = self.cooldown;
            self.state.num_bad_epochs = 0;
        }
        self.state.last_lr = optimizer.lr();
    }
    // ANCHOR_END: step

    fn is_better(&self, metric: f64) -> bool {
        let Self { threshold, state: PlateauState { best, .. }, .. } = *self;
        match (self.mode, self.threshold_mode) {
            (Mode::Min, ThresholdMode::Rel) => {
                metric < best.unwrap_or(f64::INFINITY) * (1.0 - threshold)
            }
            (Mode::Min, ThresholdMode::Abs) => metric < best.unwrap_or(f64::INFINITY) - threshold,
            (Mode::Max, ThresholdMode::Rel) => {
                metric > best.unwrap_or(f64::NEG_INFINITY) * (threshold + 1.0)
            }
            (Mode::Max, ThresholdMode::Abs) => {
                metric > best.unwrap_or(f64::NEG_INFINITY) + threshold
            }
        }
    }

    /// The learning rate of the epoch to come.
    pub fn last_lr(&self) -> f64 {
        self.state.last_lr
    }

    /// What it has to remember between two epochs.
    pub fn state(&self) -> &PlateauState {
        &self.state
    }

    /// Continues where another one with the same settings was when its [`state`](Self::state) was
    /// taken. The optimizer gets the learning rate of that moment.
    ///
    /// # Errors
    ///
    /// If that learning rate is negative or not finite. Nothing is changed then.
    pub fn load_state(
        &mut self,
        state: &PlateauState,
        optimizer: &mut dyn Optimizer,
    ) -> Result<(), LRSchedulerStateError> {
        check_lr("last_lr", state.last_lr)?;
        optimizer.set_lr(state.last_lr);
        self.state = state.clone();
        Ok(())
    }
}
