//! One unit of a neural network is a function of D numbers with D + 1 parameters:
//!
//! ```text
//! f(x) = φ(s),   s = x·w + b
//! ```
//!
//! The inputs x (D numbers) are multiplied by the weights w (D numbers) and summed, the bias b (one
//! number) is added, and the result is passed through the activation φ, a fixed function of one
//! number. Everything up to s is linear algebra. Only φ is nonlinear, so this chapter is mostly
//! about φ, its derivative φ′, and the straight line in the plane of inputs where s = 0.
//!
//! In reading order:
//!
//! 1. [`activation`]: the seven φ and their derivatives φ′, numerically stable for every input.
//! 2. [`unit`](mod@unit): [`nn_unit`], one line of code, and [`Unit`], a struct that holds the
//!    parameters.
//! 3. [`callable`]: values that can be called like functions.
//! 4. [`line`](mod@line): the line s = 0, its normal w, and why every such unit is a linear
//!    classifier.
//!
//! # Example
//!
//! ```
//! use nalgebra::DVector;
//! use unit::{Activation, Unit};
//!
//! let unit = Unit::new(vec![1.0, 2.0, 3.0], -1.0, Activation::Tanh);
//! let x = DVector::from_vec(vec![0.0, 1.0, -1.0]);
//! assert_eq!(unit.pre_activation(&x), -2.0); // 0·1 + 1·2 − 1·3 − 1
//! assert_eq!(unit.forward(&x), -0.9640275800758169); // tanh(−2)
//! assert_eq!(unit.n_parameters(), 4);
//! ```

pub mod activation;
pub mod callable;
pub mod line;
pub mod unit;

pub use activation::Activation;
pub use line::DecisionLine;
pub use unit::{Unit, nn_unit};
