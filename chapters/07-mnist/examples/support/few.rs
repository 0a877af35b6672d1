//! Training for long on few images.

use std::error::Error;

use autograd::nn::{Module, Sequential};
use mnist::{DataLoader, Evaluation, evaluate, mlp, train_step};
use optimizers::SGD;
use random::TorchRng;

/// The results of an epoch.
pub struct Epoch {
    /// The mean loss while training.
    pub loss: f64,
    /// The share of images read correctly while training.
    pub accuracy: f64,
    /// The validation after it.
    pub validation: Evaluation,
}

// ANCHOR: epochs
/// Trains on `train` for `count` epochs, and validates after each.
pub fn epochs(
    train: &DataLoader,
    validation: &DataLoader,
    count: usize,
) -> Result<(Sequential, Vec<Epoch>), Box<dyn Error>> {
    let mut rng = TorchRng::manual_seed(0);
    let model = mlp(&[train.pixels(), 64, 10], &mut rng);
    let mut optimizer = SGD::new(model.parameters(), 0.05).momentum(0.9);
    let mut history = Vec::new();
    for _ in 0..count {
        let (mut loss, mut correct) = (0.0, 0);
        for batch in train.epoch(&mut rng) {
            let step = train_step(&model, &mut optimizer, &batch)?;
            loss += step.loss * batch.classes.len() as f64;
            correct += step.correct;
        }
        let n = train.len() as f64;
        let (loss, accuracy) = (loss / n, correct as f64 / n);
        history.push(Epoch { loss, accuracy, validation: evaluate(&model, validation)? });
    }
    Ok((model, history))
}
// ANCHOR_END: epochs
