//! What the notebooks share.
//!
//! A notebook begins with one set-up cell, which imports the [`prelude`] and calls [`begin!`].
//! From then on, the last expression of a cell shows itself: a number as a number, a matrix as a
//! table, a unit and a graph as drawings, a figure as itself. A panic says what went wrong in a
//! few lines, and leaves the variables of other cells alive.
//!
//! In reading order:
//!
//! 1. [`show`]: values that show themselves;
//! 2. [`table`]: numbers as a table;
//! 3. [`slider`]: drawings behind a slider;
//! 4. [`progress`]: how far a long cell has come;
//! 5. `tensors`, for chapters 4 to 8: tensors, modules and graphs that show themselves;
//! 6. [`panics`]: a reader's mistake, without a wall of text.
//!
//! And for the programs that take care of the notebooks, `ipynb`: notebooks as files,
//! and `online`: where they can be opened on the Internet.

#[cfg(feature = "ipynb")]
pub mod ipynb;
#[cfg(feature = "ipynb")]
pub mod online;
pub mod panics;
pub mod progress;
pub mod show;
pub mod slider;
pub mod table;

#[cfg(feature = "autograd")]
pub mod tensors;

/// What a notebook imports: `use notebooks::prelude::*`.
pub mod prelude {
    pub use crate::begin;
    pub use crate::progress::Progress;
    pub use crate::show::Show;
    pub use crate::slider::slider;
    #[cfg(feature = "autograd")]
    pub use crate::tensors::summary;
    pub use figures::{self, Figure};
    pub use nalgebra::{self, DMatrix, DVector};
}

/// The last line of a set-up cell: from here on, panics are short.
///
/// A macro, because only code that is compiled in the cell knows where the kernel keeps the
/// cell's source, from which the reader's own line is shown.
#[macro_export]
macro_rules! begin {
    () => {
        $crate::panics::shorten(env!("CARGO_MANIFEST_DIR"))
    };
}
