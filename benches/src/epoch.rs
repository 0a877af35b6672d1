//! From the files on disk through all 60,000 images once: the tutorial's training of chapter 7.

use data::{DataError, Split};
use mnist::{DataLoader, tutorial};
use random::TorchRng;

/// The work's name.
pub const EPOCH: &str = "epoch/784-32-32-32-10/512";

/// Reads the files, makes the network, trains it for one epoch; returns the average loss.
///
/// # Errors
///
/// When the files cannot be read.
///
/// # Panics
///
/// If the files hold other labels than those of MNIST.
pub fn from_files() -> Result<f64, DataError> {
    let train = data::mnist::load(Split::Train)?;
    let pixels = train.height * train.width;
    let loader = DataLoader::new(train.images, train.labels, pixels, tutorial::BATCH_SIZE);
    let mut rng = TorchRng::manual_seed(0);
    let model = tutorial::model(tutorial::Variant::Stuck, pixels, &mut rng);
    let mut optimizer = tutorial::optimizer(tutorial::Variant::Stuck, &model);
    let loss = tutorial::epoch(&model, &mut optimizer, &loader, &mut rng);
    Ok(loss.expect("MNIST has ten classes"))
}
