//! What a run depends on.

use std::{fmt, path::PathBuf, str::FromStr};

use autograd::Tensor;
use clap::ValueEnum;
use engine::Device;
use optimizers::{Adagrad, Adam, AdamW, Optimizer, RMSprop, SGD};
use serde::{Deserialize, Serialize};

use super::{ProgramError, cli::TrainArgs};

/// Everything a run depends on. The same settings give the same model, to the last bit.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// How often to go through all training images.
    pub epochs: usize,
    /// Images per step.
    pub batch_size: usize,
    /// Sizes of the hidden layers.
    pub hidden: Vec<usize>,
    /// How to step downhill.
    pub optimizer: OptimizerName,
    /// The learning rate.
    pub lr: f64,
    /// The pull of every parameter toward zero.
    pub weight_decay: f64,
    /// Where the random numbers start.
    pub seed: u32,
    /// The engine.
    pub device: String,
    /// The folder of the images; none for the MNIST that comes with the program.
    pub data: Option<PathBuf>,
}

impl Settings {
    /// What the command line says, and the defaults for the rest.
    pub fn from_args(args: &TrainArgs) -> Self {
        let optimizer = args.optimizer.unwrap_or(OptimizerName::Sgd);
        Self {
            epochs: args.epochs.unwrap_or(10),
            batch_size: args.batch_size.unwrap_or(128),
            hidden: args.hidden.clone().map_or_else(|| vec![256], |hidden| hidden.0),
            optimizer,
            lr: args.lr.unwrap_or(optimizer.default_lr()),
            weight_decay: args.weight_decay.unwrap_or(0.0),
            seed: args.seed.unwrap_or(0),
            device: args.device.unwrap_or_default().name().to_owned(),
            data: absolute(args.data.as_ref()),
        }
    }

    /// The first setting that the command line asks for otherwise: its name, its value here, and
    /// the value asked for. The number of epochs may change; a run can be made longer.
    pub fn contradiction(&self, args: &TrainArgs) -> Option<(&'static str, String, String)> {
        fn differ<T: PartialEq + fmt::Debug>(
            name: &'static str,
            saved: &T,
            asked: Option<&T>,
        ) -> Option<(&'static str, String, String)> {
            let asked = asked.filter(|asked| *asked != saved)?;
            Some((name, format!("{saved:?}"), format!("{asked:?}")))
        }
        let device = args.device.map(|device| device.name().to_owned());
        differ("batch_size", &self.batch_size, args.batch_size.as_ref())
            .or_else(|| {
                differ("hidden", &self.hidden, args.hidden.as_ref().map(|hidden| &hidden.0))
            })
            .or_else(|| differ("optimizer", &self.optimizer, args.optimizer.as_ref()))
            .or_else(|| differ("lr", &self.lr, args.lr.as_ref()))
            .or_else(|| differ("weight_decay", &self.weight_decay, args.weight_decay.as_ref()))
            .or_else(|| differ("seed", &self.seed, args.seed.as_ref()))
            .or_else(|| differ("device", &self.device, device.as_ref()))
            .or_else(|| {
                let data = absolute(args.data.as_ref());
                differ("data", &self.data, Some(&data).filter(|data| data.is_some()))
            })
    }

    /// Looks at settings that come from a file, as the command line looks at its flags.
    ///
    /// # Errors
    ///
    /// If no command line could have asked for them: what is wrong.
    pub fn check(&self) -> Result<(), String> {
        let usual = 1..=1_000_000;
        if !usual.contains(&self.epochs) {
            Err(format!("{} epochs are not from 1 to 1,000,000", self.epochs))
        } else if !usual.contains(&self.batch_size) {
            Err(format!("a batch size of {} is not from 1 to 1,000,000", self.batch_size))
        } else if self.hidden.len() > 1000 || !self.hidden.iter().all(|size| usual.contains(size)) {
            Err(format!("hidden layers of {:?} are not from 1 to 1,000,000", self.hidden))
        } else if !(self.lr > 0.0 && self.lr.is_finite()) {
            Err(format!("a learning rate of {} is not above 0", self.lr))
        } else if !(self.weight_decay >= 0.0 && self.weight_decay.is_finite()) {
            Err(format!("a weight decay of {} is below 0", self.weight_decay))
        } else {
            Ok(())
        }
    }

    /// The optimizer, over the given parameters.
    pub fn optimizer(&self, parameters: Vec<Tensor>) -> Box<dyn Optimizer> {
        let (lr, decay) = (self.lr, self.weight_decay);
        match self.optimizer {
            OptimizerName::Sgd => {
                Box::new(SGD::new(parameters, lr).momentum(0.9).weight_decay(decay))
            }
            OptimizerName::Rmsprop => Box::new(RMSprop::new(parameters, lr).weight_decay(decay)),
            OptimizerName::Adagrad => Box::new(Adagrad::new(parameters, lr).weight_decay(decay)),
            OptimizerName::Adam => Box::new(Adam::new(parameters, lr).weight_decay(decay)),
            OptimizerName::Adamw => Box::new(AdamW::new(parameters, lr).weight_decay(decay)),
        }
    }

    /// The settings as TOML.
    ///
    /// # Errors
    ///
    /// If a path is not valid UTF-8, which TOML cannot hold.
    pub fn to_toml(&self) -> Result<String, ProgramError> {
        toml::to_string(self).map_err(|error| ProgramError::Settings(error.to_string()))
    }

    /// The device. Settings of another build may name one that this build lacks.
    ///
    /// # Errors
    ///
    /// If this build does not know the device.
    pub fn device(&self) -> Result<Device, engine::UnknownDevice> {
        self.device.parse()
    }
}

/// The folder from the root on, so that a run can be resumed from anywhere. One that is not there
/// stays as it is, for the error message.
fn absolute(folder: Option<&PathBuf>) -> Option<PathBuf> {
    folder.map(|folder| folder.canonicalize().unwrap_or_else(|_| folder.clone()))
}

/// The optimizers of chapter 6.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum OptimizerName {
    /// Stochastic gradient descent with momentum 0.9
    Sgd,
    /// Every parameter measured by its recent gradients
    Rmsprop,
    /// Every parameter measured by all gradients it has seen
    Adagrad,
    /// Momentum, measured by the size of recent gradients
    Adam,
    /// Adam with a weight decay that is not part of the gradient
    Adamw,
}

impl OptimizerName {
    fn default_lr(self) -> f64 {
        match self {
            OptimizerName::Sgd => 0.05,
            OptimizerName::Adagrad => 0.01,
            OptimizerName::Rmsprop | OptimizerName::Adam | OptimizerName::Adamw => 0.001,
        }
    }
}

/// The sizes of the hidden layers, as the command line writes them: `128,64`, or `none`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hidden(pub Vec<usize>);

impl FromStr for Hidden {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "none" {
            return Ok(Self(Vec::new()));
        }
        let size = |text: &str| match text.trim().parse() {
            Ok(size @ 1..=1_000_000) => Ok(size),
            _ => Err(format!(
                "`{text}` is not the size of a layer; write sizes such as 128,64, or none"
            )),
        };
        text.split(',').map(size).collect::<Result<_, _>>().map(Self)
    }
}
