//! Five tutorials, replayed with the crates of this workspace.
//!
//! The chapters grew from five tutorials that people learn neural networks from. Each printed
//! numbers, and a reader who follows along should see the same ones. Here are the programs of those
//! tutorials, written with this workspace's crates: from the same seed where they set one, and from
//! numbers recovered from their own output where they did not.
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
