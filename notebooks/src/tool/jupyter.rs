//! Jupyter, as a program beside this one.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::{Error, folder, target};

fn program() -> String {
    env::var("JUPYTER").unwrap_or_else(|_| "jupyter".to_owned())
}

/// `jupyter …`. Kernels keep what they compile beside their temporary folder, so that folder is
/// one that the system does not empty.
fn command() -> Result<Command, Error> {
    let target = target();
    let missing = |source| Error::Folder { path: target.clone(), source };
    fs::create_dir_all(&target).map_err(missing)?;
    let target = target.canonicalize().map_err(missing)?;
    let mut command = Command::new(program());
    command.env("TMPDIR", target);
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

/// Opens Jupyter on the notebooks, until it is closed.
pub fn lab() -> Result<(), Error> {
    ready()?;
    let status = command()?.arg("lab").current_dir(folder()).status().map_err(missing)?;
    if status.success() {
        return Ok(());
    }
    Err(Error::Failed { command: "jupyter lab".to_owned(), says: String::new() })
}
