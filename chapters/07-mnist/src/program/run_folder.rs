//! The folder of a run: which files are in it, and where those of an earlier run go.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::error::ProgramError;

/// The trained network.
pub const MODEL: &str = "model.safetensors";
/// The state of an unfinished run.
pub const CHECKPOINT: &str = "checkpoint.safetensors";
/// The exact settings.
pub const SETTINGS: &str = "settings.toml";
/// The results of each epoch.
pub const METRICS: &str = "metrics.json";

/// Every file a training writes.
const FILES: [&str; 10] = [
    MODEL,
    CHECKPOINT,
    SETTINGS,
    METRICS,
    "learning_curve.svg",
    "learning_curve.png",
    "mistakes.svg",
    "mistakes.png",
    "confusion.svg",
    "confusion.png",
];

/// Makes the folder, and moves what an earlier run left in it into `previous-1`, `previous-2`, …
///
/// Returns the folder the earlier run was moved to, if there was one. Files that are not ours
/// stay where they are.
///
/// # Errors
///
/// If the folder cannot be made, or a file cannot be moved.
pub fn prepare(folder: &Path) -> Result<Option<PathBuf>, ProgramError> {
    make(folder)?;
    let present: Vec<&str> = FILES.into_iter().filter(|file| folder.join(file).exists()).collect();
    if present.is_empty() {
        return Ok(None);
    }
    let mut number = 1;
    let aside = loop {
        let aside = folder.join(format!("previous-{number}"));
        // Making the folder is what claims the name.
        match fs::create_dir(&aside) {
            Ok(()) => break aside,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => number += 1,
            Err(source) => return Err(ProgramError::Io { path: aside, source }),
        }
    };
    for file in present {
        let path = folder.join(file);
        fs::rename(&path, aside.join(file)).map_err(|source| ProgramError::Io { path, source })?;
    }
    Ok(Some(aside))
}

/// Makes a folder and those above it, if they are missing.
///
/// # Errors
///
/// If that is not possible, for example because there is a file of that name.
pub fn make(folder: &Path) -> Result<(), ProgramError> {
    let error = |source| ProgramError::Io { path: folder.to_owned(), source };
    if folder.exists() && !folder.is_dir() {
        let problem = "this is a file, not a folder";
        return Err(error(std::io::Error::new(std::io::ErrorKind::NotADirectory, problem)));
    }
    fs::create_dir_all(folder).map_err(error)
}
