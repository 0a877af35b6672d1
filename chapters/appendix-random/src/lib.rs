//! Random generators: torch's and numpy's own, number for number.
//!
//! A tutorial that prints `-0.1442` after `torch.manual_seed(123)` has made a promise: do as I did,
//! and you will see this number. A reader in another language can only check the promise with the
//! very same random numbers. Then every weight, every loss and every gradient can be compared digit
//! by digit, and a difference is a mistake, never luck. That is why a generator is worth copying.
//!
//! Copying takes two things. The *engine* produces words of 32 bits; torch, numpy and Python share
//! one, the Mersenne Twister. The *recipe* turns words into numbers: which bits, in which order, by
//! which formula. The recipes all differ, and a word too many shifts everything after it. The pages
//! of this crate are mostly recipes. In reading order:
//!
//! 1. [`mt19937`], the shared engine;
//! 2. [`mod@uniform`], [`permutation`] and [`linear`]: torch's recipes that work on any generator;
//! 3. [`torch`]: the generator itself, its normal numbers, and the orders of a data loader;
//! 4. [`numpy`]: the same engine, other recipes;
//! 5. [`philox`], an engine of another kind, and [`keras`], which needs it.
//!
//! Every generator here implements the traits of the `rand` crate, and the functions that
//! initialize a layer take any generator. So a network can start from torch's numbers, or from
//! yours.
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
//! What "the same" covers: torch 2.15 on an x86 processor with AVX2, in `f32`; numpy 2.4; Keras on
//! TensorFlow 2.15 and 2.21. Nearly everything is exact arithmetic and comes out the same on every
//! machine. Three functions take a logarithm, sine or cosine from the system's library, so their
//! last bit may depend on it: [`TorchRng::randn`] for fewer than 16 numbers, [`NumpyRng::randn`]
//! and [`NumpyRng::normal`].

pub mod keras;
pub mod linear;
pub mod mt19937;
pub mod numpy;
pub mod permutation;
pub mod philox;
pub mod torch;
pub mod uniform;

pub use keras::KerasRng;
pub use linear::linear_init;
pub use numpy::NumpyRng;
pub use permutation::randperm;
pub use torch::TorchRng;
pub use uniform::uniform;
