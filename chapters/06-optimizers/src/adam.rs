//! Adam: momentum, with steps scaled by the size of recent gradients.

use autograd::Tensor;
use engine::{Array, Binary};

use crate::{
    optimizer::{Optimizer, State, add_decay, check_setting, common_methods, zeros_like},
    param_groups::{Group, ParamGroups, group_methods},
};

/// Adam (Kingma & Ba 2015, algorithm 1).
///
/// With learning rate η, decay rates β₁ and β₂, weight decay λ, in step t, for a parameter θ with
/// gradient g, element by element:
///
/// ```text
/// g ← g + λθ
/// m ← β₁m + (1 − β₁)g
/// v ← β₂v + (1 − β₂)g²
/// θ ← θ − η · m̂ / (√v̂ + ε)     with m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ)
/// ```
///
/// The running averages m and v start at 0 and are too small at first; dividing by 1 − βᵗ corrects
/// that bias. So the first step is ±η for every element, whatever the size of its gradient, unless
/// that is as small as ε. Defaults as in PyTorch: η = 0.001, β = (0.9, 0.999), ε = 10⁻⁸, λ = 0.
/// With `amsgrad` the largest v so far is used, so that a step never grows only because a large
/// gradient has decayed out of v (Reddi, Kale & Kumar 2018, algorithm 2).
///
/// ```
/// use autograd::Tensor;
/// use optimizers::{Adam, Optimizer};
///
/// let w = Tensor::vector(&[0.0, 0.0]).requires_grad_();
/// let mut optimizer = Adam::new(vec![w.clone()], 0.09);
/// (&w * &Tensor::vector(&[1000.0, -0.001])).sum().backward();
/// optimizer.step();
/// assert_eq!(w.to_string(), "tensor([-0.0900,  0.0900], requires_grad=True)");
///
/// // With β = (0, 0), m̂ is g and v̂ is g². After a gradient of 3, one of 1: with `amsgrad` the
/// // 3 still scales the second step.
/// let two_steps = |amsgrad| {
///     let w = Tensor::scalar(0.0).requires_grad_();
///     let adam = Adam::new(vec![w.clone()], 1.0).betas(0.0, 0.0).eps(1.0);
///     let mut optimizer = adam.amsgrad(amsgrad);
///     for slope in [3.0, 1.0] {
///         optimizer.zero_grad();
///         (&w * slope).backward();
///         optimizer.step();
///     }
///     w.item()
/// };
/// assert_eq!(two_steps(false), -(3.0 / (3.0 + 1.0) + 1.0 / (1.0 + 1.0)));
/// assert_eq!(two_steps(true), -(3.0 / (3.0 + 1.0) + 1.0 / (3.0 + 1.0)));
/// ```
#[derive(Debug)]
pub struct Adam {
    groups: ParamGroups,
    settings: Settings,
}

/// The settings of both Adam and `AdamW`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    pub(crate) betas: (f64, f64),
    pub(crate) eps: f64,
    pub(crate) amsgrad: bool,
}

impl Settings {
    pub(crate) const DEFAULT: Self = Self { betas: (0.9, 0.999), eps: 1e-8, amsgrad: false };

    pub(crate) fn buffer_names(self) -> Vec<&'static str> {
        let largest = self.amsgrad.then_some("max_exp_avg_sq");
        ["exp_avg", "exp_avg_sq"].into_iter().chain(largest).collect()
    }
}

impl Adam {
    /// Adam with learning rate `lr`; PyTorch's default is 0.001.
    ///
    /// # Panics
    ///
    /// If `lr` is negative or not finite, or a parameter is not a leaf, or there is none.
    #[track_caller]
    pub fn new(parameters: Vec<Tensor>, lr: f64) -> Self {
        Self { groups: ParamGroups::new(parameters, lr, 0.0), settings: Settings::DEFAULT }
    }
}

/// The methods that change these settings.
macro_rules! adam_settings {
    ($Name:ident) => {
        impl $Name {
            /// β₁ and β₂, the decay rates of the running averages. Default (0.9, 0.999).
            ///
            /// # Panics
            ///
            /// If one is not in [0, 1).
            #[track_caller]
            #[must_use]
            pub fn betas(mut self, beta1: f64, beta2: f64) -> Self {
                $crate::optimizer::check_setting("beta1", beta1, 0.0..1.0);
                $crate::optimizer::check_setting("beta2", beta2, 0.0..1.0);
                self.settings.betas = (beta1, beta2);
                self
            }

            /// ε, which avoids a division by nearly 0 for tiny gradients. Default 10⁻⁸.
            ///
            /// # Panics
            ///
            /// If it is negative or not finite.
            #[track_caller]
            #[must_use]
            pub fn eps(mut self, eps: f64) -> Self {
                $crate::optimizer::check_setting("eps", eps, $crate::optimizer::NON_NEGATIVE);
                self.settings.eps = eps;
                self
            }

            /// Divides by the largest v so far. Default false.
            #[must_use]
            pub fn amsgrad(mut self, amsgrad: bool) -> Self {
                self.settings.amsgrad = amsgrad;
                self
            }
        }
    };
}
pub(crate) use adam_settings;

adam_settings!(Adam);

group_methods!(Adam {
    /// λ, how strongly every parameter is pulled toward 0, as part of the gradient. Default 0.
    weight_decay
});

impl Optimizer for Adam {
    common_methods!(|this| this.settings.buffer_names());

    fn current_momentum(&self) -> Option<f64> {
        Some(self.settings.betas.0)
    }

    #[track_caller]
    fn set_momentum(&mut self, momentum: f64) {
        check_setting("beta1", momentum, 0.0..1.0);
        self.settings.betas.0 = momentum;
    }

    fn step(&mut self) {
        let Self { settings, .. } = *self;
        self.groups.each(|parameter, mut grad, state, Group { lr, weight_decay }| {
            add_decay(&mut grad, weight_decay, parameter);
            adam_step(parameter, &grad, state, lr, settings);
        });
    }
}

/// θ ← θ − η·m̂/(√v̂ + ε), after updating m and v with the gradient.
pub(crate) fn adam_step(
    parameter: &mut Array,
    grad: &Array,
    state: &mut State,
    lr: f64,
    Settings { betas: (beta1, beta2), eps, amsgrad }: Settings,
) {
    // ANCHOR: step
    let t = f64::from(u32::try_from(state.step).unwrap_or(u32::MAX));
    let (correction1, correction2) = (1.0 - beta1.powf(t), 1.0 - beta2.powf(t));

    let m = state.buffer("exp_avg", || zeros_like(grad));
    m.axpby_(1.0 - beta1, grad, beta1);
    let m = m.clone();

    let v = state.buffer("exp_avg_sq", || zeros_like(grad));
    v.add_squares_(1.0 - beta2, grad, beta2);
    let mut v = v.clone();

    if amsgrad {
        let largest = state.buffer("max_exp_avg_sq", || zeros_like(grad));
        largest.zip_(Binary::Maximum, &v);
        v = largest.clone();
    }
    parameter.add_over_root_(-lr / correction1, &m, (1.0 / correction2.sqrt(), &v, eps));
    // ANCHOR_END: step
}
