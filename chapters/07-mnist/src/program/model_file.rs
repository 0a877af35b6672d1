//! A network as a safetensors file, with PyTorch's names, shapes and layout.

use std::{
    collections::HashMap,
    io::Read,
    path::{Path, PathBuf},
};

use autograd::nn::{Module, Sequential, StateDict};
use data::{
    DataError,
    files::{open_regular, write_atomically},
};
use engine::{Array, DType, Options, Shape};
use safetensors::{
    Dtype, SafeTensorError, SafeTensors, serialize,
    tensor::{Metadata, TensorView},
};
use thiserror::Error;

use super::ProgramError;
use crate::mlp;

/// Files larger than this are refused: no network of this program comes near it.
const LARGEST: u64 = 640 << 20;

/// Headers longer than this, in bytes, are refused: read, they take some twenty times the memory.
const LARGEST_HEADER: u64 = 16 << 20;

/// More tensors than this are refused: a network of this program has a few dozen at most.
pub(super) const MOST_TENSORS: usize = 10_000;

/// A label is a byte, so there are no more classes than this.
const MOST_CLASSES: usize = 256;

/// A file that does not hold a network of ours.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ModelFileError {
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
    /// Its tensors do not make a network.
    #[error(
        "{path}: {problem}. A network is saved as 0.weight (out, in), 0.bias (out,), 2.weight, \
         2.bias and so on, as a PyTorch Sequential of Linear and ReLU would be",
        path = path.display()
    )]
    Layers {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
}

/// Saves a network: the file is complete, or the old one is still there.
///
/// # Errors
///
/// If the file cannot be written.
pub fn save(path: &Path, model: &dyn Module) -> Result<(), ProgramError> {
    let metadata = [("format".to_owned(), "pt".to_owned())];
    Ok(write_atomically(path, &to_bytes(path, &model.state_dict(), metadata)?)?)
}

/// Loads a network saved by [`save`], or by PyTorch.
///
/// # Errors
///
/// If the file cannot be read or holds something else.
pub fn load(path: &Path) -> Result<Sequential, ModelFileError> {
    let bytes = read(path)?;
    let state = from_bytes(path, &bytes)?;
    let layers = |problem: String| ModelFileError::Layers {
        path: path.to_owned(),
        problem: readable(&problem),
    };
    let sizes = sizes(&state).map_err(layers)?;
    for (name, array) in &state {
        check_numbers(name, array).map_err(layers)?;
    }
    // The random start is overwritten at once.
    let model = mlp(&sizes, &mut random::TorchRng::manual_seed(0));
    model.load_state_dict(&state).map_err(|error| layers(error.to_string()))?;
    Ok(model)
}

/// Reads a file of bounded size.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, ModelFileError> {
    let (file, length) = open_regular(path)?;
    if length > LARGEST {
        return Err(ModelFileError::Size { path: path.to_owned() });
    }
    let mut bytes = Vec::new();
    let error = |source| ModelFileError::Read { path: path.to_owned(), source };
    file.take(LARGEST).read_to_end(&mut bytes).map_err(error)?;
    Ok(bytes)
}

/// The arrays, row by row, as 32-bit floats. One entry of metadata at most, because the
/// order of several would not be the same on every run.
pub(super) fn to_bytes(
    path: &Path,
    state: &StateDict,
    metadata: [(String, String); 1],
) -> Result<Vec<u8>, ProgramError> {
    let raw: Vec<(&str, Vec<usize>, Vec<u8>)> = state
        .iter()
        .map(|(name, array)| (name.as_str(), array.shape().sizes(), little_endian(array)))
        .collect();
    let views = raw.iter().map(|(name, sizes, bytes)| {
        let view = TensorView::new(Dtype::F32, sizes.clone(), bytes);
        (*name, view.expect("four bytes were written for each number"))
    });
    let too_long = |problem| ProgramError::Header { path: path.to_owned(), problem };
    let bytes = serialize(views, Some(HashMap::from(metadata)))
        .map_err(|error| too_long(error.to_string()))?;
    // What is written must be fit to be read.
    match bytes.first_chunk().map(|length| u64::from_le_bytes(*length)) {
        Some(length) if length > LARGEST_HEADER => {
            Err(too_long(format!("its header would take {length} bytes")))
        }
        _ => Ok(bytes),
    }
}

/// The header of a safetensors file.
pub(super) fn header(path: &Path, bytes: &[u8]) -> Result<Metadata, ModelFileError> {
    let (_, header) = parse(path, bytes, SafeTensors::read_metadata)?;
    Ok(header)
}

/// Reads bytes with a function of the safetensors crate, and says what was found and expected if
/// that fails.
fn parse<'a, T>(
    path: &Path,
    bytes: &'a [u8],
    read: impl FnOnce(&'a [u8]) -> Result<T, SafeTensorError>,
) -> Result<T, ModelFileError> {
    let format = |problem: String| ModelFileError::Format {
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
pub(super) fn from_bytes(path: &Path, bytes: &[u8]) -> Result<StateDict, ModelFileError> {
    let format = |problem: String| ModelFileError::Format {
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

/// The sizes of the layers, input first, read off the shapes of the weights.
fn sizes(state: &StateDict) -> Result<Vec<usize>, String> {
    let mut sizes = Vec::new();
    for place in (0..).step_by(2) {
        let weight = format!("{place}.weight");
        let Some((_, array)) = state.iter().find(|(name, _)| *name == weight) else { break };
        let shape = array.shape();
        let (out, into) = shape.table();
        if shape.rank() != 2 || shape.is_empty() {
            return Err(format!("`{weight}` has shape {shape}, which is not that of a layer"));
        }
        match sizes.last() {
            None => sizes.push(into),
            Some(&size) if size != into => {
                return Err(format!(
                    "`{weight}` takes {into} numbers, but the layer before gives {size}"
                ));
            }
            Some(_) => {}
        }
        sizes.push(out);
    }
    if sizes.is_empty() {
        let names: Vec<String> = state.iter().take(4).map(|(name, _)| readable(name)).collect();
        return Err(format!("there is no `0.weight` among its tensors ({})", names.join(", ")));
    }
    match sizes.last() {
        Some(&classes) if classes > MOST_CLASSES => Err(format!(
            "its last layer tells {classes} classes apart, but labels name {MOST_CLASSES} at most"
        )),
        _ => Ok(sizes),
    }
}

/// Refuses infinities and what is not a number: nothing that is computed with them is one.
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

/// Text from a file, fit to be shown: not too long, and without characters that steer a terminal.
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
