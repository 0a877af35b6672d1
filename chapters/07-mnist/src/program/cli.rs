//! The command line: what can be asked for, and the settings that follow from it.

use std::{fmt, path::PathBuf, str::FromStr};

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use engine::Device;

use super::settings::{
    BATCH_SIZE, EPOCHS, LAYER_SIZE, LEARNING_RATE, Limit, OptimizerName, Settings, WEIGHT_DECAY,
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
    /// How to step downhill; sgd has momentum 0.9
    #[arg(long, value_enum)]
    pub optimizer: Option<OptimizerName>,
    /// The learning rate: how far a step goes
    #[arg(long, value_parser = |text: &str| LEARNING_RATE.parse(text), allow_negative_numbers = true)]
    pub lr: Option<f64>,
    /// How strongly parameters are pulled to zero
    #[arg(long, value_parser = |text: &str| WEIGHT_DECAY.parse(text), allow_negative_numbers = true)]
    pub weight_decay: Option<f64>,
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
    let Settings { epochs, batch_size, hidden, optimizer, weight_decay, seed, device, .. } =
        Settings::default();
    vec![
        ("epochs", epochs.to_string()),
        ("batch_size", batch_size.to_string()),
        ("hidden", Hidden(hidden).to_string()),
        ("optimizer", optimizer.to_string()),
        ("lr", learning_rates()),
        ("weight_decay", weight_decay.to_string()),
        ("seed", seed.to_string()),
        ("device", device),
    ]
}

/// `0.05 for sgd, 0.01 for adagrad, 0.001 for the others`.
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
    pub name: &'static str,
    /// Its value in the run.
    pub saved: String,
    /// The value on the command line.
    pub asked: String,
}

impl TrainArgs {
    /// What the command line says, and the defaults for the rest.
    ///
    /// ```
    /// use mnist::program::{cli::TrainArgs, settings::{OptimizerName, Settings}};
    ///
    /// assert_eq!(TrainArgs::default().settings(), Settings::default());
    /// let adam = TrainArgs { optimizer: Some(OptimizerName::Adam), ..TrainArgs::default() };
    /// assert_eq!(adam.settings().lr, OptimizerName::Adam.default_lr());
    /// ```
    pub fn settings(&self) -> Settings {
        let default = Settings::default();
        let optimizer = self.optimizer.unwrap_or(default.optimizer);
        Settings {
            epochs: self.epochs.unwrap_or(default.epochs),
            batch_size: self.batch_size.unwrap_or(default.batch_size),
            hidden: self.hidden.clone().map_or(default.hidden, |hidden| hidden.0),
            optimizer,
            lr: self.lr.unwrap_or(optimizer.default_lr()),
            weight_decay: self.weight_decay.unwrap_or(default.weight_decay),
            seed: self.seed.unwrap_or(default.seed),
            device: self.device.map_or(default.device, |device| device.name().to_owned()),
            data: absolute(self.data.as_ref()),
        }
    }

    /// The first flag that contradicts the settings of a run. The number of epochs may differ,
    /// since a run can be made longer.
    pub fn contradiction(&self, run: &Settings) -> Option<Contradiction> {
        fn differ<T: PartialEq + fmt::Debug>(
            name: &'static str,
            saved: &T,
            asked: Option<&T>,
        ) -> Option<Contradiction> {
            let asked = asked.filter(|asked| *asked != saved)?;
            Some(Contradiction { name, saved: format!("{saved:?}"), asked: format!("{asked:?}") })
        }
        let hidden = self.hidden.as_ref().map(|hidden| &hidden.0);
        let device = self.device.map(|device| device.name().to_owned());
        let data = absolute(self.data.as_ref());
        differ("batch_size", &run.batch_size, self.batch_size.as_ref())
            .or_else(|| differ("hidden", &run.hidden, hidden))
            .or_else(|| differ("optimizer", &run.optimizer, self.optimizer.as_ref()))
            .or_else(|| differ("lr", &run.lr, self.lr.as_ref()))
            .or_else(|| differ("weight_decay", &run.weight_decay, self.weight_decay.as_ref()))
            .or_else(|| differ("seed", &run.seed, self.seed.as_ref()))
            .or_else(|| differ("device", &run.device, device.as_ref()))
            .or_else(|| differ("data", &run.data, Some(&data).filter(|data| data.is_some())))
    }
}

/// The folder from the root on, so that a run can be resumed from anywhere. One that is not there
/// stays as it is, for the error message.
fn absolute(folder: Option<&PathBuf>) -> Option<PathBuf> {
    folder.map(|folder| folder.canonicalize().unwrap_or_else(|_| folder.clone()))
}
