//! A short training, to see whether the first weights matter.

use autograd::{Tensor, nn::Module};
use engine::Array;
use losses::ClassError;
use mnist::{Batch, train_step};
use optimizers::SGD;
use random::TorchRng;

/// Trains `net` by plain SGD on batches in random order, and returns the mean loss of every epoch.
///
/// `x` holds one sample per row, `classes` the class of each. The order is drawn with seed 0, so
/// that two networks see the same batches.
///
/// # Errors
///
/// If there is not one class per sample, or a class is out of range.
///
/// # Panics
///
/// If `batch` is 0.
///
/// ```
/// use engine::{Array, Options};
/// use inside::{networks::{Activation, deep}, train};
/// use random::TorchRng;
///
/// let x = Array::matrix(&[[-1.0, 0.0], [1.0, 0.0]], Options::default());
/// let net = deep(&[2, 4, 2], Activation::Tanh, &mut TorchRng::manual_seed(0));
/// let losses = train(&net, &x, &[0, 1], 0.5, 2, 20)?;
/// assert!(losses[19] < 0.5 * losses[0]);
/// # Ok::<(), losses::ClassError>(())
/// ```
// ANCHOR: train
pub fn train(
    net: &dyn Module,
    x: &Array,
    classes: &[usize],
    lr: f64,
    batch: usize,
    epochs: usize,
) -> Result<Vec<f64>, ClassError> {
    let mut rng = TorchRng::manual_seed(0);
    let mut optimizer = SGD::new(net.parameters(), lr);
    (0..epochs)
        .map(|_| {
            let mut sum = 0.0;
            for rows in rng.randperm(classes.len()).chunks(batch) {
                let images = Tensor::new(x.index_select(rows));
                let classes = rows.iter().map(|&row| classes[row]).collect();
                let step = train_step(net, &mut optimizer, &Batch { images, classes })?;
                sum += step.loss * rows.len() as f64;
            }
            Ok(sum / classes.len() as f64)
        })
        .collect()
}
// ANCHOR_END: train
