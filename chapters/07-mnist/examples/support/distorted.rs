//! The images of every epoch, distorted.

use std::thread;

use mnist::{Augment, DataLoader};

/// Loaders for the epochs 1 to `epochs`: what `train.augmented(augment, epoch)` gives, computed once
/// for all networks that are compared.
pub fn distorted(train: &DataLoader, augment: &Augment, epochs: usize) -> Vec<DataLoader> {
    let labels: Vec<u8> =
        train.classes().iter().map(|&class| u8::try_from(class).expect("a digit")).collect();
    let epoch = |epoch: u64| {
        let images = (0..train.len())
            .flat_map(|i| augment.apply(train.image(i), &mut augment.generator(epoch, i)));
        DataLoader::new(images.collect(), labels.clone(), 784, 100).shuffle(true)
    };
    let epoch = &epoch;
    thread::scope(|scope| {
        let all: Vec<_> =
            (1..=epochs as u64).map(|number| scope.spawn(move || epoch(number))).collect();
        all.into_iter().map(|one| one.join().expect("images of one size")).collect()
    })
}
