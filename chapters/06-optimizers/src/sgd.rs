//! Stochastic gradient descent, optionally with momentum.

use autograd::Tensor;

use crate::{
    optimizer::{NON_NEGATIVE, Optimizer, add_decay, check_setting, common_methods},
    param_groups::{Group, ParamGroups, group_methods},
};

/// Stochastic gradient descent.
///
/// With learning rate η, momentum μ, dampening τ and weight decay λ, for a parameter θ with
/// gradient g:
///
/// ```text
/// g ← g + λθ
/// v ← g               in the first step
/// v ← μv + (1 − τ)g   after that
/// g ← v               or g + μv with Nesterov
/// θ ← θ − ηg
/// ```
///
/// With momentum, steps in the same direction add up, to 1/(1 − μ) times their length, and
/// oscillating steps cancel out. Plain gradient descent is μ = 0. The first step is not dampened.
/// Sources: Sutskever, Martens, Dahl & Hinton (2013), section 2, for both kinds of momentum;
/// PyTorch's `torch.optim.SGD` for this exact form, in which the velocity does not include η.
///
/// ```
/// use autograd::Tensor;
/// use optimizers::{Optimizer, SGD};
///
/// let w = Tensor::scalar(1.0).requires_grad_();
/// let mut optimizer = SGD::new(vec![w.clone()], 0.25).momentum(0.5);
/// for expected in [0.75, 0.375] {
///     optimizer.zero_grad();
///     (&w * 1.0).backward(); // the derivative is 1 everywhere
///     optimizer.step();
///     assert_eq!(w.item(), expected); // steps of 0.25, then 0.375
/// }
///
/// // Two such steps with each setting: the velocity is 1, then 1.5 or, dampened, 1.
/// let two_steps = |settings: fn(SGD) -> SGD| {
///     let w = Tensor::scalar(1.0).requires_grad_();
///     let mut optimizer = settings(SGD::new(vec![w.clone()], 0.25).momentum(0.5));
///     (&w * 1.0).backward();
///     optimizer.step();
///     optimizer.step();
///     w.item()
/// };
/// assert_eq!(two_steps(|sgd| sgd), 1.0 - 0.25 * (1.0 + 1.5));
/// assert_eq!(two_steps(|sgd| sgd.dampening(0.5)), 1.0 - 0.25 * (1.0 + 1.0));
/// assert_eq!(two_steps(|sgd| sgd.nesterov(true)), 1.0 - 0.25 * (1.5 + 1.75));
/// ```
#[derive(Debug)]
pub struct SGD {
    groups: ParamGroups,
    momentum: f64,
    dampening: f64,
    nesterov: bool,
}

impl SGD {
    /// Plain gradient descent with learning rate `lr`.
    ///
    /// # Panics
    ///
    /// If `lr` is negative or not finite, or a parameter is not a leaf, or there is none.
    #[track_caller]
    pub fn new(parameters: Vec<Tensor>, lr: f64) -> Self {
        Self {
            groups: ParamGroups::new(parameters, lr, 0.0),
            momentum: 0.0,
            dampening: 0.0,
            nesterov: false,
        }
    }

    /// Uses Nesterov momentum: a step along the gradient plus the velocity.
    ///
    /// # Panics
    ///
    /// If there is no momentum, or dampening: set the momentum first.
    #[track_caller]
    #[must_use]
    pub fn nesterov(self, nesterov: bool) -> Self {
        Self { nesterov, ..self }.checked()
    }

    /// μ, the decay rate of the velocity. PyTorch's default is 0; 0.9 is usual.
    ///
    /// # Panics
    ///
    /// If it is negative or not finite, or 0 with Nesterov.
    #[track_caller]
    #[must_use]
    pub fn momentum(self, momentum: f64) -> Self {
        check_setting("momentum", momentum, NON_NEGATIVE);
        Self { momentum, ..self }.checked()
    }

    /// τ, how much of each new gradient is left out of the velocity. Default 0.
    ///
    /// # Panics
    ///
    /// If it is not finite, or not 0 with Nesterov.
    #[track_caller]
    #[must_use]
    pub fn dampening(self, dampening: f64) -> Self {
        check_setting("dampening", dampening, f64::MIN..f64::INFINITY);
        Self { dampening, ..self }.checked()
    }

    #[track_caller]
    fn checked(self) -> Self {
        let Self { momentum, dampening, nesterov, .. } = self;
        assert!(
            !nesterov || (momentum > 0.0 && dampening == 0.0),
            "Nesterov needs a momentum above 0 and a dampening of 0, not {momentum} and {dampening}: \
             call momentum(…) before nesterov(true)"
        );
        self
    }
}

group_methods!(SGD {
    /// λ, how strongly every parameter is pulled toward 0. Default 0.
    weight_decay
});

impl Optimizer for SGD {
    common_methods!(|this| if this.momentum == 0.0 { vec![] } else { vec!["momentum_buffer"] });

    fn current_momentum(&self) -> Option<f64> {
        Some(self.momentum)
    }

    #[track_caller]
    fn set_momentum(&mut self, momentum: f64) {
        check_setting("momentum", momentum, NON_NEGATIVE);
        self.momentum = momentum;
    }

    fn step(&mut self) {
        let Self { momentum, dampening, nesterov, .. } = *self;
        // ANCHOR: step
        self.groups.each(|parameter, mut grad, state, Group { lr, weight_decay }| {
            add_decay(&mut grad, weight_decay, parameter);
            if momentum != 0.0 {
                let first = !state.has("momentum_buffer");
                let velocity = state.buffer("momentum_buffer", || grad.clone());
                if !first {
                    velocity.axpby_(1.0 - dampening, &grad, momentum);
                }
                if nesterov {
                    grad.axpy_(momentum, velocity);
                } else {
                    grad = velocity.clone();
                }
            }
            parameter.axpy_(-lr, &grad);
        });
        // ANCHOR_END: step
    }
}
