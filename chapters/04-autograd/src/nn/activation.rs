//! Activations as modules, so that they can stand in a `Sequential`.
//!
//! ```
//! use autograd::{Tensor, nn::*};
//!
//! let at = |x, module: &dyn Module| module.call(&Tensor::scalar(x)).item();
//! assert_eq!(at(-3.0, &ReLU::new()), 0.0);
//! assert_eq!(at(-1000.0, &ELU::new()), -1.0);
//! assert_eq!(at(1000.0, &Softplus::new()), 1000.0);
//! assert_eq!(at(3.0, &Softsign::new()), 0.75);
//! assert_eq!(at(0.0, &Sigmoid::new()), 0.5);
//! assert_eq!(at(0.0, &Tanh::new()), 0.0);
//! assert_eq!(at(-3.0, &Identity::new()), -3.0);
//!
//! let x = Tensor::matrix(&[[1000.0, -1000.0]]);
//! assert_eq!(Softmax::new(1).call(&x).to_vec(), [1.0, 0.0]);
//! assert_eq!(LogSoftmax::new(1).call(&x).to_vec(), [0.0, -2000.0]);
//! ```

use std::fmt;

use super::{Hooks, Module, print};
use crate::Tensor;

macro_rules! activation {
    ($(#[$doc:meta])* $Name:ident, $repr:expr, |$x:ident| $forward:expr) => {
        $(#[$doc])*
        #[derive(Debug, Default)]
        pub struct $Name {
            hooks: Hooks,
        }

        impl $Name {
            /// The module. It has no parameters.
            pub fn new() -> Self {
                Self::default()
            }
        }

        impl Module for $Name {
            fn name(&self) -> &'static str {
                stringify!($Name)
            }
            fn forward(&self, $x: &Tensor) -> Tensor {
                $forward
            }
            fn extra_repr(&self) -> String {
                $repr.to_owned()
            }
            fn hooks(&self) -> Option<&Hooks> {
                Some(&self.hooks)
            }
        }

        impl fmt::Display for $Name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&print(self))
            }
        }
    };
}

activation!(
    /// max(x, 0). See [`Tensor::relu`].
    ReLU, "", |x| x.relu()
);
activation!(
    /// x for x > 0, else eˣ − 1. See [`Tensor::elu`].
    ELU, "alpha=1.0", |x| x.elu()
);
activation!(
    /// ln(1 + eˣ). See [`Tensor::softplus`].
    Softplus, "", |x| x.softplus()
);
activation!(
    /// x / (1 + |x|). See [`Tensor::softsign`].
    Softsign, "", |x| x.softsign()
);
activation!(
    /// 1 / (1 + e⁻ˣ). See [`Tensor::sigmoid`].
    Sigmoid, "", |x| x.sigmoid()
);
activation!(
    /// tanh x. See [`Tensor::tanh`].
    Tanh, "", |x| x.tanh()
);
activation!(
    /// x, unchanged: the activation that is none.
    Identity, "", |x| x.clone()
);

macro_rules! along_dim {
    ($(#[$doc:meta])* $Name:ident, $method:ident) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $Name {
            dim: usize,
            hooks: Hooks,
        }

        impl $Name {
            /// The module, working along `dim`: 1 treats each row as one sample. A `dim` that is
            /// neither 0 nor 1 is refused when the module is called.
            pub fn new(dim: usize) -> Self {
                Self { dim, hooks: Hooks::new() }
            }
        }

        impl Module for $Name {
            fn name(&self) -> &'static str {
                stringify!($Name)
            }
            fn forward(&self, x: &Tensor) -> Tensor {
                x.$method(self.dim)
            }
            fn extra_repr(&self) -> String {
                format!("dim={}", self.dim)
            }
            fn hooks(&self) -> Option<&Hooks> {
                Some(&self.hooks)
            }
        }

        impl fmt::Display for $Name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&print(self))
            }
        }
    };
}

along_dim!(
    /// From any numbers to probabilities. See [`Tensor::softmax`].
    ///
    /// The argument is the *dimension* that will add up to 1, not a number of dimensions.
    Softmax, softmax
);
along_dim!(
    /// The logarithm of softmax. See [`Tensor::log_softmax`].
    LogSoftmax, log_softmax
);
