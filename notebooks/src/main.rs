//! The notebooks' tool: `cargo run -p notebooks -- strip`, `check`, `run` and so on, and `cargo lab`.

mod tool;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use tool::{Error, check, colab, files, jupyter, race, run, strip, warm};

#[derive(Parser)]
#[command(about = "Takes care of the notebooks")]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Removes outputs and everything else that changes when a notebook is only run
    Strip {
        /// The notebooks; all of them if none is named
        notebooks: Vec<PathBuf>,
    },
    /// Checks what can be checked without a kernel
    Check {
        /// The notebooks; all of them if none is named
        notebooks: Vec<PathBuf>,
    },
    /// Runs notebooks from top to bottom with the real kernel, and checks what they show
    Run {
        /// The notebooks; all of them if none is named
        notebooks: Vec<PathBuf>,
    },
    /// Runs three notebooks at once, and checks that each shows its own answers
    Race,
    /// Compiles what the notebooks need, once for all kernels
    Warm,
    /// Opens Jupyter, when everything that the notebooks need has been compiled
    Lab {
        /// What else to tell `jupyter lab`, such as --no-browser
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Writes the notebooks' copies for Google Colab
    Colab,
}

fn main() -> ExitCode {
    match act(Args::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn act(command: Command) -> Result<(), Error> {
    match command {
        Command::Strip { notebooks } => {
            for path in files(notebooks)? {
                let changed = strip::strip_file(&path)?;
                println!("{}: {}", path.display(), if changed { "stripped" } else { "as it was" });
            }
        }
        Command::Check { notebooks } => {
            let paths = files(notebooks)?;
            check::all(&paths)?;
            println!("{} checked, all well", text::counted(paths.len(), "notebook"));
        }
        Command::Run { notebooks } => {
            let paths = files(notebooks)?;
            check::all(&paths)?;
            jupyter::ready()?;
            warm::all()?;
            run::all(&paths)?;
        }
        Command::Race => {
            jupyter::ready()?;
            warm::all()?;
            race::all()?;
        }
        Command::Warm => warm::all()?,
        Command::Lab { arguments } => {
            jupyter::ready()?;
            warm::all()?;
            jupyter::lab(&arguments)?;
        }
        Command::Colab => {
            for path in colab::write()? {
                println!("{}: written", path.display());
            }
        }
    }
    Ok(())
}
