//! The chain rule by hand: a two-layer network that learns.
//!
//! A network is a sequence of small steps. If you know the derivative of each step's output with
//! respect to its input, the chain rule gives the derivative of the loss with respect to any number
//! in the network: the product of the derivatives along the path to the loss, summed over all
//! paths. *Backpropagation* computes all of them in one pass from the loss back to the input, and
//! uses each result for all earlier steps. This crate does that for one network, with one line for
//! each step and nothing automatic:
//!
//! ```text
//! Xb = [1 X]          N × (D + 1)    a column of ones in front, so that row 0 of W₁ is the bias
//! Z  = Xb·W₁          N × H
//! A  = max(Z, 0)      N × H          ReLU
//! Ab = [1 A]          N × (H + 1)
//! Ŷ  = Ab·W₂          N × O
//! L  = mean (Ŷ − Y)²  one number
//! ```
//!
//! N is the number of samples, D of features, H of hidden units and O of outputs. Samples are rows
//! and weights are on the right, in the formulas as in the code. (The numpy tutorial that this
//! follows writes W·x in its text and X·W in its code.)
//!
//! In reading order:
//!
//! 1. [`bias`]: the column of ones.
//! 2. [`mlp`]: [`Mlp`], the weights, and [`Forward`], all results of the forward pass.
//! 3. [`loss`]: what is plotted, and what is minimized; they are not the same.
//! 4. [`delta`]: the backward pass, one function for each δ.
//! 5. [`backward`]: all δ together, and the ridge penalty.
//! 6. [`train`](mod@train): forward pass, backward pass and step, 250 times.
//! 7. [`problem`]: random samples, targets and weights, as numpy draws them.
//!
//! # Example
//!
//! ```
//! use backprop::{Problem, Settings, train};
//! use random::NumpyRng;
//!
//! // np.random.seed(0), then 64 samples, 10 features, 100 hidden units, 1 output.
//! let Problem { x, y, mut mlp } = Problem::draw(&mut NumpyRng::seed(0), 64, 10, 100, 1);
//! let history = train(&mut mlp, &x, &y, &Settings::default());
//! assert!((history.losses[0] - 697.8706526).abs() < 1e-6);
//! assert!((history.losses[249] - 1.8190255).abs() < 1e-6);
//! ```

pub mod backward;
pub mod bias;
pub mod delta;
pub mod loss;
pub mod mlp;
pub mod problem;
mod shape;
pub mod train;

pub use backward::Gradients;
pub use loss::{mse, objective, penalty};
pub use mlp::{Forward, Mlp};
pub use problem::Problem;
pub use train::{History, Settings, train};
