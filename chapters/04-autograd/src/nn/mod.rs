//! Modules: parameters, bundled with the forward pass that uses them.
//!
//! You do not write a network operation by operation. You compose it of a few layers, each of
//! which owns its parameters and defines its forward pass. The names are PyTorch's, so that what
//! you know there applies here.
//!
//! In reading order: [`module`], what every module can do; [`linear`]; [`init`], first values for
//! parameters; [`activation`]; [`sequential`]; [`residual`]; [`mode`], training or evaluation;
//! [`dropout`], [`layer_norm`] and [`batch_norm`]; [`state_dict`], saving the parameters and loading
//! them; [`hooks`] and [`trace`](mod@trace), looking inside during a forward or backward pass.
//!
//! ```
//! use autograd::nn::{Linear, Module, ReLU, Sequential};
//!
//! let mut rng = random::TorchRng::manual_seed(123);
//! let net = Sequential::new()
//!     .push(Linear::new(8, 4, &mut rng))
//!     .push(ReLU::new())
//!     .push(Linear::new(4, 2, &mut rng));
//! assert_eq!(net.parameter_count(), (8 + 1) * 4 + (4 + 1) * 2);
//! assert_eq!(net.to_string(), "\
//! Sequential(
//!   (0): Linear(in_features=8, out_features=4, bias=True)
//!   (1): ReLU()
//!   (2): Linear(in_features=4, out_features=2, bias=True)
//! )");
//! ```

pub mod activation;
pub mod batch_norm;
pub mod dropout;
pub mod hooks;
pub mod init;
pub mod layer_norm;
pub mod linear;
pub mod mode;
pub mod module;
pub mod residual;
pub mod sequential;
pub mod state_dict;
pub mod trace;

pub use activation::{
    Approximate, ELU, GELU, Identity, LeakyReLU, LogSoftmax, ReLU, SiLU, Sigmoid, Softmax,
    Softplus, Softsign, Tanh,
};
pub use batch_norm::BatchNorm1d;
pub use dropout::Dropout;
pub use hooks::{HookHandle, Hooks};
pub use layer_norm::LayerNorm;
pub use linear::Linear;
pub use mode::Mode;
use module::number;
pub use module::{Module, print};
pub use residual::Residual;
pub use sequential::Sequential;
pub use state_dict::{StateDict, StateDictError};
pub use trace::{Trace, trace};
