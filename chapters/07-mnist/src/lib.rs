//! A multilayer perceptron that reads handwritten digits.
//!
//! Everything is in place: layers from chapter 2, gradients from chapter 4, a loss from
//! chapter 5, an optimizer from chapter 6. What is missing is only data, and the loop. Take
//! a batch, run it forward and backward, step: sixty thousand images, a few times over.
//!
//! In reading order: [`mlp`](mod@mlp), the network; [`loader`], batches, and [`images`] and
//! [`dataset`], what they are made of; [`train`], one step; [`evaluate`](mod@evaluate), how good is
//! it; [`tutorial`], the experiment of a well-known tutorial in which the network hardly learns, and
//! what sets it free.
//!
//! Then what you need to make it better: [`split`], images to choose by; [`augment`], more images
//! than there are, by way of [`affine`] maps; [`metrics`], one class at a time; [`logits`], all
//! scores instead of the best one; and [`calibration`], whether the probabilities can be believed.
//!
//! With the feature `program`, which is on by default, there is also `program`: `cargo run
//! --release` at the root of the workspace.
//!
//! ```
//! use mnist::mlp;
//! use autograd::nn::Module;
//!
//! let model = mlp(&[784, 128, 10], &mut random::TorchRng::manual_seed(0));
//! assert_eq!(model.parameter_count(), (784 + 1) * 128 + (128 + 1) * 10);
//! ```

pub mod affine;
pub mod augment;
pub mod calibration;
pub mod dataset;
mod elastic;
pub mod evaluate;
pub mod images;
pub mod loader;
pub mod logits;
pub mod metrics;
pub mod mlp;
#[cfg(feature = "program")]
pub mod program;
pub mod split;
pub mod train;
pub mod tutorial;

pub use affine::Affine;
pub use augment::Augment;
pub use dataset::{Dataset, TensorDataset};
pub use evaluate::{Evaluation, evaluate};
pub use images::Images;
pub use loader::{Batch, DataLoader, Epoch};
pub use logits::{Logits, evaluate_logits};
pub use mlp::mlp;
pub use split::random_split;
pub use train::{Pass, Step, gradients, train_step};
