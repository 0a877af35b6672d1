//! A run: everything a training changes, and how it is saved.

use std::{path::PathBuf, time::Instant};

use autograd::nn::Sequential;
use data::files::write_atomically;
use engine::Device;
use optimizers::Optimizer;
use random::TorchRng;

use super::{
    checkpoint::{self, Progress},
    diagnostics::Diagnostics,
    diverged::Diverged,
    error::ProgramError,
    lock::Lock,
    metrics::Metrics,
    model_file,
    non_finite::{Place, find_non_finite},
    run_folder,
};
use crate::DataLoader;

/// Everything a training changes or needs.
pub(super) struct Run {
    /// Where it is saved.
    pub(super) folder: PathBuf,
    /// How far it has come.
    pub(super) progress: Progress,
    /// What computes.
    pub(super) device: Device,
    /// The network.
    pub(super) model: Sequential,
    /// What moves its parameters.
    pub(super) optimizer: Box<dyn Optimizer>,
    /// What the next epoch's order is drawn from.
    pub(super) rng: TorchRng,
    /// The training images.
    pub(super) train: DataLoader,
    /// The test images.
    pub(super) test: DataLoader,
    /// Height and width of an image.
    pub(super) side: (usize, usize),
    /// The checks after each epoch.
    pub(super) diagnostics: Diagnostics,
    /// Since when the time of the run has been counted.
    pub(super) since: Instant,
    /// Keeps other trainings out of the folder.
    pub(super) _lock: Lock,
}

impl Run {
    /// Saves first the checkpoint, from which the rest could be made again, then the model, then the
    /// metrics.
    ///
    /// # Errors
    ///
    /// If a file cannot be written.
    pub(super) fn save(&mut self) -> Result<(), ProgramError> {
        self.progress.wall_seconds += self.since.elapsed().as_secs_f64();
        self.since = Instant::now();
        let path = self.folder.join(run_folder::CHECKPOINT);
        checkpoint::save(&path, &self.progress, &self.model, self.optimizer.as_ref())?;
        model_file::save(&self.folder.join(run_folder::MODEL), &self.model)?;
        let Some(last) = self.progress.history.last() else { return Ok(()) };
        let metrics = Metrics {
            epochs: self.progress.history.clone(),
            test_accuracy: last.test_accuracy,
            wall_seconds: self.progress.wall_seconds,
        };
        let path = self.folder.join(run_folder::METRICS);
        Ok(write_atomically(&path, metrics.to_json().as_bytes())?)
    }

    /// Looks at everything before it is saved, so that the last save is always a good one.
    ///
    /// # Errors
    ///
    /// If a number is infinite or NaN.
    pub(super) fn check(&self) -> Result<(), ProgramError> {
        let place = find_non_finite(&self.model, self.optimizer.as_ref());
        place.map_or(Ok(()), |place| Err(self.diverged_at(place, None)))
    }

    /// The error for a number that became infinite or NaN, with the loss if that did too.
    pub(super) fn diverged_at(&self, place: Place, loss: Option<f64>) -> ProgramError {
        let kept = self.folder.join(run_folder::MODEL);
        let diverged = Diverged {
            loss: loss.filter(|loss| !loss.is_finite()),
            place,
            epoch: self.progress.epoch + 1,
            batch: self.progress.batch,
            settings: self.progress.settings.clone(),
            kept: kept.exists().then_some(kept),
        };
        Box::new(diverged).into()
    }
}
