//! RMSprop: steps scaled by the size of recent gradients.

use autograd::Tensor;
use engine::{Binary, Unary};

use crate::{
    optimizer::{
        NON_NEGATIVE, Optimizer, add_decay, check_setting, common_methods, setters, zeros_like,
    },
    param_groups::{Group, ParamGroups, group_methods},
};

/// RMSprop (Hinton, Srivastava & Swersky 2012, lecture 6e).
///
/// With learning rate η, decay rate α, momentum μ, weight decay λ, for a parameter θ with
/// gradient g, element by element:
///
/// ```text
/// g ← g + λθ
/// s ← αs + (1 − α)g²
/// d ← g / (√s + ε)             centered: g / (√(s − m²) + ε), with m ← αm + (1 − α)g
/// v ← μv + d
/// θ ← θ − ηv
/// ```
///
/// It is Adagrad with a running average s instead of a sum, so steps do not shrink forever.
/// Defaults as in PyTorch: η = 0.01, α = 0.99, ε = 10⁻⁸, no momentum, not centered.
///
/// ```
/// use autograd::Tensor;
/// use optimizers::{Optimizer, RMSprop};
///
/// // In the first step s is only (1 − α)g², so it is a step of lr/√(1 − α).
/// let w = Tensor::scalar(0.0).requires_grad_();
/// let mut optimizer = RMSprop::new(vec![w.clone()], 0.01);
/// (&w * 5.0).backward();
/// optimizer.step();
/// assert!((w.item() + 0.1).abs() < 1e-7);
///
/// // With α = 0, s is g²; with ε = 1, the gradient 3 gives a step of lr · 3/(3 + 1).
/// let w = Tensor::scalar(0.0).requires_grad_();
/// let mut optimizer = RMSprop::new(vec![w.clone()], 1.0).alpha(0.0).eps(1.0);
/// (&w * 3.0).backward();
/// optimizer.step();
/// assert_eq!(w.item(), -0.75);
/// ```
#[derive(Debug)]
pub struct RMSprop {
    groups: ParamGroups,
    alpha: f64,
    eps: f64,
    momentum: f64,
    centered: bool,
}

impl RMSprop {
    /// RMSprop with learning rate `lr`; PyTorch's default is 0.01.
    ///
    /// # Panics
    ///
    /// If `lr` is negative or not finite, or a parameter is not a leaf, or there is none.
    #[track_caller]
    pub fn new(parameters: Vec<Tensor>, lr: f64) -> Self {
        Self {
            groups: ParamGroups::new(parameters, lr, 0.0),
            alpha: 0.99,
            eps: 1e-8,
            momentum: 0.0,
            centered: false,
        }
    }

    /// Scales by the variance of the gradient instead of its mean square (Graves 2013,
    /// equations 38 to 45).
    #[must_use]
    pub fn centered(mut self, centered: bool) -> Self {
        self.centered = centered;
        self
    }
}

setters!(RMSprop {
    /// α, the decay rate of the running average. Default 0.99.
    alpha in NON_NEGATIVE;
    /// ε, which avoids a division by nearly 0 for tiny gradients. Default 10⁻⁸.
    eps in NON_NEGATIVE;
    /// μ, the decay rate of the velocity. Default 0.
    momentum in NON_NEGATIVE;
});

group_methods!(RMSprop {
    /// λ, how strongly every parameter is pulled toward 0. Default 0.
    weight_decay
});

impl Optimizer for RMSprop {
    common_methods!(|this| {
        let centered = this.centered.then_some("grad_avg");
        let momentum = (this.momentum > 0.0).then_some("momentum_buffer");
        ["square_avg"].into_iter().chain(centered).chain(momentum).collect::<Vec<_>>()
    });

    fn current_momentum(&self) -> Option<f64> {
        Some(self.momentum)
    }

    #[track_caller]
    fn set_momentum(&mut self, momentum: f64) {
        check_setting("momentum", momentum, NON_NEGATIVE);
        self.momentum = momentum;
    }

    fn step(&mut self) {
        let Self { alpha, eps, momentum, centered, .. } = *self;
        // ANCHOR: step
        self.groups.each(|parameter, mut grad, state, Group { lr, weight_decay }| {
            add_decay(&mut grad, weight_decay, parameter);
            let square = state.buffer("square_avg", || zeros_like(&grad));
            square.add_squares_(1.0 - alpha, &grad, alpha);
            let mut scale = square.map(Unary::Sqrt);
            if centered {
                let mean = state.buffer("grad_avg", || zeros_like(&grad));
                mean.axpby_(1.0 - alpha, &grad, alpha);
                // √(s − m²) as √(√s − |m|) · √(√s + |m|): m² could overflow or underflow, and
                // rounding could make the difference negative.
                let size = mean.abs();
                let difference = (&scale - &size).clamp(0.0, f64::INFINITY);
                scale = difference.map(Unary::Sqrt) * (scale + size).map(Unary::Sqrt);
            }
            scale.map_(Unary::AddScalar(eps));
            grad.zip_(Binary::Div, &scale);
            if momentum > 0.0 {
                let velocity = state.buffer("momentum_buffer", || zeros_like(&grad));
                velocity.axpby_(1.0, &grad, momentum);
                grad = velocity.clone();
            }
            parameter.axpy_(-lr, &grad);
        });
        // ANCHOR_END: step
    }
}
