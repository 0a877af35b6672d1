//! What several examples need.

use data::{DataError, Split, mnist};
use engine::{Array, Options, Shape};

/// The first `n` digits of MNIST's training set, one per row with mean 0 and variance 1, and
/// their classes.
pub fn digits(n: usize) -> Result<(Array, Vec<usize>), DataError> {
    let set = mnist::load(Split::Train)?.truncated(n);
    let (mean, std) = set.mean_and_std();
    let pixels: Vec<f64> =
        set.images.iter().map(|&byte| (f64::from(byte) / 255.0 - mean) / std).collect();
    let shape = Shape::matrix(set.len(), set.height * set.width);
    let classes = set.labels.iter().map(|&label| usize::from(label)).collect();
    Ok((Array::new(shape, &pixels, Options::default()), classes))
}
