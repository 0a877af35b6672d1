//! The program: `cargo run --release -- --help`.
//!
//! In reading order:
//!
//! - what is asked for: [`settings`], what a run depends on; [`cli`], the command line; [`config`], a file
//!   in its place;
//! - the command [`train`]: [`start`](mod@start), a run's beginning; [`run`](mod@run), what it changes and saves;
//!   [`epoch`], the loop, and [`queued`], the loop for a GPU; [`mod@step`], loss and clipping;
//!   [`mod@schedule`], the learning rate; [`progress_bar`], [`drawings`];
//! - what it needs: [`images`], the data; [`mod@distortion`], how they are varied; [`memory`], what fits; [`run_folder`] and [`lock`], where the
//!   results go; [`interrupt`], Ctrl-C;
//! - how trouble is noticed: [`non_finite`] and [`diverged`], infinities and NaNs; [`diagnostics`],
//!   dead units and a loss like that of guessing; [`advice`] and [`book_pages`], what to do about it;
//! - files: [`tensor_file`], named tensors; [`architecture`], modules; [`model_file`], a network;
//!   [`checkpoint`], an unfinished run; [`metrics`], the results of each epoch;
//! - the smaller commands: [`eval`], [`predict`], [`export`] with [`onnx`] and [`protobuf`],
//!   [`tutorial`], [`info`];
//! - what is printed: [`report`], [`terminal`]; and [`error`], what can go wrong.
//!
//! A file here imports only files that do not import it: the whole has no circles.

pub mod advice;
pub mod architecture;
pub mod book_pages;
pub mod checkpoint;
pub mod cli;
pub mod config;
pub mod diagnostics;
pub mod distortion;
pub mod diverged;
pub mod drawings;
pub mod epoch;
pub mod error;
pub mod eval;
pub mod export;
pub mod images;
pub mod info;
pub mod interrupt;
pub mod lock;
pub mod memory;
pub mod metrics;
pub mod model_file;
pub mod non_finite;
pub mod onnx;
pub mod predict;
pub mod progress_bar;
pub mod protobuf;
pub mod queued;
pub mod report;
pub mod run;
pub mod run_folder;
pub mod schedule;
pub mod settings;
pub mod start;
pub mod step;
pub mod tensor_file;
pub mod terminal;
pub mod train;
pub mod tutorial;

use std::process::ExitCode;

pub use error::ProgramError;

use self::{
    cli::{Cli, Command},
    terminal::warn,
};

/// Reads the command line, does what it asks, and says what went wrong if something did.
///
/// The exit code is 0 for success, 1 for an error, 2 for a command line that makes no sense,
/// and 130 after Ctrl-C.
pub fn main() -> ExitCode {
    start(Cli::read())
}

/// Does what a command line asks for, and says what went wrong if something did; the exit code is
/// that of [`main`].
pub fn start(cli: Cli) -> ExitCode {
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(ProgramError::Interrupted) => ExitCode::from(130),
        Err(error) => {
            warn(format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Does what the command line asks for.
///
/// # Errors
///
/// If a file, a flag, a picture or a device cannot be used; see [`ProgramError`].
pub fn run(cli: Cli) -> Result<(), ProgramError> {
    match cli.command.unwrap_or(Command::Train(cli.train)) {
        Command::Train(args) => train::run(&args),
        Command::Eval(args) => eval::run(&args),
        Command::Predict(args) => predict::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Tutorial(args) => tutorial::run(&args),
        Command::Info(args) => info::run(&args),
        Command::Book => Err(ProgramError::NoBook),
    }
}
