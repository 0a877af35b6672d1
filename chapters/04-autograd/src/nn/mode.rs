//! Training and evaluation: some modules behave differently in the two.

use std::{
    fmt,
    sync::atomic::{AtomicBool, Ordering},
};

/// Whether a module is in training or in evaluation. It starts in training, as in PyTorch.
///
/// A module that behaves differently in the two, such as [`Dropout`](super::Dropout), stores one
/// and returns it from [`Module::mode`](super::Module::mode).
/// [`Module::train`](super::Module::train) and [`Module::eval`](super::Module::eval) then set it,
/// for the module and all its submodules. Other modules need no code for this.
///
/// ```
/// use autograd::{Tensor, nn::{Mode, Module, Sequential}};
///
/// /// Twice the input in training, the input in evaluation.
/// struct Loud {
///     mode: Mode,
/// }
///
/// impl Module for Loud {
///     fn name(&self) -> &str {
///         "Loud"
///     }
///     fn forward(&self, x: &Tensor) -> Tensor {
///         if self.mode.is_training() { 2.0 * x } else { x.clone() }
///     }
///     fn mode(&self) -> Option<&Mode> {
///         Some(&self.mode)
///     }
/// }
///
/// let net = Sequential::new().push(Loud { mode: Mode::new() });
/// assert_eq!(net.call(&Tensor::scalar(3.0)).item(), 6.0);
/// net.eval();
/// assert_eq!(net.call(&Tensor::scalar(3.0)).item(), 3.0);
/// ```
pub struct Mode {
    training: AtomicBool,
}

impl Mode {
    /// In training.
    pub fn new() -> Self {
        Self { training: AtomicBool::new(true) }
    }

    /// Whether it is training.
    ///
    /// ```
    /// use autograd::nn::Mode;
    ///
    /// let mode = Mode::new();
    /// assert!(mode.is_training());
    /// mode.set_training(false);
    /// assert!(!mode.is_training());
    /// assert_eq!(format!("{mode:?}"), "evaluation");
    /// ```
    pub fn is_training(&self) -> bool {
        self.training.load(Ordering::Relaxed)
    }

    /// Training, or evaluation.
    ///
    /// See [`is_training`](Self::is_training).
    pub fn set_training(&self, training: bool) {
        self.training.store(training, Ordering::Relaxed);
    }
}

impl Default for Mode {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_training() { "training" } else { "evaluation" })
    }
}
