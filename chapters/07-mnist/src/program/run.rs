//! A run: everything a training changes, and how it is saved.

use std::{path::PathBuf, time::Instant};

use autograd::nn::{Module, Sequential, StateDict};
use data::files::write_atomically;
use engine::Device;
use optimizers::{Optimizer, lr_scheduler::LRScheduler};
use random::{Generator, TorchRng};

use super::{
    checkpoint::{self, Progress},
    diagnostics::Diagnostics,
    diverged::Diverged,
    error::ProgramError,
    lock::Lock,
    metrics::{Metrics, Test},
    model_file,
    non_finite::{Place, find_non_finite},
    run_folder,
    step::Step,
};
use crate::{Augment, DataLoader};

/// Everything a training changes or needs.
pub(super) struct Run {
    /// Where it is saved.
    pub(super) folder: PathBuf,
    /// How far it has come.
    pub(super) progress: Progress,
    /// What computes.
    pub(super) device: Device,
    /// The network: what is saved, and reads images that are not learned from.
    pub(super) model: Sequential,
    /// What learns: the same parameters, with dropout between them if the settings ask for it.
    pub(super) learner: Sequential,
    /// What dropout draws from.
    pub(super) generator: Generator,
    /// The parameters of the best epoch, if the run has patience and it is not the last one.
    pub(super) best: Option<StateDict>,
    /// Loss and clipping.
    pub(super) step: Step,
    /// What moves the parameters.
    pub(super) optimizer: Box<dyn Optimizer>,
    /// What changes the learning rate; none if it stays.
    pub(super) schedule: Option<LRScheduler>,
    /// What the next epoch's order is drawn from.
    pub(super) rng: TorchRng,
    /// The images to learn from.
    pub(super) train: DataLoader,
    /// How they are distorted.
    pub(super) augment: Option<Augment>,
    /// The images to compare epochs by; none if nothing is held out.
    pub(super) validation: Option<DataLoader>,
    /// The test images, read once, when the training is over.
    pub(super) test: DataLoader,
    /// What they said.
    pub(super) tested: Option<Test>,
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
        let best = self.best.as_ref();
        checkpoint::save(&path, &self.progress, &self.model, self.optimizer.as_ref(), best)?;
        let saved = self.folder.join(run_folder::MODEL);
        self.with_best(|run| Ok(model_file::save(&saved, &run.model)?))?;
        if self.progress.history.is_empty() {
            return Ok(());
        }
        let metrics = Metrics {
            settings: self.progress.settings.clone(),
            parameters: self.model.parameter_count(),
            epochs: self.progress.history.clone(),
            saved_epoch: self.progress.saved_epoch(),
            test: self.tested.clone(),
            wall_seconds: self.progress.wall_seconds,
        };
        let path = self.folder.join(run_folder::METRICS);
        Ok(write_atomically(&path, metrics.to_json().as_bytes())?)
    }

    /// Does something with the network of the best epoch, if that is the one to be saved, and then
    /// puts the present one back.
    ///
    /// # Errors
    ///
    /// Those of `action`.
    pub(super) fn with_best<T>(
        &mut self,
        action: impl FnOnce(&mut Self) -> Result<T, ProgramError>,
    ) -> Result<T, ProgramError> {
        let Some(best) = self.best.clone() else { return action(self) };
        let present = self.model.state_dict();
        self.model.load_state_dict(&best).expect("the parameters are the model's own");
        let result = action(self);
        self.model.load_state_dict(&present).expect("the parameters are the model's own");
        result
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
