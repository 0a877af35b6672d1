//! Measures what the devices of this machine can do, and from which size on a card pays:
//! `cargo run --release -p gpu --features arrayfire`.

mod measure;

use std::{
    env,
    path::{Path, PathBuf},
    process::ExitCode,
};

use engine::Device;
use measure::MeasureError;

/// Where the results go, unless an argument says otherwise.
const RESULTS: &str = "runs/gpu.json";

const USAGE: &str = "\
Measures calls, transfers, products and training steps on every device, prints tables of them and
keeps the results in a file.

Usage: cargo run --release -p gpu --features arrayfire [-- FILE]

FILE is where the results go, runs/gpu.json if it is not given.";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let path = match arguments.as_slice() {
        [] => PathBuf::from(RESULTS),
        [path] if !path.starts_with('-') => PathBuf::from(path),
        [help] if help == "--help" || help == "-h" => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        other => {
            eprintln!(
                "found the arguments `{}`, expected one file at most\n\n{USAGE}",
                other.join(" ")
            );
            return ExitCode::from(2);
        }
    };
    match run(&path) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(path: &Path) -> Result<(), MeasureError> {
    let remote: Vec<Device> =
        Device::available().into_iter().filter(|device| device.is_remote()).collect();
    if remote.is_empty() {
        return Err(MeasureError::NothingToMeasure { engines: Device::describe() });
    }
    let measured = measure::all(&remote)?;
    println!("{}", gpu::report::all(&measured));
    measure::save(&measured, path)?;
    println!("kept in {}", path.display());
    Ok(())
}
