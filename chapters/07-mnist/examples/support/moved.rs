//! Images whose pixels have moved.

use autograd::nn::Module;
use losses::ClassError;
use mnist::{DataLoader, evaluate};

/// The side of an image.
const SIDE: usize = 28;

// ANCHOR: rearranged
/// The same images, each with its pixel `from(i)` in place i; 0 where that is nowhere.
pub fn rearranged(set: &DataLoader, from: impl Fn(usize) -> Option<usize>) -> DataLoader {
    let from: Vec<Option<usize>> = (0..set.pixels()).map(from).collect();
    let images = (0..set.len()).flat_map(|i| {
        let image = set.image(i);
        from.iter().map(|&from| from.map_or(0, |from| image[from]))
    });
    let labels = set.classes().iter().map(|&class| u8::try_from(class).expect("a digit"));
    DataLoader::new(images.collect(), labels.collect(), set.pixels(), 500)
}

/// The share of images read correctly when all of them are moved to the right.
pub fn accuracy_shifted(
    model: &dyn Module,
    set: &DataLoader,
    by: usize,
) -> Result<f64, ClassError> {
    let moved = rearranged(set, |i| (i % SIDE >= by).then(|| i - by));
    Ok(evaluate(model, &moved)?.accuracy())
}
// ANCHOR_END: rearranged
