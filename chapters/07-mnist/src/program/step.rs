//! One step of a run: the loss and the limit that its settings ask for.

use autograd::nn::Module;
use losses::{ClassError, CrossEntropyLoss};
use optimizers::clip_grad_norm_;

use super::settings::Settings;
use crate::{Batch, Pass, gradients};

/// What leads from a batch to the gradients that the optimizer uses.
///
/// ```
/// use autograd::nn::Module;
/// use mnist::{DataLoader, mlp, program::{settings::Settings, step::Step}};
///
/// let loader = DataLoader::new(vec![0, 255, 255, 0], vec![0, 1], 2, 2);
/// let batch = loader.batches(&[0, 1]).next().unwrap();
/// let model = mlp(&[2, 2], &mut random::TorchRng::manual_seed(0));
/// let settings = Settings { clip: Some(0.25), ..Settings::default() };
/// Step::new(&settings).gradients(&model, &batch)?;
/// let squares = |p: autograd::Tensor| p.grad().unwrap().pow(2.0).sum().item();
/// let norm = model.parameters().into_iter().map(squares).sum::<f64>().sqrt();
/// assert!((norm - 0.25).abs() < 1e-5);
/// # Ok::<(), losses::ClassError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Step {
    label_smoothing: f64,
    clip: Option<f64>,
}

impl Step {
    /// As the settings say.
    pub fn new(settings: &Settings) -> Self {
        Self { label_smoothing: settings.label_smoothing, clip: settings.clip }
    }

    /// The gradients of a batch, shortened if they are too long.
    ///
    /// # Errors
    ///
    /// If a class has no score.
    // ANCHOR: gradients
    pub fn gradients(&self, model: &dyn Module, batch: &Batch) -> Result<Pass, ClassError> {
        let loss = CrossEntropyLoss::new().label_smoothing(self.label_smoothing);
        let pass = gradients(model, batch, |logits, classes| loss.forward(logits, classes))?;
        if let Some(max_norm) = self.clip {
            clip_grad_norm_(&model.parameters(), max_norm, 2.0);
        }
        Ok(pass)
    }
    // ANCHOR_END: gradients
}
