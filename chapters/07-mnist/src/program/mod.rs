//! The program: `cargo run --release -- --help`.
//!
//! In reading order: [`cli`], what can be asked for; [`settings`], what a run depends on;
//! [`train`], the loop, and [`ahead`], how a graphics card runs through it; [`checkpoint`] and [`model_file`], what is kept of it; [`output`],
//! where, and [`lock`], for whom; [`report`], what is said about it; [`diverged`] and [`watch`],
//! how a training that goes wrong is noticed; then the smaller commands, [`eval`], [`predict`],
//! [`export`] with [`onnx`] and [`protobuf`], [`tutorial`] and [`info`]; and [`error`], what can
//! go wrong.

pub mod ahead;
pub mod checkpoint;
pub mod cli;
pub mod diverged;
pub mod error;
pub mod eval;
pub mod export;
pub mod info;
pub mod interrupt;
pub mod lock;
pub mod metrics;
pub mod model_file;
pub mod onnx;
pub mod output;
pub mod predict;
pub mod protobuf;
pub mod report;
pub mod settings;
pub mod train;
pub mod tutorial;
pub mod watch;

use std::{io::Write, process::ExitCode};

use clap::Parser;
pub use error::ProgramError;

use self::cli::{Cli, Command};

/// Reads the command line, does what it asks, and says what went wrong if something did.
///
/// The exit code is 0 for success, 1 for an error, 2 for a command line that makes no sense,
/// and 130 after Ctrl-C.
pub fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(ProgramError::Interrupted) => ExitCode::from(130),
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Does what the command line asks for.
///
/// # Errors
///
/// Whatever comes from outside can be wrong; see [`ProgramError`].
pub fn run(cli: Cli) -> Result<(), ProgramError> {
    match cli.command.unwrap_or(Command::Train(cli.train)) {
        Command::Train(args) => train::run(&args),
        Command::Eval(args) => eval::run(&args),
        Command::Predict(args) => predict::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Tutorial(args) => tutorial::run(&args),
        Command::Info(args) => info::run(&args),
    }
}

/// Prints to the standard error, for what should not stand among the results.
pub(crate) fn warn(text: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Prints to the standard output. A reader that has gone away, as `head` does, is no reason
/// to stop a training, so errors are ignored.
pub(crate) fn say(text: impl std::fmt::Display) {
    let _ = writeln!(std::io::stdout(), "{text}");
}
