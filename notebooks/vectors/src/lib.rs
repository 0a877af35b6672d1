//! The crates of chapters 1 to 3 and 9, which need no tensors.
//!
//! One crate, so that the notebooks of these chapters need the same, and it is compiled once; and a
//! small one, since the kernel reads the source of everything a notebook depends on.

pub use notebooks::begin;

/// What a notebook imports: `use vectors::prelude::*`.
pub mod prelude {
    pub use notebooks::prelude::*;
    pub use {backprop, gpu, layer, random, unit};
}
