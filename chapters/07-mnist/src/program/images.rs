//! The images: those that come with the program, or those in a folder.

use std::path::Path;

use data::{Dataset, Split};

use super::error::ProgramError;
use crate::DataLoader;

/// The training and the test images of a folder, or those that come with the program.
///
/// # Errors
///
/// If they cannot be read.
pub(super) fn load(folder: Option<&Path>) -> Result<(Dataset, Dataset), ProgramError> {
    let load = |split| match folder {
        Some(folder) => Dataset::load(folder, split),
        None => data::mnist::load(split),
    };
    Ok((load(Split::Train)?, load(Split::Test)?))
}

/// A loader over a data set.
pub(super) fn loader(set: Dataset, batch_size: usize) -> DataLoader {
    let pixels = pixels(&set);
    DataLoader::new(set.images, set.labels, pixels, batch_size)
}

/// How many pixels an image of this set has.
pub(super) fn pixels(set: &Dataset) -> usize {
    set.height * set.width
}

/// Refuses images of another size than the model reads.
///
/// # Errors
///
/// If the number of pixels differs.
pub(super) fn check_pixels(place: &str, found: usize, model: usize) -> Result<(), ProgramError> {
    if found == model {
        return Ok(());
    }
    Err(ProgramError::Pixels { place: place.to_owned(), model, found })
}
