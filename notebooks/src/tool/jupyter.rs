//! Jupyter, as a program beside this one.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use warm::Warm;

use super::{Error, builds, folder, made, target};

fn program() -> String {
    env::var("JUPYTER").unwrap_or_else(|_| "jupyter".to_owned())
}

/// `jupyter …`. Each kernel compiles in a temporary folder, which lies beside what has been compiled
/// for all of them, so that the two can share files.
fn command() -> Result<Command, Error> {
    let mut command = Command::new(program());
    command.env("TMPDIR", made(&target())?);
    Ok(command)
}

fn missing(source: std::io::Error) -> Error {
    Error::Jupyter { program: program(), source }
}

/// Says what to install if Jupyter or the kernel is missing.
pub fn ready() -> Result<(), Error> {
    let list = command()?.args(["kernelspec", "list", "--json"]).output().map_err(missing)?;
    if !list.status.success() {
        let says = String::from_utf8_lossy(&list.stderr).trim().to_owned();
        return Err(Error::Failed { command: "jupyter kernelspec list".to_owned(), says });
    }
    let list: serde_json::Value = serde_json::from_slice(&list.stdout).unwrap_or_default();
    if list["kernelspecs"]["rust"].is_object() { Ok(()) } else { Err(Error::Kernel) }
}

/// Starts a run of one notebook, whose executed copy goes to `out`. Cells that fail do not stop
/// it: their outputs are read afterward.
pub fn execute(notebook: &Path, out: &Path) -> Result<Child, Error> {
    command()?
        .args(["nbconvert", "--to", "notebook", "--execute", "--allow-errors"])
        .args(["--ExecutePreprocessor.kernel_name=rust", "--ExecutePreprocessor.timeout=900"])
        .args(["--ExecutePreprocessor.startup_timeout=300", "--log-level=ERROR"])
        .arg("--output-dir")
        .arg(out)
        .arg(notebook)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(missing)
}

/// Opens Jupyter on the notebooks, until it is closed. `arguments` are passed on to `jupyter lab`.
///
/// Jupyter serves the whole workspace, because the notebooks link to pages of the book.
pub fn lab(arguments: &[String]) -> Result<(), Error> {
    let mut command = command()?;
    command.args(["lab", "--LabApp.default_url=/lab/tree/notebooks"]).args(arguments);
    command.current_dir(folder().parent().unwrap_or(folder()));
    if is_root()? && !arguments.iter().any(|argument| argument == "--allow-root") {
        command.arg("--allow-root");
    }
    let status = command.status().map_err(missing)?;
    if status.success() {
        return Ok(());
    }
    Err(Error::Failed { command: "jupyter lab".to_owned(), says: String::new() })
}

/// Whether this is the root user, as in most containers; Jupyter then wants to hear that it is meant.
#[cfg(unix)]
fn is_root() -> Result<bool, Error> {
    use std::os::unix::fs::MetadataExt;
    let done = Warm::of(&builds()).done();
    match fs::metadata(&done) {
        // This program has just written it.
        Ok(metadata) => Ok(metadata.uid() == 0),
        Err(source) => Err(Error::Folder { path: done, source }),
    }
}

#[cfg(not(unix))]
fn is_root() -> Result<bool, Error> {
    Ok(false)
}
