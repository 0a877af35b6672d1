//! One step of training: gradients, then a step along them.

use autograd::{Tensor, nn::Module};
use losses::{ClassError, CrossEntropyLoss};
use optimizers::Optimizer;

use crate::Batch;

/// What a forward and a backward pass leave, besides the gradients in the parameters.
///
/// Both are still on the device. Reading a number from them waits for it, so a loop that need not
/// know the loss yet does not have to wait.
#[derive(Clone, Debug)]
pub struct Pass {
    /// The model's output, of shape (batch, classes).
    pub logits: Tensor,
    /// The loss, a single number.
    pub loss: Tensor,
}

/// What a step saw, before it changed anything.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Step {
    /// The mean loss of the batch.
    pub loss: f64,
    /// How many images were read correctly.
    pub correct: usize,
}

/// The gradients of one batch: forward pass, loss, backward pass.
///
/// Each parameter holds its gradient afterwards, and those of earlier batches are forgotten.
/// Nothing else has changed; moving the parameters is up to the optimizer.
///
/// # Errors
///
/// If the loss returns one, as when a class has no score because the model has too few outputs.
///
/// ```
/// use losses::NLLLoss;
/// use mnist::{DataLoader, gradients, mlp, train::cross_entropy};
/// use autograd::nn::{LogSoftmax, Module};
///
/// let loader = DataLoader::new(vec![0, 255, 255, 0], vec![0, 1], 2, 2);
/// let batch = loader.batches(&[0, 1]).next().unwrap();
/// let gradient = |model: &dyn Module| model.parameter("0.weight").unwrap().grad().unwrap();
///
/// let model = mlp(&[2, 2], &mut random::TorchRng::manual_seed(0));
/// gradients(&model, &batch, cross_entropy)?;
/// let expected = gradient(&model).to_vec();
///
/// // The same in two parts: the model ends in a log-softmax, and the loss does the rest.
/// let model = model.push(LogSoftmax::new(1));
/// gradients(&model, &batch, |scores, classes| NLLLoss::new().forward(scores, classes))?;
/// for (found, expected) in gradient(&model).to_vec().into_iter().zip(expected) {
///     assert!((found - expected).abs() < 1e-6);
/// }
/// # Ok::<(), losses::ClassError>(())
/// ```
// ANCHOR: gradients
pub fn gradients<E>(
    model: &dyn Module,
    batch: &Batch,
    loss: impl FnOnce(&Tensor, &[usize]) -> Result<Tensor, E>,
) -> Result<Pass, E> {
    model.zero_grad();
    let logits = model.call(&batch.images);
    let loss = loss(&logits, &batch.classes)?;
    loss.backward();
    Ok(Pass { logits, loss })
}
// ANCHOR_END: gradients

/// One step of training with cross-entropy: the gradients of a batch, and a step along them.
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
    let pass = gradients(model, batch, cross_entropy)?;
    optimizer.step();
    Ok(pass.summary(batch))
}
// ANCHOR_END: step

/// The loss of the classifiers in this chapter, [`CrossEntropyLoss`], as a function.
///
/// # Errors
///
/// If a class has no score.
pub fn cross_entropy(logits: &Tensor, classes: &[usize]) -> Result<Tensor, ClassError> {
    CrossEntropyLoss::new().forward(logits, classes)
}

impl Pass {
    /// The loss as a number, and how many of the batch's images were read correctly.
    pub fn summary(&self, batch: &Batch) -> Step {
        let predicted = self.logits.data().argmax();
        let right = predicted.iter().zip(&batch.classes).filter(|(guess, class)| guess == class);
        Step { loss: self.loss.item(), correct: right.count() }
    }
}
