//! The file of `--config`: settings that were written down, by you or by an earlier run.

use std::{fs, path::Path};

use super::{error::ProgramError, settings::Settings};

/// No file with settings is as long as this.
const MOST_BYTES: u64 = 1 << 16;

/// The settings in a file; the defaults if there is none.
///
/// # Errors
///
/// If the file cannot be read, or is no TOML, or a setting in it is unknown or not allowed.
pub(super) fn read(path: Option<&Path>) -> Result<Settings, ProgramError> {
    let Some(path) = path else { return Ok(Settings::default()) };
    let refuse = |problem: String| ProgramError::Config { path: path.to_owned(), problem };
    let size = fs::metadata(path).map_err(|error| refuse(error.to_string()))?.len();
    if size > MOST_BYTES {
        return Err(refuse(format!("it has {size} bytes, expected at most {MOST_BYTES}")));
    }
    let text = fs::read_to_string(path).map_err(|error| refuse(error.to_string()))?;
    Settings::from_toml(&text).map_err(|problem| refuse(problem.trim_end().to_owned()))
}
