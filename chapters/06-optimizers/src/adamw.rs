//! `AdamW`: Adam, with a weight decay that is not part of the gradient.

use autograd::Tensor;
use engine::Unary;

use crate::{
    adam::{Settings, adam_settings, adam_step},
    optimizer::{Optimizer, State, check_setting, common_methods, each},
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
/// In Adam the decay is added to the gradient and then divided by √v̂ like the rest, so the
/// parameters with the largest gradients are hardly held back. Here all shrink alike. The
/// defaults are Adam's, but for λ = 0.01.
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
    parameters: Vec<Tensor>,
    lr: f64,
    settings: Settings,
    weight_decay: f64,
    state: Vec<State>,
}

impl AdamW {
    /// `AdamW` with learning rate `lr`; PyTorch's default is 0.001.
    ///
    /// # Panics
    ///
    /// If `lr` is negative or not finite. The other settings likewise.
    #[track_caller]
    pub fn new(parameters: Vec<Tensor>, lr: f64) -> Self {
        check_setting("lr", lr, 0.0..f64::INFINITY);
        let state = vec![State::default(); parameters.len()];
        Self { parameters, lr, settings: Settings::DEFAULT, weight_decay: 0.01, state }
    }

    /// λ, by how much every parameter shrinks, times the learning rate. Default 0.01.
    ///
    /// # Panics
    ///
    /// If it is negative or not finite.
    #[track_caller]
    #[must_use]
    pub fn weight_decay(mut self, weight_decay: f64) -> Self {
        check_setting("weight_decay", weight_decay, 0.0..f64::INFINITY);
        self.weight_decay = weight_decay;
        self
    }
}

adam_settings!(AdamW);

impl Optimizer for AdamW {
    common_methods!(|this| this.settings.buffer_names());

    fn step(&mut self) {
        let Self { lr, settings, weight_decay, .. } = *self;
        // ANCHOR: step
        each(&self.parameters, &mut self.state, |parameter, grad, state| {
            parameter.map_(Unary::MulScalar(1.0 - lr * weight_decay));
            adam_step(parameter, &grad, state, lr, settings);
        });
        // ANCHOR_END: step
    }
}
