//! The crates of chapters 4 to 8 in one library, which all cells of a notebook share.
//!
//! The kernel compiles every cell to a library of its own and loads one after another. Linked
//! into each of them, the crates would be there many times over: every cell would number the
//! nodes of its graph from 0 again, and `no_grad` in one cell would not be seen by a module
//! made in another. So they are linked once, as a dynamic library. The notebooks of these
//! chapters use the same, so it is also compiled once.

pub use notebooks::begin;

/// What a notebook imports: `use tensors::prelude::*`.
pub mod prelude {
    pub use {autograd, data, engine, inside, losses, mnist, optimizers, random};
    pub use notebooks::prelude::*;
}
