//! The tutorial's experiment, one variant at a time.

use std::error::Error;

use autograd::nn::Sequential;
use data::{Dataset, Split};
use mnist::{
    DataLoader,
    tutorial::{self, BATCH_SIZE, TEST_IMAGES, TRAIN_IMAGES, Variant},
};
use optimizers::SGD;
use random::TorchRng;

/// One run of the experiment.
pub struct Run {
    /// The network.
    pub model: Sequential,
    optimizer: SGD,
    rng: TorchRng,
}

impl Run {
    /// The beginning; every variant has the same first weights.
    pub fn start(variant: Variant) -> Self {
        let mut rng = TorchRng::manual_seed(0);
        let model = tutorial::model(variant, 784, &mut rng);
        let optimizer = tutorial::optimizer(variant, &model);
        Self { model, optimizer, rng }
    }

    /// One epoch; its average loss.
    pub fn epoch(&mut self, train: &DataLoader) -> Result<f64, Box<dyn Error>> {
        Ok(tutorial::epoch(&self.model, &mut self.optimizer, train, &mut self.rng)?)
    }
}

/// The tutorial's images: the first of both sets.
pub fn sets() -> Result<(DataLoader, DataLoader), Box<dyn Error>> {
    let loader = |set: Dataset| DataLoader::new(set.images, set.labels, 784, BATCH_SIZE);
    let train = data::mnist::load(Split::Train)?.truncated(TRAIN_IMAGES);
    let test = data::mnist::load(Split::Test)?.truncated(TEST_IMAGES);
    Ok((loader(train), loader(test)))
}
