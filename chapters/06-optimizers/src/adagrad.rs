//! Adagrad: steps scaled by the sum of all squared gradients.

use autograd::Tensor;
use engine::Array;

use crate::{
    optimizer::{NON_NEGATIVE, Optimizer, add_decay, common_methods, setters},
    param_groups::{Group, ParamGroups, group_methods},
};

/// Adagrad (Duchi, Hazan & Singer 2011, figure 1).
///
/// With learning rate η, its decay κ, weight decay λ, in step t, for a parameter θ with
/// gradient g, element by element:
///
/// ```text
/// g ← g + λθ
/// s ← s + g²
/// θ ← θ − η / (1 + (t − 1)κ) · g / (√s + ε)
/// ```
///
/// A parameter that rarely gets a gradient takes long steps when it does. Since s only grows,
/// all steps become ever smaller. Defaults as in PyTorch: η = 0.01, κ = 0, λ = 0, s starts at 0,
/// ε = 10⁻¹⁰.
///
/// ```
/// use autograd::Tensor;
/// use optimizers::{Adagrad, Optimizer};
///
/// // In the first step g/√g² is ±1: a step of lr, whatever the gradient.
/// let w = Tensor::vector(&[0.0, 0.0]).requires_grad_();
/// let mut optimizer = Adagrad::new(vec![w.clone()], 0.5);
/// (&w * &Tensor::vector(&[100.0, -0.01])).sum().backward();
/// optimizer.step();
/// assert_eq!(w.to_vec(), [-0.5, 0.5]);
///
/// // Two steps with the gradient 1, with each setting.
/// let two_steps = |settings: fn(Adagrad) -> Adagrad| {
///     let w = Tensor::scalar(0.0).requires_grad_();
///     let mut optimizer = settings(Adagrad::new(vec![w.clone()], 1.0));
///     (&w * 1.0).backward();
///     optimizer.step();
///     optimizer.step();
///     -w.item()
/// };
/// let near = |a: f64, b: f64| (a - b).abs() < 1e-6;
/// assert!(near(two_steps(|a| a), 1.0 + 1.0 / 2f64.sqrt()));
/// assert!(near(two_steps(|a| a.lr_decay(1.0)), 1.0 + 0.5 / 2f64.sqrt()));
/// assert!(near(two_steps(|a| a.initial_accumulator_value(3.0)), 0.5 + 1.0 / 5f64.sqrt()));
/// assert!(near(two_steps(|a| a.eps(1.0)), 0.5 + 1.0 / (2f64.sqrt() + 1.0)));
/// ```
#[derive(Debug)]
pub struct Adagrad {
    groups: ParamGroups,
    lr_decay: f64,
    initial_accumulator_value: f64,
    eps: f64,
}

impl Adagrad {
    /// Adagrad with learning rate `lr`; PyTorch's default is 0.01.
    ///
    /// # Panics
    ///
    /// If `lr` is negative or not finite, or a parameter is not a leaf, or there is none.
    #[track_caller]
    pub fn new(parameters: Vec<Tensor>, lr: f64) -> Self {
        Self {
            groups: ParamGroups::new(parameters, lr, 0.0),
            lr_decay: 0.0,
            initial_accumulator_value: 0.0,
            eps: 1e-10,
        }
    }
}

setters!(Adagrad {
    /// κ, how fast the learning rate decays. Default 0.
    lr_decay in NON_NEGATIVE;
    /// The initial value of the sum of squares. Default 0.
    initial_accumulator_value in NON_NEGATIVE;
    /// ε, which avoids a division by 0 if the first gradient is 0. Default 10⁻¹⁰.
    eps in NON_NEGATIVE;
});

group_methods!(Adagrad {
    /// λ, how strongly every parameter is pulled toward 0. Default 0.
    weight_decay
});

impl Optimizer for Adagrad {
    common_methods!(|_this| ["sum"]);

    fn current_momentum(&self) -> Option<f64> {
        None
    }

    #[track_caller]
    fn set_momentum(&mut self, momentum: f64) {
        panic!("Adagrad has no momentum that could be set to {momentum}");
    }

    fn step(&mut self) {
        let Self { lr_decay, initial_accumulator_value, eps, .. } = *self;
        // ANCHOR: step
        self.groups.each(|parameter, mut grad, state, Group { lr, weight_decay }| {
            add_decay(&mut grad, weight_decay, parameter);
            let rate = lr / (1.0 + (state.step - 1) as f64 * lr_decay);
            let sum = state.buffer("sum", || {
                Array::full(grad.shape(), initial_accumulator_value, grad.options())
            });
            sum.add_squares_(1.0, &grad, 1.0);
            parameter.add_over_root_(-rate, &grad, (1.0, sum, eps));
        });
        // ANCHOR_END: step
    }
}
