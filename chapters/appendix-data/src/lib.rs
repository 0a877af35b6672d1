//! Data sets.
//!
//! A network is only as good as its training data. This crate generates the small data sets of the
//! first chapters, reads the handwritten digits of MNIST, which ship with it, and converts your own
//! picture of a digit to the form that a network trained on MNIST expects.
//!
//! In reading order:
//!
//! - [`curves`]: evenly spaced numbers, and samples of sin(t)·cos(t).
//! - [`blobs`]: clusters of points in the plane, as scikit-learn draws them.
//! - [`idx`]: the file format of MNIST, and how to read a file that may be damaged.
//! - [`dataset`]: images with their labels.
//! - [`mnist`]: the copy of MNIST that ships with this crate.
//! - [`digit`]: a picture of one digit, prepared the way MNIST was.
//! - [`files`]: writing files atomically, and what is guaranteed about files.
//! - [`error`]: the errors, each with advice.
//!
//! ```
//! use data::{Split, mnist};
//!
//! let train = mnist::load(Split::Train)?;
//! assert_eq!(train.len(), 60_000);
//! assert_eq!((train.height, train.width), (28, 28));
//! assert_eq!(train.labels[..5], [5, 0, 4, 1, 9]);
//! # Ok::<(), data::DataError>(())
//! ```

pub mod blobs;
pub mod curves;
pub mod dataset;
pub mod digit;
#[cfg(feature = "embedded")]
mod embedded;
pub mod error;
pub mod files;
pub mod idx;
pub mod mnist;
#[cfg(feature = "pictures")]
mod picture;

pub use dataset::{Dataset, Split};
pub use error::DataError;
