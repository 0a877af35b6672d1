//! What a run leaves to be read by other programs.

use serde::{Deserialize, Serialize};

use super::settings::Settings;
use crate::{Evaluation, Logits, metrics::ClassMetrics};

/// How many bins the calibration has.
const BINS: usize = 15;

/// The results of one epoch.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct EpochMetrics {
    /// Which epoch, from 1.
    pub epoch: usize,
    /// The learning rate after its last step.
    pub lr: f64,
    /// The mean loss of its batches, each weighted by its size, while the model was learning.
    pub train_loss: f64,
    /// The share of its images read correctly, likewise.
    pub train_accuracy: f64,
    /// How the model does on the validation images afterwards, if there are any.
    pub validation: Option<Score>,
    /// How long the training took, without the validation.
    pub seconds: f64,
    /// How many training images were processed per second.
    pub images_per_second: f64,
}

/// How a model does on images from which it has not learned.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Score {
    /// The mean loss.
    pub loss: f64,
    /// The share of images read correctly.
    pub accuracy: f64,
}

impl Score {
    /// Of an evaluation.
    pub fn of(evaluation: &Evaluation) -> Self {
        Self { loss: evaluation.loss, accuracy: evaluation.accuracy() }
    }
}

/// The contents of `metrics.json`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Metrics {
    /// What the run depends on.
    pub settings: Settings,
    /// How many parameters the network has.
    pub parameters: usize,
    /// One entry per epoch.
    pub epochs: Vec<EpochMetrics>,
    /// The epoch of the saved network, from 1.
    pub saved_epoch: usize,
    /// What the test images say of it; only once the training is over.
    pub test: Option<Test>,
    /// How long the whole run took, validation and all, over all the times it was resumed.
    pub wall_seconds: f64,
}

/// What the test images say of a network.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Test {
    /// Loss and accuracy.
    #[serde(flatten)]
    pub score: Score,
    /// Each class.
    pub classes: Vec<ClassMetrics>,
    /// How far its confidence can be trusted.
    pub calibration: Calibration,
}

/// How far a network's confidence can be trusted: the expected calibration error, before and after
/// dividing the logits by a temperature.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Calibration {
    /// As the network is.
    pub expected_calibration_error: f64,
    /// The temperature that fits the validation images best, if there are any and one does.
    pub temperature: Option<f64>,
    /// With that temperature.
    pub with_temperature: Option<f64>,
}

impl Test {
    /// Of the test images, and of the validation images if there are any: the network's logits.
    pub(super) fn of(evaluation: &Evaluation, test: &Logits, validation: Option<&Logits>) -> Self {
        let temperature = validation.and_then(Logits::temperature);
        let error = |evaluation: &Evaluation| evaluation.expected_calibration_error(BINS);
        let with = |temperature| error(&test.at_temperature(temperature).evaluation());
        Self {
            score: Score::of(evaluation),
            classes: (0..evaluation.confusion.len()).map(|c| evaluation.class_metrics(c)).collect(),
            calibration: Calibration {
                expected_calibration_error: error(evaluation),
                temperature,
                with_temperature: temperature.map(with),
            },
        }
    }
}

impl Metrics {
    /// As JSON, with a line for each number.
    pub(super) fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("numbers can be written as JSON") + "\n"
    }
}
