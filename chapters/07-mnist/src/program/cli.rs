//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use engine::Device;

use super::settings::{Hidden, OptimizerName};

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
}

/// Flags of `train`. What is not given has the default that the help names.
#[derive(Debug, Default, Clone, Args)]
pub struct TrainArgs {
    /// How often to go through all training images [default: 10]
    #[arg(long, value_parser = positive, allow_negative_numbers = true)]
    pub epochs: Option<usize>,
    /// Images per step; larger batches are faster, smaller ones take more steps [default: 128]
    #[arg(long, value_parser = positive, allow_negative_numbers = true)]
    pub batch_size: Option<usize>,
    /// Sizes of the hidden layers, such as 256 or 128,64; `none` for no hidden layer [default: 256]
    #[arg(long, value_parser = clap::value_parser!(Hidden))]
    pub hidden: Option<Hidden>,
    /// How to step downhill; sgd has momentum 0.9 [default: sgd]
    #[arg(long, value_enum)]
    pub optimizer: Option<OptimizerName>,
    /// The learning rate: how far a step goes [default: 0.05 for sgd, 0.01 for adagrad, 0.001 for
    /// the others]
    #[arg(long, value_parser = rate, allow_negative_numbers = true)]
    pub lr: Option<f64>,
    /// How strongly parameters are pulled to zero [default: 0]
    #[arg(long, value_parser = decay, allow_negative_numbers = true)]
    pub weight_decay: Option<f64>,
    /// Where the random numbers start; the same seed gives the same network, bit for bit
    /// [default: 0]
    #[arg(long, allow_negative_numbers = true)]
    pub seed: Option<u32>,
    /// How many cores to use; the result does not depend on it [default: all]
    #[arg(long, value_parser = threads, allow_negative_numbers = true)]
    pub threads: Option<usize>,
    /// The engine that computes: faer, nalgebra or, if built with it, arrayfire [default: faer]
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
    #[arg(long, value_name = "FILE", default_value = "runs/mnist/model.safetensors")]
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
    #[arg(long, value_name = "FILE", default_value = "runs/mnist/model.safetensors")]
    pub model: PathBuf,
    /// Also show each picture as the network sees it
    #[arg(long)]
    pub show: bool,
}

/// Flags of `export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The trained network
    #[arg(long, value_name = "FILE", default_value = "runs/mnist/model.safetensors")]
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

fn positive(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number @ 1..=1_000_000) => Ok(number),
        _ => Err("a whole number from 1 to 1,000,000 is needed".to_owned()),
    }
}

fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number @ 1..=1024) => Ok(number),
        _ => Err("a whole number from 1 to 1024 is needed".to_owned()),
    }
}

fn rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate > 0.0 && rate.is_finite() => Ok(rate),
        _ => Err("a number above 0 is needed, such as 0.05".to_owned()),
    }
}

fn decay(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(decay) if decay >= 0.0 && decay.is_finite() => Ok(decay),
        _ => Err("0 or a number above it is needed, such as 0.0001".to_owned()),
    }
}
