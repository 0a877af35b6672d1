//! All scores of a model, kept: how good are its second guess and its probabilities?

use autograd::nn::Module;
use losses::ClassError;

use crate::{Batch, DataLoader, Dataset, Evaluation, evaluate::evaluate_with};

/// The scores that a model gives every image of a set, and the true classes.
///
/// An [`Evaluation`] keeps only the predicted class and its probability. Some questions need all
/// scores: whether the right class is among the best k, how far all probabilities are from the
/// truth, and by what number to divide the scores so that the probabilities can be believed
/// ([`temperature`](Self::temperature)).
#[derive(Clone, PartialEq, Debug)]
pub struct Logits {
    /// Image after image, one score per class.
    scores: Vec<f64>,
    truth: Vec<usize>,
}

/// [`evaluate`](crate::evaluate()), which also keeps all scores.
///
/// # Errors
///
/// If an image has a class for which the model has no output.
///
/// ```
/// use mnist::{DataLoader, evaluate, evaluate_logits, mlp};
///
/// let loader = DataLoader::new(vec![0, 255, 255, 0], vec![0, 1], 2, 2);
/// let model = mlp(&[2, 2], &mut random::TorchRng::manual_seed(0));
/// let (evaluation, logits) = evaluate_logits(&model, &loader)?;
/// assert_eq!(evaluation, evaluate(&model, &loader)?);
/// assert_eq!(logits.top_k_accuracy(1), evaluation.accuracy());
/// assert_eq!(logits.top_k_accuracy(2), 1.0);
/// # Ok::<(), losses::ClassError>(())
/// ```
pub fn evaluate_logits<D: Dataset>(
    model: &dyn Module,
    loader: &DataLoader<D>,
) -> Result<(Evaluation, Logits), ClassError>
where
    Batch: From<D::Batch>,
{
    let mut scores = Vec::new();
    let evaluation = evaluate_with(model, loader, |logits| scores.extend(logits.to_vec()))?;
    let truth = evaluation.truth.clone();
    Ok((evaluation, Logits { scores, truth }))
}

impl Logits {
    /// Scores, image after image, and the true class of each image.
    ///
    /// # Panics
    ///
    /// If the images don't all have the same number of scores, or one has a class without a score.
    ///
    /// ```
    /// use mnist::logits::Logits;
    ///
    /// let logits = Logits::new(vec![2.0, 1.0, 0.0, 0.0, 3.0, 1.0], vec![1, 1]);
    /// assert_eq!((logits.len(), logits.classes()), (2, 3));
    /// ```
    #[track_caller]
    pub fn new(scores: Vec<f64>, truth: Vec<usize>) -> Self {
        let images = truth.len();
        assert!(
            if images == 0 { scores.is_empty() } else { scores.len().is_multiple_of(images) },
            "{} scores are not the same number for each of {images} images",
            scores.len()
        );
        let logits = Self { scores, truth };
        let classes = logits.classes();
        if let Some(class) = logits.truth.iter().find(|&&class| class >= classes) {
            panic!("class {class} has no score: there are scores for {classes} classes");
        }
        logits
    }

    /// How many images there are.
    pub fn len(&self) -> usize {
        self.truth.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.truth.is_empty()
    }

    /// How many classes have a score; 0 if there are no images.
    pub fn classes(&self) -> usize {
        self.scores.len().checked_div(self.truth.len()).unwrap_or(0)
    }

    /// The true class of each image.
    pub fn truth(&self) -> &[usize] {
        &self.truth
    }

    /// Of each image, the scores and the true class.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (&[f64], usize)> {
        self.scores.chunks_exact(self.classes().max(1)).zip(self.truth.iter().copied())
    }

    /// The probabilities, image after image: a softmax of the scores.
    pub fn probabilities(&self) -> Vec<f64> {
        self.rows().flat_map(|(scores, _)| softmax(scores)).collect()
    }

    /// The share of images whose true class is among the k best scores. NaN if there are no images.
    ///
    /// Of equal scores, the first counts as the better one, and a NaN as the best, so that the best
    /// one is the prediction, and k = 1 gives the accuracy.
    ///
    /// ```
    /// use mnist::logits::Logits;
    ///
    /// let logits = Logits::new(vec![0.5, 0.2, 0.3, 0.1, 0.6, 0.3], vec![2, 0]);
    /// let top = |k| logits.top_k_accuracy(k);
    /// assert_eq!((top(0), top(1), top(2), top(3)), (0.0, 0.0, 0.5, 1.0));
    /// ```
    pub fn top_k_accuracy(&self, k: usize) -> f64 {
        let better = |score: f64, than: f64| score > than || score.is_nan() && !than.is_nan();
        let found = self.rows().filter(|&(scores, class)| {
            let ahead = scores.iter().enumerate().filter(|&(other, &score)| {
                let behind = better(scores[class], score);
                better(score, scores[class]) || !behind && other < class
            });
            ahead.count() < k
        });
        found.count() as f64 / self.len() as f64
    }

    /// The Brier score, the mean over the images of Σₖ (pₖ − yₖ)², where yₖ is 1 for the true class and
    /// 0 for the others. NaN if there are no images.
    ///
    /// It is 0 if every image is read with certainty, and 2 if every one is misread with certainty.
    /// Like the cross-entropy, it is lowest for the true probabilities; unlike it, it stays finite.
    ///
    /// Source: Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather
    /// Review 78(1), 1950.
    ///
    /// ```
    /// use mnist::logits::Logits;
    ///
    /// // Both classes are equally probable: ½² + ½².
    /// assert_eq!(Logits::new(vec![1.0, 1.0], vec![0]).brier_score(), 0.5);
    /// ```
    pub fn brier_score(&self) -> f64 {
        let squares = |(scores, class): (&[f64], usize)| -> f64 {
            let probabilities = softmax(scores).into_iter().enumerate();
            probabilities.map(|(k, p)| (p - f64::from(u8::from(k == class))).powi(2)).sum()
        };
        self.rows().map(squares).sum::<f64>() / self.len() as f64
    }

    /// The mean cross-entropy −ln p of the true class. NaN if there are no images.
    ///
    /// ```
    /// use mnist::logits::Logits;
    ///
    /// assert_eq!(Logits::new(vec![1.0, 1.0], vec![0]).cross_entropy(), 2_f64.ln());
    /// ```
    pub fn cross_entropy(&self) -> f64 {
        let losses = self.rows().map(|(scores, class)| {
            let largest = largest(scores);
            let sum: f64 = scores.iter().map(|score| (score - largest).exp()).sum();
            (largest - scores[class]) + sum.ln()
        });
        losses.sum::<f64>() / self.len() as f64
    }

    /// What [`evaluate`](crate::evaluate()) finds for these scores.
    ///
    /// This is how to see the effect of a [`temperature`](Self::temperature). The numbers may differ
    /// from those of a model in their last digits, since this computes in double precision.
    ///
    /// ```
    /// use mnist::logits::Logits;
    ///
    /// let evaluation = Logits::new(vec![1.0, 1.0 + 3_f64.ln()], vec![0]).evaluation();
    /// assert_eq!((evaluation.predictions[0], evaluation.accuracy()), (1, 0.0));
    /// assert!((evaluation.confidence[0] - 0.75).abs() < 1e-15);
    /// assert!((evaluation.loss - 4_f64.ln()).abs() < 1e-15);
    /// ```
    pub fn evaluation(&self) -> Evaluation {
        let classes = self.classes();
        let mut confusion = vec![vec![0; classes]; classes];
        let (mut predictions, mut confidence) = (Vec::new(), Vec::new());
        for (scores, class) in self.rows() {
            let predicted = argmax(scores);
            confusion[class][predicted] += 1;
            confidence.push(softmax(scores)[predicted]);
            predictions.push(predicted);
        }
        let (loss, truth) = (self.cross_entropy(), self.truth.clone());
        Evaluation { loss, confusion, predictions, confidence, truth }
    }

    /// The scores divided by `temperature`.
    ///
    /// Above 1 the probabilities become more equal, below 1 more certain. The predictions stay.
    ///
    /// # Panics
    ///
    /// If `temperature` is not above 0.
    ///
    /// ```
    /// use mnist::logits::Logits;
    ///
    /// let logits = Logits::new(vec![0.0, 2.0 * 3_f64.ln()], vec![1]); // 9 to 1
    /// let confidence = logits.at_temperature(2.0).evaluation().confidence[0]; // 3 to 1
    /// assert!((confidence - 0.75).abs() < 1e-15);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn at_temperature(&self, temperature: f64) -> Self {
        assert!(temperature > 0.0, "a temperature must be above 0, got {temperature}");
        let scores = self.scores.iter().map(|score| score / temperature).collect();
        Self { scores, truth: self.truth.clone() }
    }
}

/// The first of the largest; a NaN counts as the largest.
fn argmax(scores: &[f64]) -> usize {
    (1..scores.len()).fold(0, |best, i| {
        let larger = scores[i] > scores[best] || scores[i].is_nan() && !scores[best].is_nan();
        if larger { i } else { best }
    })
}

fn largest(scores: &[f64]) -> f64 {
    scores.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

pub(crate) fn softmax(scores: &[f64]) -> Vec<f64> {
    let largest = largest(scores);
    let exponentials: Vec<f64> = scores.iter().map(|score| (score - largest).exp()).collect();
    let sum: f64 = exponentials.iter().sum();
    exponentials.into_iter().map(|exponential| exponential / sum).collect()
}
