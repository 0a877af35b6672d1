//! Gradient descent: forward pass, backward pass, step, repeat.

use nalgebra::DMatrix;

use crate::{Gradients, Mlp, mse, penalty, shape};

/// The settings of a training.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// λ, the strength of the ridge penalty.
    pub lambda: f64,
    /// The learning rate: the size of a step along the negative gradient.
    pub learning_rate: f64,
    /// How many steps to take; each uses all samples.
    pub epochs: usize,
}

/// The settings of the numpy MLP: λ = 0.5, learning rate 0.001, 250 epochs.
impl Default for Settings {
    fn default() -> Self {
        Self { lambda: 0.5, learning_rate: 1e-3, epochs: 250 }
    }
}

/// The history of a training, with one entry for each epoch, computed before its step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// The data loss, [`mse`]: the curve the numpy tutorial plots.
    pub losses: Vec<f64>,
    /// The [`penalty`], which that curve leaves out.
    pub penalties: Vec<f64>,
}

impl History {
    /// The sums of losses and penalties, which are what the steps minimize.
    pub fn objectives(&self) -> Vec<f64> {
        self.losses.iter().zip(&self.penalties).map(|(loss, penalty)| loss + penalty).collect()
    }
}

impl Mlp {
    /// One step of gradient descent: W ← W − `learning_rate`·δW, for both matrices at once.
    ///
    /// # Panics
    ///
    /// If the gradients have other shapes than the weights.
    #[track_caller]
    // ANCHOR: step
    pub fn step(&mut self, gradients: &Gradients, learning_rate: f64) {
        shape::same_shape("W₁ − δW₁", &self.w1, &gradients.d_w1);
        shape::same_shape("W₂ − δW₂", &self.w2, &gradients.d_w2);
        self.w1 -= &gradients.d_w1 * learning_rate;
        self.w2 -= &gradients.d_w2 * learning_rate;
    }
    // ANCHOR_END: step
}

/// Trains `mlp` on samples `x` (N × D) and targets `y` (N × O), and returns the history.
///
/// # Panics
///
/// If `x` or `y` does not fit the network or each other, or if there is no sample.
#[track_caller]
// ANCHOR: train
pub fn train(mlp: &mut Mlp, x: &DMatrix<f64>, y: &DMatrix<f64>, settings: &Settings) -> History {
    let mut history = History::default();
    for _ in 0..settings.epochs {
        let forward = mlp.forward(x);
        history.losses.push(mse(&forward.y_hat, y));
        history.penalties.push(penalty(mlp, settings.lambda));
        let gradients = mlp.backward(&forward, y).add_ridge(mlp, settings.lambda);
        mlp.step(&gradients, settings.learning_rate);
    }
    history
}
// ANCHOR_END: train
