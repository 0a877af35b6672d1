//! The images: those that come with the program, or those in a folder.

use std::path::Path;

use data::{Dataset, Split};
use random::TorchRng;

use super::error::ProgramError;
use crate::{DataLoader, random_split};

/// One image of so many is held out to validate with, if the settings don't say how many.
const ONE_OF: usize = 12;

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

/// How many of these images to hold out.
///
/// # Errors
///
/// If none would be left.
pub(super) fn held_out(asked: Option<usize>, images: usize) -> Result<usize, ProgramError> {
    let asked = asked.unwrap_or(images / ONE_OF);
    if asked > 0 && asked >= images {
        return Err(ProgramError::Validation { asked, images });
    }
    Ok(asked)
}

/// The images to learn from, and those to validate with, if there are any: which ones is drawn from
/// the seed, by a generator of its own, so that nothing else depends on it.
pub(super) fn split(
    all: &DataLoader,
    validation: usize,
    seed: u32,
) -> (DataLoader, Option<DataLoader>) {
    if validation == 0 {
        return (all.clone(), None);
    }
    let mut generator = TorchRng::manual_seed(seed.into());
    let parts = random_split(all.len(), &[all.len() - validation, validation], &mut generator);
    (all.subset(&parts[0]), Some(all.subset(&parts[1])))
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
