//! What a run depends on: the defaults, what each setting may be, and how settings are written.

use std::{fmt::Display, path::PathBuf, str::FromStr};

use autograd::Tensor;
use clap::ValueEnum;
use engine::Device;
use optimizers::{Adagrad, Adam, AdamW, Optimizer, RMSprop, SGD};
use serde::{Deserialize, Serialize};
use thiserror::Error;

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
    /// The seed of the random numbers.
    pub seed: u32,
    /// The engine.
    pub device: String,
    /// The folder of the images; none for the MNIST that comes with the program.
    pub data: Option<PathBuf>,
}

impl Default for Settings {
    /// What a run depends on when the command line says nothing.
    ///
    /// ```
    /// use mnist::program::settings::Settings;
    ///
    /// let settings = Settings::default();
    /// assert_eq!((settings.hidden.as_slice(), settings.lr), (&[256][..], 0.05));
    /// assert_eq!(settings.check(), Ok(()));
    /// ```
    fn default() -> Self {
        let optimizer = OptimizerName::Sgd;
        Self {
            epochs: 10,
            batch_size: 128,
            hidden: vec![256],
            optimizer,
            lr: optimizer.default_lr(),
            weight_decay: 0.0,
            seed: 0,
            device: Device::default().name().to_owned(),
            data: None,
        }
    }
}

/// What a setting may be. Flags and files are held to the same limits.
#[derive(Clone, Copy, Debug)]
pub struct Limit<T> {
    needed: &'static str,
    allows: fn(T) -> bool,
}

const COUNT: Limit<usize> = Limit {
    needed: "a whole number from 1 to 1,000,000",
    allows: |n| (1..=1_000_000).contains(&n),
};

/// What [`Settings::epochs`] may be.
pub const EPOCHS: Limit<usize> = COUNT;
/// What [`Settings::batch_size`] may be.
pub const BATCH_SIZE: Limit<usize> = COUNT;
/// What each of [`Settings::hidden`] may be.
pub const LAYER_SIZE: Limit<usize> = COUNT;
/// How many hidden layers there may be.
pub const HIDDEN_LAYERS: Limit<usize> =
    Limit { needed: "a whole number up to 1,000", allows: |n| n <= 1000 };
/// What [`Settings::lr`] may be.
pub const LEARNING_RATE: Limit<f64> =
    Limit { needed: "a number above 0, such as 0.05", allows: |lr| lr > 0.0 && lr.is_finite() };
/// What [`Settings::weight_decay`] may be.
pub const WEIGHT_DECAY: Limit<f64> = Limit {
    needed: "0 or a number above it, such as 0.0001",
    allows: |decay| decay >= 0.0 && decay.is_finite(),
};

impl<T: Copy + Display + FromStr> Limit<T> {
    /// A limit of another setting.
    pub const fn new(needed: &'static str, allows: fn(T) -> bool) -> Self {
        Self { needed, allows }
    }

    /// The value, if it is allowed.
    ///
    /// # Errors
    ///
    /// What is needed instead.
    ///
    /// ```
    /// use mnist::program::settings::EPOCHS;
    ///
    /// assert_eq!(EPOCHS.check(3), Ok(3));
    /// let error = EPOCHS.check(0).unwrap_err();
    /// assert_eq!(error, "a whole number from 1 to 1,000,000 is needed, not 0");
    /// ```
    pub fn check(self, value: T) -> Result<T, String> {
        if (self.allows)(value) { Ok(value) } else { Err(self.refuse(value)) }
    }

    /// The value that a text stands for, if it is allowed.
    ///
    /// # Errors
    ///
    /// What is needed instead.
    ///
    /// ```
    /// use mnist::program::settings::LEARNING_RATE;
    ///
    /// assert_eq!(LEARNING_RATE.parse("0.1"), Ok(0.1));
    /// assert!(LEARNING_RATE.parse("small").is_err());
    /// ```
    pub fn parse(self, text: &str) -> Result<T, String> {
        text.parse().map_err(|_| self.refuse(text)).and_then(|value| self.check(value))
    }

    fn refuse(self, found: impl Display) -> String {
        format!("{} is needed, not {found}", self.needed)
    }
}

impl Settings {
    /// Checks settings that come from a file, as the command line checks its flags.
    ///
    /// # Errors
    ///
    /// If no command line could have asked for them: what is wrong.
    pub fn check(&self) -> Result<(), String> {
        fn of<T>(name: &'static str, checked: Result<T, String>) -> Result<(), String> {
            checked.map(drop).map_err(|problem| format!("{name}: {problem}"))
        }
        of("epochs", EPOCHS.check(self.epochs))?;
        of("batch size", BATCH_SIZE.check(self.batch_size))?;
        of("number of hidden layers", HIDDEN_LAYERS.check(self.hidden.len()))?;
        for &size in &self.hidden {
            of("size of one of the hidden layers", LAYER_SIZE.check(size))?;
        }
        of("learning rate", LEARNING_RATE.check(self.lr))?;
        of("weight decay", WEIGHT_DECAY.check(self.weight_decay))
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
    pub fn to_toml(&self) -> Result<String, SettingsError> {
        toml::to_string(self).map_err(|error| SettingsError(error.to_string()))
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

/// Settings that cannot be written to a file.
#[derive(Debug, Error)]
#[error("the settings cannot be saved: {0}; is the --data folder's name valid UTF-8?")]
pub struct SettingsError(pub(super) String);

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
    /// The learning rate when none is asked for.
    pub fn default_lr(self) -> f64 {
        match self {
            OptimizerName::Sgd => 0.05,
            OptimizerName::Adagrad => 0.01,
            OptimizerName::Rmsprop | OptimizerName::Adam | OptimizerName::Adamw => 0.001,
        }
    }
}

/// The name on the command line.
impl Display for OptimizerName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let value = self.to_possible_value();
        f.pad(value.as_ref().map_or("the optimizer", |value| value.get_name()))
    }
}
