//! How good is a network, and which classes does it confuse?

use autograd::{nn::Module, no_grad};
use engine::Array;
use losses::{ClassError, CrossEntropyLoss, Reduction};

use crate::{Batch, DataLoader, Dataset};

/// What a model predicts for every image of a set, and how good that is.
#[derive(Clone, PartialEq, Debug)]
pub struct Evaluation {
    /// The mean loss.
    pub loss: f64,
    /// The confusion matrix, a count of images: the true class is the row, the predicted one the
    /// column.
    pub confusion: Vec<Vec<u64>>,
    /// For each image, the predicted class.
    pub predictions: Vec<usize>,
    /// For each image, the probability of the predicted class.
    pub confidence: Vec<f64>,
    /// For each image, the true class.
    pub truth: Vec<usize>,
}

impl Evaluation {
    /// How many images were read correctly.
    pub fn correct(&self) -> u64 {
        (0..self.confusion.len()).map(|class| self.confusion[class][class]).sum()
    }

    /// The share of images read correctly, from 0 to 1. NaN if there were none.
    pub fn accuracy(&self) -> f64 {
        self.correct() as f64 / self.predictions.len() as f64
    }

    /// The share of the images of one class that were read correctly; `None` if there were none.
    ///
    /// # Panics
    ///
    /// If the model has no such class.
    #[track_caller]
    pub fn class_accuracy(&self, class: usize) -> Option<f64> {
        let row = &self.confusion[class];
        let total: u64 = row.iter().sum();
        (total > 0).then(|| row[class] as f64 / total as f64)
    }

    /// The images that were misread, most confident first.
    pub fn mistakes(&self) -> Vec<usize> {
        let mut wrong: Vec<usize> =
            (0..self.predictions.len()).filter(|&i| self.predictions[i] != self.truth[i]).collect();
        wrong.sort_by(|&a, &b| self.confidence[b].total_cmp(&self.confidence[a]));
        wrong
    }
}

/// Reads every image of `loader`, in the order of the file, without recording a graph.
///
/// The model gives scores for a softmax: logits, or the logarithms of probabilities that
/// `LogSoftmax` gives, which a second one leaves as they are. To keep them all, use
/// [`evaluate_logits`](crate::evaluate_logits).
///
/// Besides images, the loader may have rows of a [`TensorDataset`](crate::TensorDataset) with
/// classes.
///
/// # Errors
///
/// If an image has a class for which the model has no output.
///
/// ```
/// use mnist::{DataLoader, evaluate, mlp};
///
/// let loader = DataLoader::new(vec![0, 255, 255, 0], vec![0, 1], 2, 2);
/// let model = mlp(&[2, 2], &mut random::TorchRng::manual_seed(0));
/// let evaluation = evaluate(&model, &loader)?;
/// assert!((0.0..=1.0).contains(&evaluation.accuracy()));
/// # Ok::<(), losses::ClassError>(())
/// ```
pub fn evaluate<D: Dataset>(
    model: &dyn Module,
    loader: &DataLoader<D>,
) -> Result<Evaluation, ClassError>
where
    Batch: From<D::Batch>,
{
    evaluate_with(model, loader, |_| ())
}

/// The same, where `look` sees the scores of each batch.
// ANCHOR: evaluate
pub(crate) fn evaluate_with<D: Dataset>(
    model: &dyn Module,
    loader: &DataLoader<D>,
    mut look: impl FnMut(&Array),
) -> Result<Evaluation, ClassError>
where
    Batch: From<D::Batch>,
{
    no_grad(|| {
        let order = loader.in_order();
        let (mut total, mut outputs) = (0.0, 0);
        let (mut predictions, mut confidence, mut truth) = (Vec::new(), Vec::new(), Vec::new());
        for batch in loader.batches(&order).map(Batch::from) {
            let logits = model.call(&batch.images);
            let loss = CrossEntropyLoss::new().reduction(Reduction::Sum);
            total += loss.forward(&logits, &batch.classes)?.item();
            outputs = logits.shape().cols();
            let logits = logits.data();
            let predicted = logits.argmax();
            confidence.extend(logits.softmax(1).gather(&predicted).to_vec());
            predictions.extend(predicted);
            truth.extend(batch.classes);
            look(&logits);
        }
        let mut confusion = vec![vec![0; outputs]; outputs];
        for (&class, &predicted) in truth.iter().zip(&predictions) {
            confusion[class][predicted] += 1;
        }
        let loss = total / loader.len() as f64;
        Ok(Evaluation { loss, confusion, predictions, confidence, truth })
    })
}
// ANCHOR_END: evaluate
