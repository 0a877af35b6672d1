//! Five tutorials, replayed with the crates of this workspace.
//!
//! The chapters grew from five tutorials that people learn neural networks from. Each printed
//! numbers, and whoever follows along wants to see the same ones. Here stand the programs of those
//! tutorials, written with this workspace's crates: from the same seed where they set one, and from
//! figures recovered out of their own output where they did not.
//!
//! Each module is one tutorial, and `ledger/README.md` says what each is. The tests next to this
//! folder hold every number the tutorials print against what these programs compute.

pub mod mlp_numpy_mnist;
pub mod one_example;
pub mod perceptron_blobs;
pub mod perspectives;
pub mod statistics;
pub mod tensors;
pub mod torch_intro;
