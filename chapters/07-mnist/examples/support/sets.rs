//! MNIST in batches.

use std::error::Error;

use data::{Dataset, Split};
use mnist::DataLoader;

/// The first `n` training images in batches of 128, shuffled, and all test images in batches of
/// 500.
pub fn loaders(n: usize) -> Result<(DataLoader, DataLoader), Box<dyn Error>> {
    let batches = |set: Dataset, size: usize| {
        DataLoader::new(set.images, set.labels, set.height * set.width, size)
    };
    let train = data::mnist::load(Split::Train)?.truncated(n);
    let test = data::mnist::load(Split::Test)?;
    Ok((batches(train, 128).shuffle(true), batches(test, 500)))
}
