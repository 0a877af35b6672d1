//! What can go wrong. Each message says what to try.

use std::path::PathBuf;

use thiserror::Error;

use super::{
    architecture::UnknownModule, checkpoint::CheckpointError, cli::Contradiction,
    diverged::Diverged, model_file::ModelFileError, settings::SettingsError,
};

/// Everything the program can stop for.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ProgramError {
    /// A file could not be read or written, or is not what it should be.
    #[error(transparent)]
    Data(#[from] data::DataError),
    /// A model file is not one.
    #[error(transparent)]
    Model(#[from] ModelFileError),
    /// A checkpoint is not one.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// A label is larger than the model knows classes.
    #[error("the labels and the model do not fit: {0}")]
    Classes(#[from] losses::ClassError),
    /// Too many threads.
    #[error(transparent)]
    Threads(#[from] engine::threads::ThreadsError),
    /// The device is not there, or failed.
    #[error(transparent)]
    Device(#[from] engine::DeviceError),
    /// A picture could not be drawn.
    #[error("a figure could not be drawn: {0}")]
    Figure(#[from] figures::FigureError),
    /// A folder could not be made or a file moved.
    #[error("{path}: {source}; name another folder with --out", path = path.display())]
    Io {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The settings cannot be written down.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The file of `--config` cannot be used.
    #[error(
        "{path}: {problem}; every run writes its settings to settings.toml, which shows what such a \
         file may hold", path = path.display()
    )]
    Config {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// The settings make no sense together.
    #[error("the settings don't fit together: {0}")]
    Together(String),
    /// More images are to be held out than there are.
    #[error(
        "--validation {asked} leaves nothing to learn from: there are {images} training images; hold \
         out fewer"
    )]
    Validation {
        /// How many were to be held out.
        asked: usize,
        /// How many there are.
        images: usize,
    },
    /// The network has a module that cannot be exported.
    #[error(transparent)]
    Module(#[from] UnknownModule),
    /// A batch and its activations do not fit in memory.
    #[error(
        "a batch of {batch} images, with {width} numbers from input to output for each, takes more \
         than the {limit} numbers that this program allows; try a smaller --batch-size"
    )]
    Batch {
        /// How many images.
        batch: usize,
        /// The sizes of all layers together.
        width: usize,
        /// How many numbers there may be.
        limit: usize,
    },
    /// The network asked for does not fit in memory.
    #[error(
        "hidden layers of {hidden:?} make a network of {parameters} parameters, more than the \
         {limit} that this program allows; try smaller layers"
    )]
    TooLarge {
        /// The sizes of the hidden layers.
        hidden: Vec<usize>,
        /// How many parameters that would be.
        parameters: u128,
        /// How many there may be.
        limit: u128,
    },
    /// The images have another size than the model was trained on.
    #[error("the model reads images of {model} pixels, but those in {place} have {found}")]
    Pixels {
        /// Where the images come from.
        place: String,
        /// The model's input size.
        model: usize,
        /// The images' size.
        found: usize,
    },
    /// What is to be written would take the place of what it is made from.
    #[error("{path} is the network itself; name another file with --onnx", path = path.display())]
    Overwrite {
        /// The file.
        path: PathBuf,
    },
    /// A flag contradicts the run that is to be resumed.
    #[error(
        "--resume goes on with the run in {folder}, which has {name} = {saved}, not {asked}; leave the \
         flag out, or start a new run without --resume",
        folder = folder.display(), name = flag.name, saved = flag.saved, asked = flag.asked
    )]
    Resume {
        /// The folder of the run.
        folder: PathBuf,
        /// What contradicts it.
        flag: Contradiction,
    },
    /// The run that is to be resumed is already longer than asked for.
    #[error(
        "the run in {folder} has come to epoch {begun} and cannot end after {asked}; ask for more \
         --epochs, or start a new run without --resume", folder = folder.display()
    )]
    Longer {
        /// The folder of the run.
        folder: PathBuf,
        /// The epoch it is in, from 1.
        begun: usize,
        /// The number of epochs asked for.
        asked: usize,
    },
    /// A number became infinite or NaN while training.
    #[error(transparent)]
    Diverged(#[from] Box<Diverged>),
    /// Another training writes into the output folder.
    #[error(
        "another training is writing into {folder}; wait for it to end, or name another folder \
         with --out", folder = folder.display()
    )]
    Busy {
        /// The output folder.
        folder: PathBuf,
    },
    /// The book was asked for, but only the released program has it inside.
    #[error(
        "this program was built without the book; `cargo book`, in the repository, builds its pages \
         and opens them in your browser"
    )]
    NoBook,
    /// Ctrl-C was pressed, and everything has been saved.
    #[error("interrupted")]
    Interrupted,
}
