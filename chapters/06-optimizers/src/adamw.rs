//! `AdamW`: Adam, with a weight decay that is not part of the gradient.

use autograd::Tensor;
use engine::Unary;

use crate::{
    adam::{Settings, adam_settings, adam_step},
    optimizer::{Optimizer, check_setting, common_methods},
    param_groups::{Group, ParamGroups, group_methods},
};

/// `AdamW` (Loshchilov & Hutter 2019, algorithm 2).
///
/// With learning rate η and weight decay λ, each step first shrinks the parameter and then
/// moves it as [`Adam`](crate::Adam) would without decay:
///
/// ```text
/// θ ← θ − ηλθ
/// θ ← θ − η · m̂ / (√v̂ + ε)
/// ```
///
/// In Adam the decay is added to the gradient and then divided by √v̂, too, so the parameters
/// with the largest gradients hardly decay. Here all decay at the same rate. The defaults are
/// Adam's, except that λ is 0.01.
///
/// ```
/// use autograd::Tensor;
/// use optimizers::{AdamW, Optimizer};
///
/// let w = Tensor::scalar(1.0).requires_grad_();
/// let mut optimizer = AdamW::new(vec![w.clone()], 0.1).weight_decay(0.5);
/// (&w * 7.0).backward();
/// optimizer.step();
/// assert!((w.item() - (1.0 - 0.1 * 0.5 - 0.1)).abs() < 1e-6);
/// ```
#[derive(Debug)]
pub struct AdamW {
    groups: ParamGroups,
    settings: Settings,
}

impl AdamW {
    /// `AdamW` with learning rate `lr`; PyTorch's default is 0.001.
    ///
    /// # Panics
    ///
    /// If `lr` is negative or not finite, or a parameter is not a leaf, or there is none.
    #[track_caller]
    pub fn new(parameters: Vec<Tensor>, lr: f64) -> Self {
        Self { groups: ParamGroups::new(parameters, lr, 0.01), settings: Settings::DEFAULT }
    }
}

adam_settings!(AdamW);

group_methods!(AdamW {
    /// λ: every step multiplies every parameter by 1 − ηλ. Default 0.01.
    weight_decay
});

impl Optimizer for AdamW {
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
        // ANCHOR: step
        self.groups.each(|parameter, grad, state, Group { lr, weight_decay }| {
            parameter.map_(Unary::MulScalar(1.0 - lr * weight_decay));
            adam_step(parameter, &grad, state, lr, settings);
        });
        // ANCHOR_END: step
    }
}
