//! Random generators: those of torch, numpy and Keras, reproduced bit for bit.
//!
//! If a tutorial prints `-0.1442` after `torch.manual_seed(123)`, you should see the same number
//! when you run it. In another language that is only possible with the same random numbers. Then
//! you can compare every weight, loss and gradient digit by digit, and any difference is a bug, not
//! chance. That is why this crate reproduces the generators.
//!
//! That takes two things. The *engine* produces words of 32 bits; torch, numpy and Python share
//! one, the Mersenne Twister. The *recipe* turns words into numbers: which bits, in which order, by
//! which formula. The recipes all differ, and one word too many shifts all later numbers. Most of
//! this crate is recipes. In reading order:
//!
//! 1. [`mt19937`], the shared engine;
//! 2. [`mod@uniform`], [`mod@bernoulli`], [`permutation`] and [`linear`]: torch's recipes that work
//!    on any generator;
//! 3. [`torch`]: the generator itself, its normal numbers, the orders of a data loader, and a
//!    generator to share;
//! 4. [`numpy`]: the same engine, other recipes;
//! 5. [`philox`], an engine of another kind, and [`keras`], which needs it.
//!
//! Every generator here implements the traits of the `rand` crate, and the functions that
//! initialize a layer take any generator. So you can initialize a network with torch's generator or
//! with another one.
//!
//! ```
//! use random::{TorchRng, linear_init};
//!
//! // torch.manual_seed(123); nn.Linear(8, 4)
//! let (weight, bias) = linear_init(&mut TorchRng::manual_seed(123), 8, 4);
//! assert_eq!(weight[0], -0.14417063);
//! assert_eq!(bias[0], 0.15406692);
//! ```
//!
//! What "the same" covers: torch 2.15 on an x86 processor with AVX2, in `f32` and, for the methods
//! whose name ends in `_f64`, in `f64`; numpy 2.4; Keras on TensorFlow 2.15 and 2.21. Nearly
//! everything is exact arithmetic and comes out the same on every machine. A few functions take a
//! logarithm, sine or cosine from the system's library, so their last bit may depend on it:
//! [`TorchRng::randn`] for fewer than 16 numbers, [`TorchRng::randn_f64`], [`NumpyRng::randn`] and
//! [`NumpyRng::normal`], and those that scale their numbers.

pub mod bernoulli;
pub mod keras;
pub mod linear;
pub mod mt19937;
pub mod numpy;
pub mod permutation;
pub mod philox;
pub mod torch;
pub mod uniform;

pub use bernoulli::bernoulli;
pub use keras::KerasRng;
pub use linear::{linear_init, linear_weight};
pub use numpy::NumpyRng;
pub use permutation::randperm;
pub use torch::{Generator, TorchRng, normals};
pub use uniform::uniform;
