//! The experiment of a well-known tutorial: a network that hardly learns, and one set free.
//!
//! The tutorial trains 784-32-32-32-10 on 5,120 images, and its loss hardly leaves
//! ln 10 ≈ 2.30, which is what guessing costs. Two things together hold it there. A ReLU stands
//! after the *last* layer, so no class can get a negative score, and a class that scores 0
//! gets no gradient. And a weight decay of 0.1 pulls every weight toward 0 faster than the
//! little gradient that is left can grow it. With either one alone the network still learns,
//! slowly. Take both away, and the same network learns in the same hundred steps.

use autograd::nn::{LogSoftmax, Module, ReLU, Sequential};
use losses::{ClassError, NLLLoss};
use optimizers::{Optimizer, SGD};
use random::TorchRng;

use crate::{DataLoader, gradients, mlp};

/// How many of the training images the tutorial uses.
pub const TRAIN_IMAGES: usize = 5120;
/// How many of the test images.
pub const TEST_IMAGES: usize = 1024;
/// How many images a batch has.
pub const BATCH_SIZE: usize = 512;
/// How often it goes through them.
pub const EPOCHS: usize = 10;
/// The sizes of its hidden layers.
pub const HIDDEN: [usize; 3] = [32, 32, 32];

/// The ways to run the experiment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Variant {
    /// As the tutorial has it: a trailing ReLU, and a weight decay of 0.1.
    Stuck,
    /// With the trailing ReLU, without the decay.
    OnlyReLU,
    /// With the decay, without the trailing ReLU.
    OnlyDecay,
    /// Without the two.
    Freed,
}

// ANCHOR: variants
/// The tutorial's model, with or without the trailing ReLU.
pub fn model(variant: Variant, pixels: usize, rng: &mut TorchRng) -> Sequential {
    let sizes: Vec<usize> = [pixels].into_iter().chain(HIDDEN).chain([10]).collect();
    let net = mlp(&sizes, rng);
    let trailing = matches!(variant, Variant::Stuck | Variant::OnlyReLU);
    let net = if trailing { net.push(ReLU::new()) } else { net };
    net.push(LogSoftmax::new(1))
}

/// The tutorial's optimizer, with or without the weight decay.
pub fn optimizer(variant: Variant, model: &dyn Module) -> SGD {
    let decay = matches!(variant, Variant::Stuck | Variant::OnlyDecay);
    let weight_decay = if decay { 0.1 } else { 0.0 };
    SGD::new(model.parameters(), 1e-2).momentum(0.9).weight_decay(weight_decay)
}
// ANCHOR_END: variants

/// One epoch, in the order PyTorch's `SubsetRandomSampler` would choose; the average loss.
///
/// # Errors
///
/// If a label is not one of the ten digits.
pub fn epoch(
    model: &dyn Module,
    optimizer: &mut SGD,
    loader: &DataLoader,
    rng: &mut TorchRng,
) -> Result<f64, ClassError> {
    let order = rng.subset_random_order(loader.len());
    let mut total = 0.0;
    for batch in loader.batches(&order) {
        let pass = gradients(model, &batch, |log_probabilities, classes| {
            NLLLoss::new().forward(log_probabilities, classes)
        })?;
        optimizer.step();
        total += pass.loss.item();
    }
    Ok(total / loader.batch_count() as f64)
}
