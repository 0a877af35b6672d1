//! Learning-rate schedules: a learning rate that changes while you train.
//!
//! A rate that is right in the first epoch is seldom right in the last one. Long steps cross a
//! plateau sooner, but near a minimum they jump from one wall of the valley to the other, because
//! every batch gives a slightly different gradient. So most training runs begin with long steps and
//! end with short ones, and many begin with a few epochs of warm-up, in which the rate grows from
//! almost 0: the first gradients of a new network are large, and say little about the later ones.
//!
//! A [`Schedule`] is the rule, such as "a tenth every 30 epochs". An [`LRScheduler`] follows it: it
//! counts the epochs, and sets the optimizer's learning rate. It doesn't own the optimizer. You hand
//! that over in every step, after the optimizer's own:
//!
//! ```
//! use autograd::Tensor;
//! use optimizers::{Optimizer, SGD, lr_scheduler::{LRScheduler, StepLR}};
//!
//! // Minimize (w − 3)² from w = 0, with half the learning rate after every ten steps.
//! let w = Tensor::scalar(0.0).requires_grad_();
//! let mut optimizer = SGD::new(vec![w.clone()], 0.25);
//! let mut scheduler = LRScheduler::new(&mut optimizer, StepLR::new(10).gamma(0.5));
//! for _ in 0..30 {
//!     optimizer.zero_grad();
//!     (&w - 3.0).pow(2.0).backward();
//!     optimizer.step();
//!     scheduler.step(&mut optimizer);
//! }
//! assert_eq!(optimizer.lr(), 0.25 / 8.0);
//! assert!((w.item() - 3.0).abs() < 1e-3);
//! ```
//!
//! What counts as an epoch is up to you: call `step` once per pass over the data, or once per batch.
//! The settings count the same unit. (`OneCycleLR` is meant to be stepped once per batch.)
//!
//! In reading order: [`scheduler`], with the trait, its follower, and the state that can be saved;
//! [`step`] and [`exponential`], which multiply; [`cosine_annealing`]; [`linear`], the warm-up;
//! [`one_cycle`], up and down in one cycle; [`sequential`], one schedule after another; and
//! [`reduce_on_plateau`], which isn't fixed in advance but waits for the loss to stop falling.
//!
//! Names, defaults and formulas are PyTorch's. So are the bits: most schedules compute the next rate
//! from the present one, not from the first, and the rounding errors of that recursion are
//! reproduced. Where a cosine is involved, that holds as far as both use the same function `cos`,
//! which is the case on Linux.
//! Four edges differ. A rate that PyTorch would round to just below 0 is 0. [`OneCycleLR`] holds its
//! last rate in the one step after its cycle, where PyTorch extrapolates; and it accepts a warm-up
//! of one step, where PyTorch divides by 0. Inside a [`SequentialLR`], it leaves alone the rate that
//! the other schedules start from, which PyTorch overwrites.

pub mod cosine_annealing;
pub mod exponential;
pub mod linear;
pub mod one_cycle;
pub mod reduce_on_plateau;
pub mod scheduler;
pub mod sequential;
pub mod step;

pub use cosine_annealing::CosineAnnealingLR;
pub use exponential::ExponentialLR;
pub use linear::LinearLR;
pub use one_cycle::{Anneal, OneCycleLR};
pub use reduce_on_plateau::{Mode, PlateauState, ReduceLROnPlateau, ThresholdMode};
pub use scheduler::{LRScheduler, LRSchedulerState, LRSchedulerStateError, Schedule};
pub use sequential::SequentialLR;
pub use step::StepLR;

/// Panics if a setting that counts something is 0.
#[track_caller]
pub(crate) fn check_count(name: &str, value: usize) {
    assert!(value >= 1, "{name} = {value} is not allowed: it must be at least 1");
}
