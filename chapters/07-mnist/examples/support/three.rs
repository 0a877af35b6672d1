//! Three sets of images.

use std::error::Error;

use data::Split;
use mnist::{DataLoader, random_split};
use random::TorchRng;

// ANCHOR: three
/// Images to learn from, images to choose by, and images that are read once, at the end: `train`
/// and `validation` of the 60,000 training images, drawn at random, and all test images.
pub fn three(train: usize, validation: usize) -> Result<[DataLoader; 3], Box<dyn Error>> {
    let set = data::mnist::load(Split::Train)?;
    let all = DataLoader::new(set.images, set.labels, 784, 100);
    let unused = all.len() - train - validation;
    let parts =
        random_split(all.len(), &[train, validation, unused], &mut TorchRng::manual_seed(0));
    let test = data::mnist::load(Split::Test)?;
    Ok([
        all.subset(&parts[0]).shuffle(true),
        all.subset(&parts[1]).batch_size(500),
        DataLoader::new(test.images, test.labels, 784, 500),
    ])
}
// ANCHOR_END: three
