//! A network that has seen every training image once.

use std::error::Error;

use autograd::nn::Sequential;
use mnist::{DataLoader, mlp, train_step};
use optimizers::SGD;
use random::TorchRng;

/// 784-128-10 after one epoch over `train`.
pub fn reader(train: &DataLoader) -> Result<Sequential, Box<dyn Error>> {
    let mut rng = TorchRng::manual_seed(0);
    let model = mlp(&[train.pixels(), 128, 10], &mut rng);
    let mut optimizer = SGD::new(autograd::nn::Module::parameters(&model), 0.05).momentum(0.9);
    for batch in train.epoch(&mut rng) {
        train_step(&model, &mut optimizer, &batch)?;
    }
    Ok(model)
}
