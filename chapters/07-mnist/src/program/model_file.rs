//! A network as a safetensors file, with PyTorch's names, shapes and layout.

use std::path::{Path, PathBuf};

use autograd::nn::{Module, Sequential};
use data::{DataError, files::write_atomically};
use thiserror::Error;

use super::{
    architecture::{Architecture, UnknownModule},
    tensor_file::{self, TensorFileError, check_numbers, readable},
};

/// The key of the metadata that holds the network's [`Architecture`] as JSON.
const KEY: &str = "chain_rule.architecture";

/// A network that cannot be saved, or a file that does not hold one of ours.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ModelFileError {
    /// The file cannot be read or written as a list of tensors.
    #[error(transparent)]
    File(#[from] TensorFileError),
    /// The file cannot be written.
    #[error(transparent)]
    Write(DataError),
    /// The network has a module that no file can hold.
    #[error("{path}: {problem}", path = path.display())]
    Module {
        /// Which file.
        path: PathBuf,
        /// The module.
        problem: UnknownModule,
    },
    /// The tensors of the file do not make a network.
    #[error(
        "{path}: {problem}. A network is saved as 0.weight (out, in), 0.bias (out,), 2.weight, \
         2.bias and so on, as a PyTorch Sequential of Linear and ReLU would be; other modules are \
         described in the file's metadata", path = path.display()
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
/// Linear layers with ReLUs between them need nothing but their tensors. The modules of any other
/// network are written into the metadata of the file, so that it comes back as it was; PyTorch reads
/// the tensors of either.
///
/// # Errors
///
/// If the network has a module that a file cannot hold, or the file cannot be written.
///
/// ```
/// use autograd::{Tensor, nn::{Module, Tanh}};
/// use mnist::{mlp, program::model_file};
///
/// let model = mlp(&[2, 3], &mut random::TorchRng::manual_seed(0)).push(Tanh::new());
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("model.safetensors");
/// model_file::save(&path, &model)?;
/// let x = Tensor::matrix(&[[0.5, -1.0]]);
/// assert_eq!(model_file::load(&path)?.call(&x).to_vec(), model.call(&x).to_vec());
/// # Ok::<(), model_file::ModelFileError>(())
/// ```
pub fn save(path: &Path, model: &Sequential) -> Result<(), ModelFileError> {
    let architecture = Architecture::of(model)
        .map_err(|problem| ModelFileError::Module { path: path.to_owned(), problem })?;
    let (key, value) = if architecture.is_linear_and_relu() {
        ("format", "pt".to_owned())
    } else {
        (KEY, architecture.to_json())
    };
    let bytes = tensor_file::to_bytes(path, &model.state_dict(), [(key.to_owned(), value)])?;
    write_atomically(path, &bytes).map_err(ModelFileError::Write)
}

/// Loads a network saved by [`save`], or by PyTorch. A file that does not describe its modules is
/// taken for linear layers with ReLUs between them.
///
/// # Errors
///
/// If the file cannot be read or holds something else.
pub fn load(path: &Path) -> Result<Sequential, ModelFileError> {
    let bytes = tensor_file::read(path)?;
    let state = tensor_file::from_bytes(path, &bytes)?;
    let layers = |problem: String| ModelFileError::Layers {
        path: path.to_owned(),
        problem: readable(&problem),
    };
    for (name, array) in &state {
        check_numbers(name, array).map_err(layers)?;
    }
    let architecture = match tensor_file::metadata(path, &bytes)?.get(KEY) {
        Some(description) => Architecture::from_json(description),
        None => Architecture::of_linear_and_relu(&state),
    };
    architecture.and_then(|architecture| architecture.build(&state)).map_err(layers)
}
