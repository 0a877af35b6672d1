//! Activations as modules, for use in a `Sequential`.
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
//! assert_eq!(at(-4.0, &LeakyReLU::new(0.25)), -1.0);
//! assert_eq!(at(1000.0, &GELU::new(Approximate::None)), 1000.0);
//! assert_eq!(at(1000.0, &SiLU::new()), 1000.0);
//! assert_eq!(at(-3.0, &Identity::new()), -3.0);
//!
//! let x = Tensor::matrix(&[[1000.0, -1000.0]]);
//! assert_eq!(Softmax::new(1).call(&x).to_vec(), [1.0, 0.0]);
//! assert_eq!(LogSoftmax::new(1).call(&x).to_vec(), [0.0, -2000.0]);
//! ```

use std::fmt;

use super::{Hooks, Module, print};
use crate::Tensor;
pub use crate::ops::gelu::Approximate;

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
    /// x·σ(x). See [`Tensor::silu`].
    SiLU, "", |x| x.silu()
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
    /// x, unchanged.
    Identity, "", |x| x.clone()
);

/// The same for modules with one argument.
macro_rules! activation_with {
    (
        $(#[$doc:meta])* $Name:ident,
        $(#[$setting_doc:meta])* $setting:ident: $Type:ty, $repr:literal, |$x:ident| $forward:expr
    ) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $Name {
            $setting: $Type,
            hooks: Hooks,
        }

        impl $Name {
            $(#[$setting_doc])*
            pub fn new($setting: $Type) -> Self {
                Self { $setting, hooks: Hooks::new() }
            }
        }

        impl Module for $Name {
            fn name(&self) -> &'static str {
                stringify!($Name)
            }
            fn forward(&self, $x: &Tensor) -> Tensor {
                let $setting = self.$setting;
                $forward
            }
            fn extra_repr(&self) -> String {
                format!($repr, self.$setting)
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

activation_with!(
    /// x for x > 0, else a small multiple of it. See [`Tensor::leaky_relu`].
    LeakyReLU,
    /// The module with a `negative_slope`, which is 0.01 by default in PyTorch.
    negative_slope: f64, "negative_slope={}", |x| x.leaky_relu(negative_slope)
);
activation_with!(
    /// x·Φ(x). See [`Tensor::gelu`].
    GELU,
    /// The module, exact with [`Approximate::None`], PyTorch's default.
    approximate: Approximate, "approximate='{}'", |x| x.gelu(approximate)
);
activation_with!(
    /// Probabilities from arbitrary scores. See [`Tensor::softmax`].
    ///
    /// The argument is the index of the dimension along which the probabilities add up to 1.
    Softmax,
    /// The module, working along `dim`: 1 or −1 treats each row as one sample. A dimension that the
    /// input does not have is an error only when the module is called.
    dim: isize, "dim={}", |x| x.softmax(dim)
);
activation_with!(
    /// The logarithm of softmax. See [`Tensor::log_softmax`].
    LogSoftmax,
    /// The module, working along `dim`: 1 or −1 treats each row as one sample. A dimension that the
    /// input does not have is an error only when the module is called.
    dim: isize, "dim={}", |x| x.log_softmax(dim)
);
