//! MNIST inside the program, for one that is given to readers without the repository.

use crate::idx::{IdxFile, Kind};
use crate::{DataError, Dataset, Split};

/// A file of the folder `mnist`, with its name.
macro_rules! file {
    ($name:literal) => {
        ($name, include_bytes!(concat!("../mnist/", $name)).as_slice())
    };
}

/// Reads the training set or the test set of MNIST from the program itself.
///
/// # Errors
///
/// If the program was damaged: the bytes are checked as those of any other file are.
pub fn load(split: Split) -> Result<Dataset, DataError> {
    let (images, labels) = match split {
        Split::Train => (file!("train-images-idx3-ubyte.gz"), file!("train-labels-idx1-ubyte.gz")),
        Split::Test => (file!("t10k-images-idx3-ubyte.gz"), file!("t10k-labels-idx1-ubyte.gz")),
    };
    Dataset::unpack(
        IdxFile::inside(images.0, images.1, Kind::Images)?,
        IdxFile::inside(labels.0, labels.1, Kind::Labels)?,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mnist;

    #[test]
    fn it_is_the_mnist_of_the_folder() {
        for split in [Split::Train, Split::Test] {
            let inside = load(split).unwrap();
            // Not with assert_eq, which would print every pixel.
            assert!(inside == Dataset::load(&mnist::directory(), split).unwrap(), "{split}");
        }
    }
}
