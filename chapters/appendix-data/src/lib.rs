//! Data to learn from.
//!
//! A network is only as good as what it is shown. This crate makes the small sets that the first
//! chapters learn from, reads the handwritten digits of MNIST, which ship with it, and turns a
//! reader's own picture of a digit into what an MNIST-trained network expects to see.
//!
//! In reading order:
//!
//! - [`curves`]: evenly spaced numbers, and samples of sin(t)·cos(t).
//! - [`blobs`]: clusters of points in the plane, as scikit-learn draws them.
//! - [`idx`]: the file format of MNIST, and the distrust a file deserves.
//! - [`dataset`]: images with their labels.
//! - [`mnist`]: the copy of MNIST that ships with this crate.
//! - [`digit`]: a picture of one digit, prepared the way MNIST was.
//! - [`files`]: writing a file whole or not at all, and what is guaranteed about files.
//! - [`error`]: everything that can go wrong outside the program.
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
pub mod error;
pub mod files;
pub mod idx;
pub mod mnist;
#[cfg(feature = "pictures")]
mod picture;

pub use dataset::{Dataset, Split};
pub use error::DataError;
