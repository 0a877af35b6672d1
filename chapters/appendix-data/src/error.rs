//! The errors of reading and writing files, each with advice.

use std::io;
use std::path::PathBuf;

use crate::Split;

/// An error with a file or a folder.
///
/// Each message names the path, what was found there, what was expected, and what to try.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// The folder has no file of the requested kind.
    #[error(
        "no {split} {kind} in {folder}: looked for {}; give the folder that holds the IDX files, \
         compressed or not",
        .looked_for.join(", ")
    )]
    NotFound {
        /// The folder that was searched.
        folder: PathBuf,
        /// Whether the training set or the test set was requested.
        split: Split,
        /// `images` or `labels`.
        kind: &'static str,
        /// The names that were looked for; `*` matches any text.
        looked_for: Vec<String>,
    },

    /// Several files match, and there is no way to choose.
    #[error(
        "{folder} holds more than one set: {}; keep one set per folder, or name the two files",
        .found.join(", ")
    )]
    Ambiguous {
        /// The folder that was searched.
        folder: PathBuf,
        /// The names that match.
        found: Vec<String>,
    },

    /// The path is a folder or a device instead of a regular file.
    #[error("{path} is {found}, expected a regular file; give the path of the file itself")]
    NotAFile {
        /// The path given.
        path: PathBuf,
        /// What it is instead.
        found: &'static str,
    },

    // ANCHOR: content
    /// The content of the file does not have the expected format.
    #[error("{path}: {field} is {found}, expected {expected}; {hint}")]
    Content {
        /// The file.
        path: PathBuf,
        /// The part of the file that is wrong.
        field: &'static str,
        /// What was found there.
        found: String,
        /// What was expected there.
        expected: String,
        /// What to try.
        hint: &'static str,
    },
    // ANCHOR_END: content
    /// The file cannot be decoded as a picture.
    #[cfg(feature = "pictures")]
    #[error(
        "{path} cannot be read as a picture: {}; PNG and JPEG are understood, up to {} × {} \
         pixels: save it as one of these, or smaller",
        one_line(source),
        crate::digit::MAX_SIDE,
        crate::digit::MAX_SIDE
    )]
    Picture {
        /// The file.
        path: PathBuf,
        /// The decoder's error.
        source: image::ImageError,
    },

    /// Nothing in the picture differs from its background.
    #[error(
        "{path} looks blank: no ink stands out from the border's brightness; write the digit \
         darker, or crop the picture so that plain background surrounds the digit"
    )]
    Blank {
        /// The file.
        path: PathBuf,
    },

    /// The operating system reported an error.
    #[error("cannot {action} {path}: {source}; {hint}")]
    Io {
        /// What was tried: `open`, `read`, `write to`…
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
        /// What to try.
        hint: &'static str,
    },
}

/// A decoder's message, without line breaks and other control characters, which could affect a
/// terminal.
#[cfg(feature = "pictures")]
fn one_line(error: &image::ImageError) -> String {
    let text = error.to_string();
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
