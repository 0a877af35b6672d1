//! The command line: what can be asked for, and the settings that follow from it.

use std::{fmt, path::PathBuf, str::FromStr};

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use engine::Device;

use super::settings::{
    AugmentName, BATCH_SIZE, CLIP, DROPOUT, EPOCHS, LABEL_SMOOTHING, LAYER_SIZE, LEARNING_RATE,
    Limit, MOMENTUM, OptimizerName, ScheduleName, Settings, VALIDATION, WARMUP, WEIGHT_DECAY,
};

/// The trained network that the smaller commands use, unless they are told another.
const MODEL: &str = "runs/mnist/model.safetensors";

/// How many cores may be asked for.
const THREADS: Limit<usize> =
    Limit::new("a whole number from 1 to 1024", |n| (1..=1024).contains(&n));

/// Train a network that reads handwritten digits, and look at what it learned.
///
/// Without a command, it trains.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    /// What to do; training if nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The flags of `train`.
    #[command(flatten)]
    pub train: TrainArgs,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
#[expect(clippy::large_enum_variant, reason = "a program has one of it")]
pub enum Command {
    /// Train a network; save it, its learning curve and its worst mistakes
    Train(TrainArgs),
    /// Read the test images with a trained network
    Eval(EvalArgs),
    /// Read pictures of your own: black on white or white on black, any size
    Predict(PredictArgs),
    /// Write a trained network as ONNX, for browsers, phones and other programs
    Export(ExportArgs),
    /// The experiment of a PyTorch tutorial: a network stuck at ln 10, and the same one freed
    Tutorial(TutorialArgs),
    /// Show the engines, the data and the defaults
    Info(InfoArgs),
    /// Only the released program has the book inside, and puts its own command in this place. Here
    /// you are told how else to read it.
    #[command(hide = true)]
    Book,
}

/// Flags of `train`. What is not given has the default that [`Settings`] names; the help is told
/// by [`Cli::command_with_defaults`].
#[derive(Debug, Default, Clone, Args)]
pub struct TrainArgs {
    /// How often to go through all training images
    #[arg(long, value_parser = |text: &str| EPOCHS.parse(text), allow_negative_numbers = true)]
    pub epochs: Option<usize>,
    /// Images per step; larger batches are faster, smaller ones take more steps
    #[arg(long, value_parser = |text: &str| BATCH_SIZE.parse(text), allow_negative_numbers = true)]
    pub batch_size: Option<usize>,
    /// Sizes of the hidden layers, such as 256 or 128,64; `none` for no hidden layer
    #[arg(long, value_parser = clap::value_parser!(Hidden))]
    pub hidden: Option<Hidden>,
    /// How to step downhill
    #[arg(long, value_enum)]
    pub optimizer: Option<OptimizerName>,
    /// The learning rate: how far a step goes
    #[arg(long, value_parser = |text: &str| LEARNING_RATE.parse(text), allow_negative_numbers = true)]
    pub lr: Option<f64>,
    /// How much of the last step is kept in the next; for sgd and rmsprop
    #[arg(long, value_parser = |text: &str| MOMENTUM.parse(text), allow_negative_numbers = true)]
    pub momentum: Option<f64>,
    /// How strongly weights are pulled to zero
    #[arg(long, value_parser = |text: &str| WEIGHT_DECAY.parse(text), allow_negative_numbers = true)]
    pub weight_decay: Option<f64>,
    /// How the learning rate changes from step to step
    #[arg(long, value_enum)]
    pub schedule: Option<ScheduleName>,
    /// In how many epochs the learning rate grows from nearly 0 to --lr; 0.5 is half an epoch
    #[arg(
        long, value_name = "EPOCHS", value_parser = |text: &str| WARMUP.parse(text),
        allow_negative_numbers = true
    )]
    pub warmup: Option<f64>,
    /// The longest that a gradient may be; a longer one is shortened [default: no limit]
    #[arg(
        long, value_name = "NORM", value_parser = |text: &str| CLIP.parse(text),
        allow_negative_numbers = true
    )]
    pub clip: Option<f64>,
    /// The probability with which each hidden unit is switched off in a step
    #[arg(
        long, value_name = "P", value_parser = |text: &str| DROPOUT.parse(text),
        allow_negative_numbers = true
    )]
    pub dropout: Option<f64>,
    /// The share of each target that is spread over all classes
    #[arg(
        long, value_name = "SHARE", value_parser = |text: &str| LABEL_SMOOTHING.parse(text),
        allow_negative_numbers = true
    )]
    pub label_smoothing: Option<f64>,
    /// How the training images are distorted, each time differently
    #[arg(long, value_enum)]
    pub augment: Option<AugmentName>,
    /// How many training images to hold out and validate with after each epoch [default: a twelfth,
    /// 5000 of MNIST's 60,000]
    #[arg(
        long, value_name = "IMAGES", value_parser = |text: &str| VALIDATION.parse(text),
        allow_negative_numbers = true
    )]
    pub validation: Option<usize>,
    /// End when the validation loss has not fallen for so many epochs, and keep the network of the
    /// best one [default: train to the end]
    #[arg(
        long, value_name = "EPOCHS", value_parser = |text: &str| EPOCHS.parse(text),
        allow_negative_numbers = true
    )]
    pub patience: Option<usize>,
    /// Where the random numbers start; the same seed gives the same network, bit for bit
    #[arg(long, allow_negative_numbers = true)]
    pub seed: Option<u32>,
    /// How many cores to use; the result does not depend on it [default: all]
    #[arg(long, value_parser = |text: &str| THREADS.parse(text), allow_negative_numbers = true)]
    pub threads: Option<usize>,
    /// The engine that computes: faer, nalgebra or, if built with it, arrayfire
    #[arg(long)]
    pub device: Option<Device>,
    /// A folder with IDX files, gzipped or not, such as Fashion-MNIST [default: the MNIST that
    /// comes with this program]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// A TOML file with settings, such as the settings.toml that every run writes; a flag overrides it
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The folder for the results; an earlier run in it is kept, one folder deeper
    #[arg(long, value_name = "DIR", default_value = "runs/mnist")]
    pub out: PathBuf,
    /// Go on with the run in the output folder where it stopped
    #[arg(long)]
    pub resume: bool,
}

/// Flags of `eval`.
#[derive(Debug, Args)]
pub struct EvalArgs {
    /// The trained network
    #[arg(long, value_name = "FILE", default_value = MODEL)]
    pub model: PathBuf,
    /// A folder with IDX files [default: the MNIST that comes with this program]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The engine that computes: faer, nalgebra or, if built with it, arrayfire
    #[arg(long, default_value_t = Device::default())]
    pub device: Device,
}

/// Flags of `predict`.
#[derive(Debug, Args)]
pub struct PredictArgs {
    /// Pictures, PNG or JPEG, of one digit each
    #[arg(required = true, value_name = "IMAGE")]
    pub images: Vec<PathBuf>,
    /// The trained network
    #[arg(long, value_name = "FILE", default_value = MODEL)]
    pub model: PathBuf,
    /// Also show each picture as the network sees it
    #[arg(long)]
    pub show: bool,
}

/// Flags of `export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The trained network
    #[arg(long, value_name = "FILE", default_value = MODEL)]
    pub model: PathBuf,
    /// The file to write [default: beside the network, named alike, ending in .onnx]
    #[arg(long, value_name = "FILE")]
    pub onnx: Option<PathBuf>,
}

/// Flags of `tutorial`.
#[derive(Debug, Args)]
pub struct TutorialArgs {
    /// As `torch.manual_seed`
    #[arg(long, default_value_t = 0)]
    pub seed: u32,
    /// A folder with IDX files [default: the MNIST that comes with this program]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The folder for the drawing
    #[arg(long, value_name = "DIR", default_value = "runs/tutorial")]
    pub out: PathBuf,
}

/// Flags of `info`.
#[derive(Debug, Args)]
pub struct InfoArgs {
    /// A folder with IDX files [default: the MNIST that comes with this program]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
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
        let size = |text: &str| {
            LAYER_SIZE.parse(text.trim()).map_err(|_| {
                format!("`{text}` is not the size of a layer; write sizes such as 128,64, or none")
            })
        };
        text.split(',').map(size).collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("none");
        }
        let sizes: Vec<String> = self.0.iter().map(usize::to_string).collect();
        f.write_str(&sizes.join(","))
    }
}

impl Cli {
    /// The command line of this process. One that makes no sense ends the program, with a message.
    pub fn read() -> Self {
        let matches = Self::command_with_defaults().get_matches();
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }

    /// The description of the command line, with the defaults of [`Settings`] in its help.
    ///
    /// ```
    /// use mnist::program::cli::Cli;
    ///
    /// let help = Cli::command_with_defaults().render_help().to_string();
    /// assert!(help.contains("How often to go through all training images [default: 10]"));
    /// ```
    pub fn command_with_defaults() -> clap::Command {
        let defaults = defaults();
        let add = |command: clap::Command| {
            defaults.iter().fold(command, |command, (flag, default)| {
                command.mut_arg(flag, |arg| {
                    let about = arg.get_help().map(ToString::to_string).unwrap_or_default();
                    arg.help(format!("{about} [default: {default}]"))
                })
            })
        };
        add(Self::command()).mut_subcommand("train", add)
    }
}

/// The flags whose defaults come from [`Settings`], and what the help says of them.
fn defaults() -> Vec<(&'static str, String)> {
    let default = Settings::default();
    vec![
        ("epochs", default.epochs.to_string()),
        ("batch_size", default.batch_size.to_string()),
        ("hidden", Hidden(default.hidden).to_string()),
        ("optimizer", default.optimizer.to_string()),
        ("lr", learning_rates()),
        ("momentum", format!("{} for sgd, 0 for rmsprop", OptimizerName::Sgd.default_momentum())),
        ("weight_decay", default.weight_decay.to_string()),
        ("schedule", default.schedule.to_string()),
        ("warmup", default.warmup.to_string()),
        ("dropout", default.dropout.to_string()),
        ("label_smoothing", default.label_smoothing.to_string()),
        ("augment", default.augment.to_string()),
        ("seed", default.seed.to_string()),
        ("device", default.device),
    ]
}

/// `0.1 for sgd, 0.01 for adagrad, 0.001 for the others`.
fn learning_rates() -> String {
    let all = OptimizerName::value_variants();
    let alike = |name: OptimizerName| {
        all.iter().filter(|other| other.default_lr() == name.default_lr()).count()
    };
    let (alone, others): (Vec<OptimizerName>, Vec<OptimizerName>) =
        all.iter().partition(|&&name| alike(name) == 1);
    let alone = alone.into_iter().map(|name| format!("{} for {name}", name.default_lr()));
    let others = others.first().map(|name| format!("{} for the others", name.default_lr()));
    alone.chain(others).collect::<Vec<_>>().join(", ")
}

/// A flag that contradicts the run to be resumed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contradiction {
    /// The setting.
    pub name: String,
    /// Its value in the run.
    pub saved: String,
    /// The value on the command line.
    pub asked: String,
}

impl TrainArgs {
    /// The given settings, with what the command line says instead. Another optimizer brings its own
    /// learning rate and momentum.
    ///
    /// ```
    /// use mnist::program::{cli::TrainArgs, settings::{OptimizerName, Settings}};
    ///
    /// let default = Settings::default();
    /// assert_eq!(TrainArgs::default().over(default.clone()), default);
    /// let adam = TrainArgs { optimizer: Some(OptimizerName::Adam), ..TrainArgs::default() };
    /// assert_eq!(adam.over(default).lr, OptimizerName::Adam.default_lr());
    /// ```
    pub fn over(&self, base: Settings) -> Settings {
        let base = match self.optimizer {
            Some(optimizer) if optimizer != base.optimizer => base.with_optimizer(optimizer),
            _ => base,
        };
        Settings {
            epochs: self.epochs.unwrap_or(base.epochs),
            batch_size: self.batch_size.unwrap_or(base.batch_size),
            hidden: self.hidden.clone().map_or(base.hidden, |hidden| hidden.0),
            optimizer: base.optimizer,
            lr: self.lr.unwrap_or(base.lr),
            momentum: self.momentum.unwrap_or(base.momentum),
            weight_decay: self.weight_decay.unwrap_or(base.weight_decay),
            schedule: self.schedule.unwrap_or(base.schedule),
            warmup: self.warmup.unwrap_or(base.warmup),
            clip: self.clip.or(base.clip),
            dropout: self.dropout.unwrap_or(base.dropout),
            label_smoothing: self.label_smoothing.unwrap_or(base.label_smoothing),
            augment: self.augment.unwrap_or(base.augment),
            validation: self.validation.or(base.validation),
            patience: self.patience.or(base.patience),
            seed: self.seed.unwrap_or(base.seed),
            device: self.device.map_or(base.device, |device| device.name().to_owned()),
            data: absolute(self.data.as_ref()).or(base.data),
        }
    }
}

impl Contradiction {
    /// The first setting in which two runs differ, other than the number of epochs: a run can be
    /// made longer, unless its learning rate follows a schedule, which ends with the last epoch.
    ///
    /// ```
    /// use mnist::program::{cli::Contradiction, settings::Settings};
    ///
    /// let saved = Settings::default();
    /// assert_eq!(Contradiction::between(&saved, &saved), None);
    /// let asked = Settings { hidden: vec![8, 8], ..saved.clone() };
    /// let found = Contradiction::between(&saved, &asked).unwrap();
    /// assert_eq!((found.name.as_str(), found.asked.as_str()), ("hidden", "[8,8]"));
    /// ```
    pub fn between(saved: &Settings, asked: &Settings) -> Option<Self> {
        let fixed = |settings: &Settings| match serde_json::to_value(settings) {
            Ok(serde_json::Value::Object(fields)) => fields,
            _ => serde_json::Map::new(),
        };
        let asked_for = fixed(asked);
        let longer = saved.schedule == ScheduleName::Constant;
        let differs = |(name, saved): (String, serde_json::Value)| {
            let asked = asked_for.get(&name).cloned().unwrap_or_default();
            let differs = saved != asked && !(longer && name == "epochs");
            let show = |value: serde_json::Value| match value {
                serde_json::Value::String(text) => text,
                other => other.to_string(),
            };
            differs.then(|| Self { name, saved: show(saved), asked: show(asked) })
        };
        // First the optimizer, which brings a learning rate and a momentum of its own.
        let mut fields: Vec<_> = fixed(saved).into_iter().collect();
        fields.sort_by_key(|(name, _)| name != "optimizer");
        fields.into_iter().find_map(differs)
    }
}

/// The folder from the root on, so that a run can be resumed from anywhere. One that is not there
/// stays as it is, for the error message.
fn absolute(folder: Option<&PathBuf>) -> Option<PathBuf> {
    folder.map(|folder| folder.canonicalize().unwrap_or_else(|_| folder.clone()))
}
