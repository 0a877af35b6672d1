//! The copy of MNIST that ships with this crate.
//!
//! 60,000 + 10,000 handwritten digits of 28 × 28 pixels (Y. LeCun, L. Bottou, Y. Bengio,
//! P. Haffner, *Gradient-based learning applied to document recognition*, Proceedings of the IEEE
//! 86(11), 1998). The folder's `README.md` states their origin and their license (CC BY-SA 3.0).

use std::path::PathBuf;

use crate::{DataError, Dataset, Split};

/// The folder with the four files, in the source tree this crate was built from.
pub fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("mnist")
}

/// Where [`load`] finds its files, in words.
pub fn place() -> String {
    if cfg!(feature = "embedded") {
        return "this program".to_owned();
    }
    directory().display().to_string()
}

/// Reads the training set or the test set of MNIST: from [`directory`], or, with the feature
/// `embedded`, from the program itself.
///
/// # Errors
///
/// If the source tree was moved or damaged since the build; see [`Dataset::load`].
///
/// ```
/// use data::{Split, mnist};
///
/// let test = mnist::load(Split::Test)?;
/// assert_eq!((test.len(), test.classes()), (10_000, 10));
/// assert_eq!(test.labels[0], 7);
/// # Ok::<(), data::DataError>(())
/// ```
pub fn load(split: Split) -> Result<Dataset, DataError> {
    #[cfg(feature = "embedded")]
    {
        crate::embedded::load(split)
    }
    #[cfg(not(feature = "embedded"))]
    {
        Dataset::load(&directory(), split)
    }
}
