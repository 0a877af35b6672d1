//! The metrics of each epoch, as they are saved.

use serde::{Deserialize, Serialize};

/// The results of one epoch.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct EpochMetrics {
    /// Which epoch, from 1.
    pub epoch: usize,
    /// The mean loss of its batches, each weighted by its size, while the model was learning.
    pub train_loss: f64,
    /// The share of its images read correctly, likewise.
    pub train_accuracy: f64,
    /// The mean loss on the test images afterwards.
    pub test_loss: f64,
    /// The share of test images read correctly afterwards.
    pub test_accuracy: f64,
    /// How long the training took, without the test.
    pub seconds: f64,
    /// How many training images were processed per second.
    pub images_per_second: f64,
}

/// The contents of `metrics.json`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Metrics {
    /// One entry per epoch.
    pub epochs: Vec<EpochMetrics>,
    /// The share of test images read correctly by the final model.
    pub test_accuracy: f64,
    /// How long the whole run took, tests and all, over all the times it was resumed.
    pub wall_seconds: f64,
}

impl Metrics {
    /// As JSON, with a line for each number.
    pub(super) fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("numbers can be written as JSON") + "\n"
    }
}
