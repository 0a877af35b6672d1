//! Named tensors as a safetensors file, read with care: a file may be damaged or hostile.

use std::{
    collections::HashMap,
    io::Read,
    path::{Path, PathBuf},
};

use autograd::nn::StateDict;
use data::{DataError, files::open_regular};
use engine::{Array, DType, Options, Shape};
use safetensors::{Dtype, SafeTensorError, SafeTensors, serialize, tensor::TensorView};
use thiserror::Error;

/// Files larger than this are refused: no network of this program comes near it.
const LARGEST: u64 = 640 << 20;

/// Headers longer than this, in bytes, are refused: parsed, they take some twenty times the memory.
const LARGEST_HEADER: u64 = 16 << 20;

/// More tensors than this are refused: a network of this program has a few dozen at most.
pub(super) const MOST_TENSORS: usize = 10_000;

/// A file that cannot be read or written as a list of tensors.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TensorFileError {
    /// It cannot be opened, or is not a file.
    #[error("{0}; train a network first, or name another file with --model")]
    Open(#[from] DataError),
    /// It cannot be read.
    #[error("{path}: {source}; train a network first, or name another file with --model", path = path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is too large to be one.
    #[error("{path}: more than {LARGEST} bytes, too large for a network of this program", path = path.display())]
    Size {
        /// Which file.
        path: PathBuf,
    },
    /// It is not a safetensors file.
    #[error(
        "{path}: not a safetensors file of a network: {problem}; get it again, or train a new one",
        path = path.display()
    )]
    Format {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// Its header would be longer than the format allows.
    #[error(
        "{path} cannot be saved: {problem}; its metadata, such as the history of a run, may take \
         16 MiB, some 70,000 epochs: begin a new run from here", path = path.display()
    )]
    Header {
        /// Which file.
        path: PathBuf,
        /// What the format says.
        problem: String,
    },
}

/// Reads a file of bounded size.
///
/// # Errors
///
/// If it cannot be read or is too large.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, TensorFileError> {
    let (file, length) = open_regular(path)?;
    if length > LARGEST {
        return Err(TensorFileError::Size { path: path.to_owned() });
    }
    let mut bytes = Vec::new();
    let error = |source| TensorFileError::Read { path: path.to_owned(), source };
    file.take(LARGEST).read_to_end(&mut bytes).map_err(error)?;
    Ok(bytes)
}

/// The arrays, row by row, as 32-bit floats, with a single entry of metadata: the crate keeps
/// entries in a hash map, so the order of several would differ from run to run.
///
/// # Errors
///
/// If the header would be longer than [`read`] accepts.
pub(super) fn to_bytes(
    path: &Path,
    state: &StateDict,
    metadata: [(String, String); 1],
) -> Result<Vec<u8>, TensorFileError> {
    let raw: Vec<(&str, Vec<usize>, Vec<u8>)> = state
        .iter()
        .map(|(name, array)| (name.as_str(), array.shape().sizes(), little_endian(array)))
        .collect();
    let views = raw.iter().map(|(name, sizes, bytes)| {
        let view = TensorView::new(Dtype::F32, sizes.clone(), bytes);
        (*name, view.expect("four bytes were written for each number"))
    });
    let too_long = |problem| TensorFileError::Header { path: path.to_owned(), problem };
    let bytes = serialize(views, Some(HashMap::from(metadata)))
        .map_err(|error| too_long(error.to_string()))?;
    // `read` must accept what is written here.
    match bytes.first_chunk().map(|length| u64::from_le_bytes(*length)) {
        Some(length) if length > LARGEST_HEADER => {
            Err(too_long(format!("its header would take {length} bytes")))
        }
        _ => Ok(bytes),
    }
}

/// The metadata of a safetensors file: text, by name.
///
/// # Errors
///
/// If the bytes are not those of a safetensors file.
pub(super) fn metadata(
    path: &Path,
    bytes: &[u8],
) -> Result<HashMap<String, String>, TensorFileError> {
    let (_, header) = parse(path, bytes, SafeTensors::read_metadata)?;
    Ok(header.metadata().clone().unwrap_or_default())
}

/// Reads bytes with a function of the safetensors crate, and says what was found and expected if
/// that fails.
fn parse<'a, T>(
    path: &Path,
    bytes: &'a [u8],
    read: impl FnOnce(&'a [u8]) -> Result<T, SafeTensorError>,
) -> Result<T, TensorFileError> {
    let format = |problem: String| TensorFileError::Format {
        path: path.to_owned(),
        problem: readable(&problem),
    };
    let Some((length, rest)) = bytes.split_first_chunk() else {
        return Err(format(format!("it is {} bytes long, expected at least 8", bytes.len())));
    };
    let (length, rest) = (u64::from_le_bytes(*length), rest.len() as u64);
    if length > rest {
        return Err(format(format!(
            "its first 8 bytes say that the header takes {length} bytes, but {rest} follow"
        )));
    }
    if length > LARGEST_HEADER {
        return Err(format(format!(
            "its header takes {length} bytes, expected at most {LARGEST_HEADER}"
        )));
    }
    read(bytes).map_err(|error| match error {
        SafeTensorError::MetadataIncompleteBuffer => format(format!(
            "its header does not describe just the {} bytes that follow it",
            rest - length
        )),
        error => format(error.to_string()),
    })
}

/// The numbers row by row, as 32-bit floats, the lowest byte first.
#[expect(clippy::cast_possible_truncation, reason = "the network is single precision")]
pub(super) fn little_endian(array: &Array) -> Vec<u8> {
    array.to_vec().into_iter().flat_map(|x| (x as f32).to_le_bytes()).collect()
}

/// The arrays of a safetensors file, by name.
///
/// # Errors
///
/// If the bytes are not those of a safetensors file, or its tensors are of other kinds than ours.
pub(super) fn from_bytes(path: &Path, bytes: &[u8]) -> Result<StateDict, TensorFileError> {
    let format = |problem: String| TensorFileError::Format {
        path: path.to_owned(),
        problem: readable(&problem),
    };
    let file = parse(path, bytes, SafeTensors::deserialize)?;
    let count = file.len();
    if count > MOST_TENSORS {
        return Err(format(format!("it has {count} tensors, expected at most {MOST_TENSORS}")));
    }
    let mut state = StateDict::new();
    for (name, view) in file.iter() {
        let shape = match *view.shape() {
            [] => Shape::scalar(),
            [n] => Shape::vector(n),
            [rows, cols] => Shape::matrix(rows, cols),
            ref more => {
                return Err(format(format!("`{name}` has {} dimensions, not 1 or 2", more.len())));
            }
        };
        // A side may be of any length when the other is 0, so that nothing could hold it.
        if shape.is_empty() {
            return Err(format(format!("`{name}` has shape {shape}, without any numbers")));
        }
        let values: Vec<f64> = match view.dtype() {
            Dtype::F32 => {
                let numbers = view.data().as_chunks().0.iter();
                numbers.map(|&bytes| f64::from(f32::from_le_bytes(bytes))).collect()
            }
            Dtype::F64 => {
                view.data().as_chunks().0.iter().map(|&bytes| f64::from_le_bytes(bytes)).collect()
            }
            other => {
                return Err(format(format!("`{name}` holds {other:?} numbers, not F32 or F64")));
            }
        };
        let options = Options { dtype: DType::F32, ..Options::default() };
        state.push((name.to_owned(), Array::new(shape, &values, options)));
    }
    Ok(state)
}

/// Refuses infinities and NaN: everything computed with them is infinite or NaN too.
///
/// # Errors
///
/// Where the first one is.
pub(super) fn check_numbers(name: &str, array: &Array) -> Result<(), String> {
    let values = array.to_vec();
    match values.iter().position(|value| !value.is_finite()) {
        None => Ok(()),
        Some(place) => Err(format!(
            "`{name}`, of shape {}, holds {} at place {place}, counted row by row from 0, where \
             a finite number is expected; did its training diverge?",
            array.shape(),
            values[place]
        )),
    }
}

/// Text from a file, made safe to show: not too long, and without control characters, which a
/// terminal would obey.
pub(super) fn readable(text: &str) -> String {
    const LONGEST: usize = 300;
    let mut shown = String::new();
    for c in text.chars() {
        if shown.len() >= LONGEST {
            return shown + "…";
        }
        if c.is_control() { shown.extend(c.escape_default()) } else { shown.push(c) }
    }
    shown
}
