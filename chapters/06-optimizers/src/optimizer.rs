//! The trait of all optimizers.

use std::borrow::Cow;

use autograd::Tensor;
use engine::{Array, Shape};
use thiserror::Error;

/// An optimizer: it owns handles to the parameters, and updates them by their gradients.
///
/// The loop is always the same: `zero_grad`, forward, `backward`, `step`. A parameter without
/// a gradient is not changed.
///
/// ```
/// use autograd::Tensor;
/// use optimizers::{Adam, Optimizer, SGD, State, StateError};
///
/// let w = Tensor::scalar(1.0).requires_grad_();
/// let sgd = || SGD::new(vec![w.clone()], 0.25).momentum(0.5);
/// let mut optimizer = sgd();
/// (&w * 1.0).backward();
/// optimizer.step();
///
/// // Its state, here the velocity, can be saved and loaded into another optimizer of its kind.
/// let kept: Vec<State> = optimizer.state().to_vec();
/// assert_eq!((kept[0].step, kept[0].buffers[0].1.to_vec()), (1, vec![1.0]));
/// sgd().load_state(&kept)?;
/// let error = Adam::new(vec![w.clone()], 0.25).load_state(&kept).unwrap_err();
/// assert!(matches!(error, StateError::Buffers { parameter: 0, .. }));
/// # Ok::<(), StateError>(())
/// ```
// ANCHOR: optimizer
pub trait Optimizer {
    /// The parameters it updates.
    fn parameters(&self) -> &[Tensor];

    /// Updates every parameter that has a gradient by one step.
    #[track_caller]
    fn step(&mut self);

    /// The learning rate: how far a step goes.
    fn lr(&self) -> f64;

    /// Sets the learning rate, as a schedule does.
    ///
    /// # Panics
    ///
    /// If it is negative or not finite.
    #[track_caller]
    fn set_lr(&mut self, lr: f64);

    /// The momentum: μ for SGD and RMSprop, β₁ for Adam and `AdamW`, `None` for Adagrad.
    fn current_momentum(&self) -> Option<f64>;

    /// Sets the momentum, as [`OneCycleLR`](crate::lr_scheduler::OneCycleLR) does.
    ///
    /// # Panics
    ///
    /// If it is out of range, or this optimizer has no momentum.
    #[track_caller]
    fn set_momentum(&mut self, momentum: f64);

    /// What the optimizer keeps between steps, one entry per parameter.
    ///
    /// A new optimizer of the same settings that loads this state continues exactly where this one
    /// is. If you create a new one *without* it in every step, each step is a first step; for
    /// Adam, that is a step of ±lr for every element.
    fn state(&self) -> &[State];

    /// Loads what [`state`](Self::state) returned.
    ///
    /// # Errors
    ///
    /// If it does not fit the parameters; the optimizer is then unchanged.
    fn load_state(&mut self, state: &[State]) -> Result<(), StateError>;

    /// Clears the gradients of all parameters, since the next `backward` would add to them.
    fn zero_grad(&self) {
        self.parameters().iter().for_each(Tensor::zero_grad);
    }
}
// ANCHOR_END: optimizer

/// The state of an optimizer for one parameter.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct State {
    /// How many steps it has taken.
    pub step: u64,
    /// Running averages and other buffers, by PyTorch's names, each of the parameter's shape.
    pub buffers: Vec<(Cow<'static, str>, Array)>,
}

impl State {
    /// The buffer of that name, initialized by `start` at its first use.
    pub(crate) fn buffer(
        &mut self,
        name: &'static str,
        start: impl FnOnce() -> Array,
    ) -> &mut Array {
        let place = self.buffers.iter().position(|(other, _)| *other == name);
        let place = place.unwrap_or_else(|| {
            self.buffers.push((Cow::Borrowed(name), start()));
            self.buffers.len() - 1
        });
        &mut self.buffers[place].1
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.buffers.iter().any(|(other, _)| *other == name)
    }
}

/// The error for a state that does not fit an optimizer.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum StateError {
    /// A different number of parameters.
    #[error("the optimizer moves {expected} parameter(s), but the state was saved for {found}")]
    Count {
        /// How many the optimizer has.
        expected: usize,
        /// How many the state is for.
        found: usize,
    },
    /// The buffers of another kind of optimizer.
    #[error(
        "parameter {parameter} was saved with the buffers {found:?}, but this optimizer keeps \
         {expected:?}"
    )]
    Buffers {
        /// Which parameter.
        parameter: usize,
        /// The buffers of this optimizer.
        expected: Vec<&'static str>,
        /// The buffers of the state.
        found: Vec<String>,
    },
    /// A buffer of the wrong shape.
    #[error("`{buffer}` of parameter {parameter} should have shape {expected}, but has {found}")]
    Shape {
        /// Which parameter.
        parameter: usize,
        /// Which buffer.
        buffer: String,
        /// The parameter's shape.
        expected: Shape,
        /// The buffer's shape.
        found: Shape,
    },
}

/// `state` in the precision and on the device of the parameters, if it fits them.
pub(crate) fn fit(
    parameters: &[Tensor],
    names: &[&'static str],
    state: &[State],
) -> Result<Vec<State>, StateError> {
    if parameters.len() != state.len() {
        return Err(StateError::Count { expected: parameters.len(), found: state.len() });
    }
    let fit_one = |(parameter, (tensor, state)): (usize, (&Tensor, &State))| {
        let (expected, options) = (tensor.shape(), tensor.data().options());
        // Before its first step, a parameter has no buffers yet.
        let has = |name: &&str| state.buffers.iter().any(|(other, _)| other == name);
        let complete = state.buffers.len() == names.len() && names.iter().all(has);
        let fresh = state.step == 0 && state.buffers.is_empty();
        if !complete && !fresh {
            let found = state.buffers.iter().map(|(name, _)| name.to_string()).collect();
            return Err(StateError::Buffers { parameter, expected: names.to_vec(), found });
        }
        let fit_buffer = |(name, array): &(Cow<'static, str>, Array)| {
            let found = array.shape();
            if found != expected {
                let buffer = name.to_string();
                return Err(StateError::Shape { parameter, buffer, expected, found });
            }
            Ok((name.clone(), array.to_dtype(options.dtype).to_device(options.device)))
        };
        let buffers = state.buffers.iter().map(fit_buffer).collect::<Result<_, _>>()?;
        Ok(State { step: state.step, buffers })
    };
    parameters.iter().zip(state).enumerate().map(fit_one).collect()
}

/// The gradient of ℓ + ½·decay·|θ|², which is the gradient of ℓ plus decay·θ.
// ANCHOR: decay
pub(crate) fn add_decay(grad: &mut Array, decay: f64, parameter: &Array) {
    if decay != 0.0 {
        grad.axpy_(decay, parameter);
    }
}
// ANCHOR_END: decay

pub(crate) fn zeros_like(array: &Array) -> Array {
    Array::zeros(array.shape(), array.options())
}

/// Not negative, and finite.
pub(crate) const NON_NEGATIVE: std::ops::Range<f64> = 0.0..f64::INFINITY;

/// Panics if a setting is out of range.
#[track_caller]
pub(crate) fn check_setting(name: &str, value: f64, allowed: std::ops::Range<f64>) {
    assert!(
        allowed.contains(&value),
        "{name} = {value} is not allowed: it must be at least {} and less than {}",
        allowed.start,
        allowed.end
    );
}

/// The methods of the trait that are the same for every optimizer here, given the names of the
/// buffers that it has with its settings.
macro_rules! common_methods {
    (|$this:ident| $buffers:expr) => {
        fn parameters(&self) -> &[autograd::Tensor] {
            self.groups.parameters()
        }
        fn lr(&self) -> f64 {
            self.groups.lr()
        }
        #[track_caller]
        fn set_lr(&mut self, lr: f64) {
            self.groups.set_lr(lr);
        }
        fn state(&self) -> &[$crate::State] {
            self.groups.state()
        }
        fn load_state(&mut self, state: &[$crate::State]) -> Result<(), $crate::StateError> {
            let $this = &*self;
            let buffers = $buffers;
            self.groups.load_state(&buffers, state)
        }
    };
}
pub(crate) use common_methods;

/// Methods that change a setting of a new optimizer, each within its range.
macro_rules! setters {
    ($Name:ident { $($(#[$doc:meta])* $setting:ident in $range:expr;)* }) => {
        impl $Name {
            $(
                $(#[$doc])*
                ///
                /// # Panics
                ///
                /// If it is out of range or not finite; the message names the range.
                #[track_caller]
                #[must_use]
                pub fn $setting(mut self, $setting: f64) -> Self {
                    $crate::optimizer::check_setting(stringify!($setting), $setting, $range);
                    self.$setting = $setting;
                    self
                }
            )*
        }
    };
}
pub(crate) use setters;
