//! The state of an unfinished run, from which it goes on to the same bits as without a pause.

use std::{
    borrow::Cow,
    path::{Path, PathBuf},
};

use autograd::nn::{Module, Sequential, StateDict, StateDictError};
use data::{DataError, files::write_atomically};
use optimizers::{Optimizer, State, StateError};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    architecture::{Architecture, UnknownModule},
    metrics::EpochMetrics,
    settings::{Settings, SettingsError},
    tensor_file::{self, MOST_TENSORS, TensorFileError, check_numbers, readable},
};

/// The key of the metadata that holds [`Progress`] as JSON.
const KEY: &str = "chain_rule.progress";

/// How far a run has come. With the parameters and the optimizer's buffers, this is its whole state:
/// the random numbers drawn so far follow from the seed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Progress {
    /// What the run depends on.
    pub settings: Settings,
    /// How many epochs are complete.
    pub epoch: usize,
    /// How many batches of the next one are done.
    pub batch: usize,
    /// The sum of the losses of the images in them.
    pub loss_sum: f64,
    /// How many of those images were read correctly.
    pub correct: usize,
    /// How long they took.
    pub seconds: f64,
    /// The results of the complete epochs.
    pub history: Vec<EpochMetrics>,
    /// How long the run has taken so far, with everything.
    pub wall_seconds: f64,
    /// The optimizer's count of steps, for each parameter.
    steps: Vec<u64>,
    /// The network's modules, if they are not just linear layers with ReLUs between them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    architecture: Option<Architecture>,
    /// The epoch with the smallest validation loss, from 1; 0 if there is none yet.
    #[serde(default)]
    pub best_epoch: usize,
}

impl Progress {
    /// The very beginning.
    pub fn start(settings: Settings) -> Self {
        Self {
            settings,
            epoch: 0,
            batch: 0,
            loss_sum: 0.0,
            correct: 0,
            seconds: 0.0,
            history: Vec::new(),
            wall_seconds: 0.0,
            steps: Vec::new(),
            architecture: None,
            best_epoch: 0,
        }
    }

    fn to_json(&self) -> Result<String, SettingsError> {
        serde_json::to_string(self).map_err(|error| SettingsError(error.to_string()))
    }

    /// Refuses counts that contradict each other, with which a run might never end.
    fn check(&self) -> Result<(), String> {
        self.settings.check()?;
        let images = self.batch as u128 * self.settings.batch_size as u128;
        if self.epoch != self.history.len() || self.epoch > self.settings.epochs {
            let (epoch, epochs, known) = (self.epoch, self.settings.epochs, self.history.len());
            Err(format!("{epoch} of {epochs} epochs are complete, but {known} are written down"))
        } else if self.best_epoch > self.epoch {
            let (best, epoch) = (self.best_epoch, self.epoch);
            Err(format!("epoch {best} is said to be the best of {epoch}"))
        } else if images > 1 << 40 || self.correct as u128 > images {
            Err(format!(
                "of the {images} images in {} batches, {} are right",
                self.batch, self.correct
            ))
        } else if self.steps.len() > MOST_TENSORS {
            let (count, most) = (self.steps.len(), MOST_TENSORS);
            Err(format!("the optimizer moves {count} parameters, expected at most {most}"))
        } else if let Some(steps) = self.steps.iter().find(|&&steps| steps > 1 << 53) {
            Err(format!("the optimizer has taken {steps} steps, more than can be"))
        } else {
            Ok(())
        }
    }

    /// Whether the validation loss has not fallen for as many epochs as the settings wait.
    pub fn out_of_patience(&self) -> bool {
        let waited = self.epoch - self.best_epoch;
        self.settings.patience.is_some_and(|patience| waited >= patience)
    }

    /// Whether the training is over.
    pub fn is_over(&self) -> bool {
        self.epoch >= self.settings.epochs || self.out_of_patience()
    }

    /// The epoch of the network that is saved, from 1: the best if the run has patience, else the
    /// last.
    pub fn saved_epoch(&self) -> usize {
        if self.settings.patience.is_some() { self.best_epoch } else { self.epoch }
    }

    /// Adds the results of a complete epoch, and begins the next. The epoch is the best so far if
    /// its validation loss is the smallest.
    pub fn complete_epoch(&mut self, metrics: EpochMetrics) {
        let smallest = |epoch: &EpochMetrics| Some(epoch.validation?.loss);
        let best = self.best_epoch.checked_sub(1).and_then(|best| smallest(&self.history[best]));
        if smallest(&metrics).is_some_and(|loss| best.is_none_or(|best| loss < best)) {
            self.best_epoch = metrics.epoch;
        }
        self.history.push(metrics);
        self.epoch += 1;
        (self.batch, self.loss_sum, self.correct, self.seconds) = (0, 0.0, 0, 0.0);
    }
}

/// A checkpoint that cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// The file is not a checkpoint.
    #[error("{path}: not a checkpoint of this program: {problem}; move it away to start a new run")]
    Format {
        /// Which file.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The network has a module that no file can hold.
    #[error("{path}: {problem}", path = path.display())]
    Module {
        /// Which file.
        path: PathBuf,
        /// The module.
        problem: UnknownModule,
    },
    /// The file cannot be read or written as a list of tensors.
    #[error(transparent)]
    File(#[from] TensorFileError),
    /// The file cannot be written.
    #[error(transparent)]
    Write(DataError),
    /// The settings cannot be written down.
    #[error(transparent)]
    Settings(#[from] SettingsError),
}

/// A checkpoint that has been read, but not yet put to use.
pub struct Checkpoint {
    /// How far the run had come.
    pub progress: Progress,
    path: String,
    tensors: StateDict,
}

/// Saves everything needed to go on: `best` are the parameters of the best epoch, if the run has
/// patience and it is not the last one.
///
/// # Errors
///
/// If the network has a module that a file cannot hold, or the file cannot be written; the old one
/// is then still there.
pub fn save(
    path: &Path,
    progress: &Progress,
    model: &Sequential,
    optimizer: &dyn Optimizer,
    best: Option<&StateDict>,
) -> Result<(), CheckpointError> {
    let mut progress = progress.clone();
    let architecture = Architecture::of(model)
        .map_err(|problem| CheckpointError::Module { path: path.to_owned(), problem })?;
    progress.architecture = (!architecture.is_linear_and_relu()).then_some(architecture);
    progress.steps = optimizer.state().iter().map(|state| state.step).collect();
    let mut tensors: StateDict = model
        .state_dict()
        .into_iter()
        .map(|(name, array)| (format!("model.{name}"), array))
        .collect();
    for (i, state) in optimizer.state().iter().enumerate() {
        for (buffer, array) in &state.buffers {
            tensors.push((format!("optimizer.{i}.{buffer}"), array.clone()));
        }
    }
    for (name, array) in best.into_iter().flatten() {
        tensors.push((format!("best.{name}"), array.clone()));
    }
    let json = progress.to_json()?;
    let bytes = tensor_file::to_bytes(path, &tensors, [(KEY.to_owned(), json)])?;
    write_atomically(path, &bytes).map_err(CheckpointError::Write)
}

/// Reads a checkpoint.
///
/// # Errors
///
/// If the file cannot be read or is not a checkpoint.
pub fn load(path: &Path) -> Result<Checkpoint, CheckpointError> {
    let bytes = tensor_file::read(path)?;
    let name = path.display().to_string();
    let format = |problem: String| CheckpointError::Format {
        path: name.clone(),
        problem: readable(&problem),
    };
    let metadata = tensor_file::metadata(path, &bytes)?;
    let json = metadata.get(KEY).ok_or_else(|| format(format!("it has no entry `{KEY}`")))?;
    let progress: Progress =
        serde_json::from_str(json).map_err(|error| format(error.to_string()))?;
    progress.check().map_err(format)?;
    let tensors = tensor_file::from_bytes(path, &bytes)?;
    let of_a_network = |name: &str| name.starts_with("model.") || name.starts_with("best.");
    for (name, array) in tensors.iter().filter(|(name, _)| of_a_network(name)) {
        check_numbers(name, array).map_err(format)?;
    }
    Ok(Checkpoint { progress, path: name, tensors })
}

impl Checkpoint {
    /// Puts the parameters into `model` and the state into `optimizer`, and returns the parameters of
    /// the best epoch, if they are saved apart.
    ///
    /// # Errors
    ///
    /// If they do not fit, or belong to a network of other modules.
    pub fn restore(
        &self,
        model: &Sequential,
        optimizer: &mut dyn Optimizer,
    ) -> Result<Option<StateDict>, CheckpointError> {
        let format = |problem: String| CheckpointError::Format {
            path: self.path.clone(),
            problem: readable(&problem),
        };
        let found = Architecture::of(model).map_err(|problem| CheckpointError::Module {
            path: self.path.clone().into(),
            problem,
        })?;
        let expected = match &self.progress.architecture {
            Some(architecture) => *architecture == found,
            None => found.is_linear_and_relu(),
        };
        if !expected {
            let saved = self.progress.architecture.as_ref().map(ToString::to_string);
            let saved = saved.unwrap_or_else(|| "Linear, ReLU(), Linear and so on".to_owned());
            let problem = format!("it is of a network of other modules: {saved}; not {found}");
            return Err(format(problem));
        }
        let mismatch = |error: StateDictError| format(error.to_string());
        let best: StateDict = self.under("best.").collect();
        let best = (!best.is_empty()).then_some(best);
        if let Some(best) = &best {
            // The model takes them as a test, until it gets its own.
            model.load_state_dict(best).map_err(mismatch)?;
        }
        let parameters = self.under("model.").collect();
        model.load_state_dict(&parameters).map_err(mismatch)?;
        let mut states: Vec<State> =
            self.progress.steps.iter().map(|&step| State { step, buffers: Vec::new() }).collect();
        for (name, array) in self.under("optimizer.") {
            let place = name.split_once('.').and_then(|(i, buffer)| {
                let state = states.get_mut(i.parse::<usize>().ok()?)?;
                Some((state, Cow::Owned(buffer.to_owned())))
            });
            let (state, buffer) = place
                .ok_or_else(|| format(format!("`optimizer.{name}` belongs to no parameter")))?;
            state.buffers.push((buffer, array));
        }
        optimizer.load_state(&states).map_err(|error: StateError| format(error.to_string()))?;
        Ok(best)
    }

    fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (String, engine::Array)> + 'a {
        self.tensors.iter().filter_map(move |(name, array)| {
            Some((name.strip_prefix(prefix)?.to_owned(), array.clone()))
        })
    }
}
