//! The parts of the tool, in reading order: [`strip`], [`check`], [`warm`], [`jupyter`], [`outputs`],
//! [`run`], [`race`] and [`colab`].

pub mod check;
pub mod colab;
pub mod jupyter;
pub mod outputs;
pub mod race;
pub mod run;
pub mod strip;
pub mod warm;

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use notebooks::ipynb::{self, IpynbError};

/// Why the tool gave up.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Ipynb(#[from] IpynbError),
    #[error(transparent)]
    Write(#[from] data::DataError),
    #[error("{path}: cannot be made or written ({source})")]
    Folder { path: PathBuf, source: io::Error },
    #[error("no notebook here: {0} has no file that ends in .ipynb")]
    None(PathBuf),
    #[error("{}", .0.join("\n"))]
    Problems(Vec<String>),
    #[error(
        "`{program}` cannot be started ({source}). Install Jupyter, for example with\n    \
         pip install jupyterlab\nin an environment that is active, or say where it is: \
         JUPYTER=/path/to/jupyter"
    )]
    Jupyter { program: String, source: io::Error },
    #[error(
        "Jupyter has no kernel called `rust`. Install it with\n    cargo install evcxr_jupyter \
         --locked\n    evcxr_jupyter --install\nand look for it in `jupyter kernelspec list`"
    )]
    Kernel,
    #[error("`{command}` failed{}", if .says.is_empty() { String::new() } else { format!(":\n{says}") })]
    Failed { command: String, says: String },
}

/// The folder of the notebooks.
pub fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where executed notebooks go, and what the kernels compile.
pub fn target() -> PathBuf {
    builds().join("notebooks")
}

/// Where the workspace is compiled.
pub fn builds() -> PathBuf {
    let target = env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    target.unwrap_or_else(|| folder().join("../target"))
}

/// The folder's path from the root; the folder is made if it is not there.
pub fn made(path: &Path) -> Result<PathBuf, Error> {
    let failed = |source| Error::Folder { path: path.to_owned(), source };
    fs::create_dir_all(path).map_err(failed)?;
    path.canonicalize().map_err(failed)
}

/// A path as a string in TOML.
pub fn quoted(path: &Path) -> String {
    format!("{:?}", path.to_string_lossy())
}

/// The notebooks that were named, or all.
pub fn files(named: Vec<PathBuf>) -> Result<Vec<PathBuf>, Error> {
    if !named.is_empty() {
        return Ok(named);
    }
    let found = ipynb::files(folder())?;
    if found.is_empty() { Err(Error::None(folder().to_owned())) } else { Ok(found) }
}
