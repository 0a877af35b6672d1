//! One step of training.

use autograd::nn::Module;
use losses::{ClassError, CrossEntropyLoss};
use optimizers::Optimizer;

use crate::Batch;

/// What a step saw, before it changed anything.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Step {
    /// The mean loss of the batch.
    pub loss: f64,
    /// How many images were read correctly.
    pub correct: usize,
}

/// One step: predict, compare, go back, step downhill.
///
/// # Errors
///
/// If a class has no score, because the model has too few outputs. The model is unchanged.
///
/// ```
/// use autograd::nn::Module;
/// use mnist::{DataLoader, mlp, train_step};
/// use optimizers::SGD;
///
/// let loader = DataLoader::new(vec![0, 255, 255, 0], vec![0, 1], 2, 2);
/// let model = mlp(&[2, 2], &mut random::TorchRng::manual_seed(0));
/// let mut optimizer = SGD::new(model.parameters(), 0.5);
/// let batch = loader.batches(&[0, 1]).next().unwrap();
/// let first = train_step(&model, &mut optimizer, &batch)?;
/// for _ in 0..50 {
///     train_step(&model, &mut optimizer, &batch)?;
/// }
/// let last = train_step(&model, &mut optimizer, &batch)?;
/// assert!(last.loss < first.loss && last.correct == 2);
/// # Ok::<(), losses::ClassError>(())
/// ```
// ANCHOR: step
pub fn train_step(
    model: &dyn Module,
    optimizer: &mut dyn Optimizer,
    batch: &Batch,
) -> Result<Step, ClassError> {
    optimizer.zero_grad();
    let logits = model.call(&batch.images);
    let loss = CrossEntropyLoss::new().forward(&logits, &batch.classes)?;
    loss.backward();
    optimizer.step();
    let read = logits.data().argmax();
    let correct = read.iter().zip(&batch.classes).filter(|(read, class)| read == class).count();
    Ok(Step { loss: loss.item(), correct })
}
// ANCHOR_END: step
