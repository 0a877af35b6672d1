//! The activations φ and their derivatives φ′.
//!
//! An activation has no parameters, because w and b already scale and shift its input. You only
//! choose among a few fixed functions, so [`Activation`] is an enum. Each function has a file of
//! its own, with φ and φ′.
//!
//! Every function here returns a finite, accurate result for every finite s, however large.
//! Training does produce large s, and the formulas in textbooks then overflow: in f64, `exp(710)`
//! is infinite, and an infinity becomes NaN a few operations later.
//!
//! Three more, which large networks use, are functions outside this enum: [`leaky_relu`] has a
//! parameter, and [`gelu`] and [`silu`] are not monotonic.

mod elu;
mod gelu;
mod identity;
mod leaky_relu;
mod relu;
mod sigmoid;
mod silu;
mod softplus;
mod softsign;
mod tanh;

pub use elu::{elu, elu_derivative};
pub use gelu::{gelu, gelu_derivative};
pub use identity::{identity, identity_derivative};
pub use leaky_relu::{leaky_relu, leaky_relu_derivative};
pub use relu::{relu, relu_derivative};
pub use sigmoid::{sigmoid, sigmoid_derivative};
pub use silu::{silu, silu_derivative};
pub use softplus::{softplus, softplus_derivative};
pub use softsign::{softsign, softsign_derivative};
pub use tanh::{tanh, tanh_derivative};

use std::fmt;

/// One of the activations φ.
///
/// All of them are nondecreasing. They differ in their limits:
///
/// | φ          | s → −∞ | s → +∞ |
/// |------------|--------|--------|
/// | identity   | −∞     | +∞     |
/// | ReLU     | 0      | +∞     |
/// | ELU        | −1     | +∞     |
/// | softplus   | 0      | +∞     |
/// | sigmoid    | 0      | 1      |
/// | tanh       | −1     | 1      |
/// | softsign   | −1     | 1      |
///
/// [`limits`](Self::limits) is this table as code.
///
/// ```
/// use unit::Activation;
///
/// let s = [-1.0, 0.0, 4.0, -5.0, 6.0];
/// assert_eq!(s.map(|s| Activation::Relu.apply(s)), [0.0, 0.0, 4.0, 0.0, 6.0]);
/// assert_eq!(Activation::Softplus.apply(1000.0), 1000.0);
/// assert_eq!(Activation::Tanh.derivative(0.0), 1.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Activation {
    /// φ(s) = s; see [`identity`].
    Identity,
    /// φ(s) = max(0, s); see [`relu`].
    Relu,
    /// φ(s) = s for s > 0, eˢ − 1 otherwise; see [`elu`].
    Elu,
    /// φ(s) = ln(1 + eˢ); see [`softplus`].
    Softplus,
    /// φ(s) = 1 / (1 + e⁻ˢ); see [`sigmoid`].
    Sigmoid,
    /// φ(s) = tanh s; see [`tanh`](fn@tanh).
    Tanh,
    /// φ(s) = s / (1 + |s|); see [`softsign`].
    Softsign,
}

impl Activation {
    /// All activations: first those that grow without bound, then those whose limit is 1.
    pub const ALL: [Self; 7] = [
        Self::Identity,
        Self::Relu,
        Self::Elu,
        Self::Softplus,
        Self::Sigmoid,
        Self::Tanh,
        Self::Softsign,
    ];

    /// φ(s).
    ///
    /// For NaN, the result is NaN, so that it does not go unnoticed.
    pub fn apply(self, s: f64) -> f64 {
        match self {
            Self::Identity => identity(s),
            Self::Relu => relu(s),
            Self::Elu => elu(s),
            Self::Softplus => softplus(s),
            Self::Sigmoid => sigmoid(s),
            Self::Tanh => tanh(s),
            Self::Softsign => softsign(s),
        }
    }

    /// The derivative φ′(s) = dφ/ds.
    ///
    /// It is always between 0 and 1. Where a function has a kink (ReLU at 0), its documentation
    /// says which value is used and why.
    pub fn derivative(self, s: f64) -> f64 {
        match self {
            Self::Identity => identity_derivative(s),
            Self::Relu => relu_derivative(s),
            Self::Elu => elu_derivative(s),
            Self::Softplus => softplus_derivative(s),
            Self::Sigmoid => sigmoid_derivative(s),
            Self::Tanh => tanh_derivative(s),
            Self::Softsign => softsign_derivative(s),
        }
    }

    /// The limits of φ for s → −∞ and s → +∞.
    ///
    /// An activation with two finite limits saturates on both sides: it distinguishes inputs only
    /// around s = 0. That suits the output of a classifier, but it makes deep networks learn
    /// slowly.
    ///
    /// ```
    /// use unit::Activation;
    ///
    /// assert_eq!(Activation::Elu.limits(), (-1.0, f64::INFINITY));
    /// assert_eq!(Activation::Sigmoid.limits(), (0.0, 1.0));
    /// ```
    pub fn limits(self) -> (f64, f64) {
        match self {
            Self::Identity => (f64::NEG_INFINITY, f64::INFINITY),
            Self::Relu | Self::Softplus => (0.0, f64::INFINITY),
            Self::Elu => (-1.0, f64::INFINITY),
            Self::Sigmoid => (0.0, 1.0),
            Self::Tanh | Self::Softsign => (-1.0, 1.0),
        }
    }

    /// The usual lower-case name: `"relu"`, `"tanh"`, and so on.
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Relu => "relu",
            Self::Elu => "elu",
            Self::Softplus => "softplus",
            Self::Sigmoid => "sigmoid",
            Self::Tanh => "tanh",
            Self::Softsign => "softsign",
        }
    }
}

/// Prints the [`name`](Activation::name).
impl fmt::Display for Activation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
