//! `cargo ci`: everything that must hold before a change lands, as `.ci/run` lists it.
//!
//! An alias of cargo can start only what cargo builds, so this starts the script. It is an example
//! because an example is built from the same crates as the tests, which the script begins with.

use std::{
    env,
    path::Path,
    process::{Command, ExitCode},
};

fn main() -> ExitCode {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut script = Command::new("bash");
    script.arg(".ci/run").args(env::args_os().skip(1)).current_dir(workspace);
    match script.status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!(
                "`.ci/run` is a script for bash, which can't be started ({error}). On Windows, \
                 Git for Windows brings one: put its folder on the PATH."
            );
            ExitCode::FAILURE
        }
    }
}
