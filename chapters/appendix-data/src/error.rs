//! Everything that can go wrong outside the program, each with what to try.

use std::io;
use std::path::PathBuf;

use crate::Split;

/// What went wrong with a file or a folder.
///
/// Each message names the path, what was found there, what was expected, and what to try.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// No file of the wanted kind lies in the folder.
    #[error(
        "no {split} {kind} in {folder}: looked for {}; give the folder that holds the IDX files, \
         compressed or not",
        .looked_for.join(", ")
    )]
    NotFound {
        /// The folder that was searched.
        folder: PathBuf,
        /// Which half of the data was wanted.
        split: Split,
        /// `images` or `labels`.
        kind: &'static str,
        /// The names that were looked for; `*` stands for any text.
        looked_for: Vec<String>,
    },

    /// Several files fit equally well, and guessing would be wrong half of the time.
    #[error(
        "{folder} holds more than one set: {}; keep one set per folder, or name the two files",
        .found.join(", ")
    )]
    Ambiguous {
        /// The folder that was searched.
        folder: PathBuf,
        /// The names that fit.
        found: Vec<String>,
    },

    /// A folder or a device stands where a regular file is expected.
    #[error("{path} is {found}, expected a regular file; give the path of the file itself")]
    NotAFile {
        /// The path given.
        path: PathBuf,
        /// What it is instead.
        found: &'static str,
    },

    // ANCHOR: content
    /// The file's content is not what its format asks for.
    #[error("{path}: {field} is {found}, expected {expected}; {hint}")]
    Content {
        /// The file.
        path: PathBuf,
        /// The part of the file that is wrong.
        field: &'static str,
        /// What stands there.
        found: String,
        /// What should stand there.
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
        /// What the decoder says.
        source: image::ImageError,
    },

    /// The picture shows nothing that stands out from its background.
    #[error(
        "{path} looks blank: no ink stands out from the border's brightness; write the digit \
         darker, or crop the picture so that plain background surrounds the digit"
    )]
    Blank {
        /// The file.
        path: PathBuf,
    },

    /// The operating system refused.
    #[error("cannot {action} {path}: {source}; {hint}")]
    Io {
        /// What was tried: `open`, `read`, `write to`…
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
        /// What to try.
        hint: &'static str,
    },
}

/// What a decoder says, without line breaks and other characters that steer a terminal.
#[cfg(feature = "pictures")]
fn one_line(error: &image::ImageError) -> String {
    let text = error.to_string();
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
