//! A layer is many units with the same inputs, computed at once:
//!
//! ```text
//! F(X) = φ(X·W + b)
//!
//! X  N × n_in       one sample in each row
//! W  n_in × n_out   one unit in each column
//! b  n_out          one bias for each unit, added to every row
//! F  N × n_out
//! ```
//!
//! Each element of the result is the output of a unit of chapter 1: the product of row i of X and
//! column m of W. A layer has two advantages: it is fast (one matrix product), and layers can be
//! put in sequence, if the output size of each is the input size of the next. Such a sequence is a
//! network.
//!
//! In reading order:
//!
//! 1. [`layer`](mod@layer): [`Layer`], and how b is added to every row.
//! 2. [`layout`]: X·W here, x·Aᵀ in PyTorch: the four ways to write a layer.
//! 3. [`graph`](mod@graph): [`Graph`], layers in sequence, in which you can inspect every node.
//! 4. [`parameters`]: the number of parameters.
//! 5. [`collapse`](mod@collapse): without φ, any stack of layers is a single one.
//! 6. [`softmax`](mod@softmax): probabilities from arbitrary scores.
//! 7. [`grid`](mod@grid) and [`worked`]: the plane as samples, and the example networks of this
//!    chapter.
//!
//! # What happens when sizes do not fit
//!
//! A single call that cannot work (a layer whose b does not match its W, an X of the wrong width)
//! is a bug in one line of the caller's program. It panics, reports that line, and names both
//! shapes. The sizes of a [`Graph`] may instead come from user input, so its constructor returns a
//! [`GraphError`] that names the layer and the two sizes.
//!
//! # Example
//!
//! ```
//! use layer::{Activation, Layer};
//! use nalgebra::DMatrix;
//!
//! // Two samples of two features, through three units.
//! let x = DMatrix::from_row_slice(2, 2, &[1.0, 0.5, -1.0, 1.0]);
//! let w = DMatrix::from_row_slice(2, 3, &[1.0, -1.0, 1.0, 2.0, 0.0, 1.0]);
//! let layer = Layer::new(w, vec![-1.0, 1.0, 0.0], Activation::Sigmoid);
//! let y = layer.forward(&x);
//! assert_eq!(y.shape(), (2, 3));
//! assert_eq!(y[(0, 1)], 0.5);
//! assert_eq!(y[(1, 1)], 0.8807970779778823); // sigmoid(2)
//! ```

pub mod collapse;
pub mod graph;
pub mod grid;
pub mod layer;
pub mod layout;
pub mod parameters;
pub mod softmax;
pub mod worked;

pub use collapse::collapse;
pub use graph::{Graph, GraphError, NodeValues};
pub use grid::grid;
pub use layer::Layer;
pub use parameters::count_parameters;
pub use softmax::{Axis, log_softmax, softmax};
pub use unit::Activation;
