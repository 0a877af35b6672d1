//! What a run depends on: the defaults, what each setting may be, and how settings are written.

use std::{fmt::Display, path::PathBuf, str::FromStr};

use autograd::Tensor;
use clap::ValueEnum;
use engine::Device;
use optimizers::{Adagrad, Adam, AdamW, Optimizer, ParamGroup, RMSprop, SGD};
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
    /// How much of the last step is kept in the next; for sgd and rmsprop.
    pub momentum: f64,
    /// The pull of every weight toward zero.
    pub weight_decay: f64,
    /// How the learning rate changes from step to step.
    pub schedule: ScheduleName,
    /// In how many epochs, or what part of one, the learning rate grows from nearly 0.
    pub warmup: f64,
    /// The longest that the gradient of a step may be; none for no limit.
    pub clip: Option<f64>,
    /// The probability with which a hidden unit is switched off in a step.
    pub dropout: f64,
    /// The share of each target that is spread over all classes.
    pub label_smoothing: f64,
    /// How the training images are distorted.
    pub augment: AugmentName,
    /// How many training images are held out to validate the network after each epoch; none for a
    /// twelfth of them.
    pub validation: Option<usize>,
    /// For how many epochs the validation loss may fail to fall, before the training ends; none to
    /// train to the end.
    pub patience: Option<usize>,
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
    /// assert_eq!((settings.hidden.as_slice(), settings.lr), (&[256][..], 0.1));
    /// assert_eq!((settings.momentum, settings.validation), (0.9, None));
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
            momentum: optimizer.default_momentum(),
            weight_decay: 0.0,
            schedule: ScheduleName::Onecycle,
            warmup: 0.0,
            clip: None,
            dropout: 0.0,
            label_smoothing: 0.0,
            augment: AugmentName::None,
            validation: None,
            patience: None,
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

/// What [`Settings::momentum`] may be.
pub const MOMENTUM: Limit<f64> = Limit {
    needed: "a number from 0 to below 1, such as 0.9",
    allows: |m| (0.0..1.0).contains(&m),
};
/// What [`Settings::warmup`] may be.
pub const WARMUP: Limit<f64> = Limit {
    needed: "a number of epochs from 0 on, such as 1 or 0.5",
    allows: |epochs| (0.0..=1e6).contains(&epochs),
};
/// What [`Settings::clip`] may be.
pub const CLIP: Limit<f64> =
    Limit { needed: "a number above 0, such as 1", allows: |norm| norm > 0.0 && norm.is_finite() };
/// What [`Settings::dropout`] may be.
pub const DROPOUT: Limit<f64> = Limit {
    needed: "a probability from 0 to below 1, such as 0.2",
    allows: |p| (0.0..1.0).contains(&p),
};
/// What [`Settings::label_smoothing`] may be.
pub const LABEL_SMOOTHING: Limit<f64> = Limit {
    needed: "a share from 0 to below 1, such as 0.1",
    allows: |share| (0.0..1.0).contains(&share),
};
/// What [`Settings::validation`] may be.
pub const VALIDATION: Limit<usize> =
    Limit { needed: "a whole number up to 1,000,000,000", allows: |n| n <= 1_000_000_000 };

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
        of("momentum", MOMENTUM.check(self.momentum))?;
        of("weight decay", WEIGHT_DECAY.check(self.weight_decay))?;
        of("warm-up", WARMUP.check(self.warmup))?;
        of("clip", self.clip.map_or(Ok(0.0), |clip| CLIP.check(clip)))?;
        of("dropout", DROPOUT.check(self.dropout))?;
        of("label smoothing", LABEL_SMOOTHING.check(self.label_smoothing))?;
        of("validation", VALIDATION.check(self.validation.unwrap_or(0)))?;
        of("patience", self.patience.map_or(Ok(0), |patience| EPOCHS.check(patience)))?;
        self.check_together()
    }

    /// Settings that are allowed one by one, but make no sense together.
    fn check_together(&self) -> Result<(), String> {
        if self.momentum > 0.0 && !self.optimizer.has_momentum() {
            Err(format!("{} has no momentum; leave it out, or take sgd or rmsprop", self.optimizer))
        } else if self.schedule == ScheduleName::Onecycle && self.warmup > 0.0 {
            Err("the schedule onecycle has a warm-up of its own; leave the warm-up out, or take \
                 another schedule: constant, step or cosine"
                .to_owned())
        } else if self.warmup > self.epochs as f64 {
            let (warmup, epochs) = (self.warmup, self.epochs);
            Err(format!("a warm-up of {warmup} epochs is longer than the training, {epochs}"))
        } else if self.patience.is_some() && self.validation == Some(0) {
            Err("patience needs images to validate with, and validation is 0".to_owned())
        } else {
            Ok(())
        }
    }

    /// The optimizer, over the given parameters. Weight decay pulls at the weights only: a bias
    /// multiplies no input, so a large one does no harm.
    pub fn optimizer(&self, parameters: Vec<Tensor>) -> Box<dyn Optimizer> {
        let (lr, momentum, decay) = (self.lr, self.momentum, self.weight_decay);
        let (weights, biases): (Vec<_>, Vec<_>) =
            parameters.into_iter().partition(|parameter| parameter.shape().rank() > 1);
        let biases = ParamGroup::new(biases).weight_decay(0.0);
        macro_rules! over_both {
            ($optimizer:expr) => {
                Box::new($optimizer.weight_decay(decay).add_param_group(biases))
            };
        }
        match self.optimizer {
            OptimizerName::Sgd => over_both!(SGD::new(weights, lr).momentum(momentum)),
            OptimizerName::Rmsprop => over_both!(RMSprop::new(weights, lr).momentum(momentum)),
            OptimizerName::Adagrad => over_both!(Adagrad::new(weights, lr)),
            OptimizerName::Adam => over_both!(Adam::new(weights, lr)),
            OptimizerName::Adamw => over_both!(AdamW::new(weights, lr)),
        }
    }

    /// The settings of a TOML file that a run has written, or that you have. What the file leaves
    /// out has its default.
    ///
    /// # Errors
    ///
    /// If the text is not TOML, or a setting is unknown, of the wrong kind, or not allowed.
    ///
    /// ```
    /// use mnist::program::settings::{OptimizerName, Settings};
    ///
    /// let settings = Settings::from_toml("epochs = 3\noptimizer = 'adam'")?;
    /// assert_eq!((settings.epochs, settings.lr), (3, OptimizerName::Adam.default_lr()));
    /// assert!(Settings::from_toml("epoch = 3").unwrap_err().contains("unknown field `epoch`"));
    /// assert!(Settings::from_toml("epochs = 0").unwrap_err().contains("a whole number from 1"));
    /// # Ok::<(), String>(())
    /// ```
    pub fn from_toml(text: &str) -> Result<Self, String> {
        let written: toml::Table =
            text.parse().map_err(|error: toml::de::Error| error.to_string())?;
        let mut defaults = Self::default();
        if let Some(name) = written.get("optimizer") {
            let name = name.clone().try_into().map_err(|error| format!("optimizer: {error}"))?;
            defaults = defaults.with_optimizer(name);
        }
        let mut table = toml::Table::try_from(defaults).map_err(|error| error.to_string())?;
        table.extend(written);
        let settings: Self = table.try_into().map_err(|error| error.to_string())?;
        settings.check()?;
        Ok(settings)
    }

    /// The same with another optimizer, and its default learning rate and momentum.
    #[must_use]
    pub fn with_optimizer(self, optimizer: OptimizerName) -> Self {
        let (lr, momentum) = (optimizer.default_lr(), optimizer.default_momentum());
        Self { optimizer, lr, momentum, ..self }
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
    /// Stochastic gradient descent, with momentum 0.9 unless told otherwise
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
            OptimizerName::Sgd => 0.1,
            OptimizerName::Adagrad => 0.01,
            OptimizerName::Rmsprop | OptimizerName::Adam | OptimizerName::Adamw => 0.001,
        }
    }

    /// The momentum when none is asked for.
    pub fn default_momentum(self) -> f64 {
        if self == OptimizerName::Sgd { 0.9 } else { 0.0 }
    }

    /// Whether it has a momentum that can be set.
    pub fn has_momentum(self) -> bool {
        matches!(self, OptimizerName::Sgd | OptimizerName::Rmsprop)
    }
}

/// How the learning rate changes during a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum ScheduleName {
    /// Always the same
    Constant,
    /// A tenth of it after each third of the training
    Step,
    /// Down to 0 along half a cosine
    Cosine,
    /// Up from a 25th of it, and then down to nearly 0; the momentum does the opposite
    Onecycle,
}

/// How the training images are distorted, each time differently.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum AugmentName {
    /// Not at all
    None,
    /// Shifted by up to 2 pixels
    Shift,
    /// Shifted, rotated, scaled and sheared
    Affine,
    /// All that, and trembling like a hand
    Elastic,
}

/// The name on the command line.
macro_rules! display_as_flag {
    ($($Name:ident)*) => {
        $(impl Display for $Name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let value = self.to_possible_value();
                f.pad(value.as_ref().map_or("?", |value| value.get_name()))
            }
        })*
    };
}
display_as_flag!(OptimizerName ScheduleName AugmentName);
