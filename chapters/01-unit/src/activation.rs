//! The activations φ and their slopes φ′.
//!
//! An activation has no parameters: w and b already shift and stretch its input as much as learning
//! needs. What remains is a choice among a few fixed curves, so [`Activation`] is a plain list of
//! them. Each curve has a file of its own, where φ stands next to φ′.
//!
//! Every function here returns a finite, accurate answer for every finite s, however large.
//! Training does produce large s, and the formulas as printed in textbooks then overflow: in f64,
//! `exp(710)` is infinite, and a single infinity turns into NaN a few operations later.
//!
//! Three more, which large networks use, are functions of their own beside the list: [`leaky_relu`]
//! takes a parameter, and [`gelu`] and [`silu`] are not monotonic.

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
/// All of them rise (or stay level) as s grows. They differ in how they end:
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
    /// Every activation: first those that grow without bound, then those that end at 1.
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
    /// A NaN goes in and comes out: no activation hides one.
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

    /// The slope φ′(s) = dφ/ds.
    ///
    /// It is never negative and never above 1. Where a curve has a corner (ReLU at 0), the page
    /// of that curve says which slope is taken and why.
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

    /// Where φ ends: its limits for s → −∞ and s → +∞.
    ///
    /// An activation with two finite ends saturates on both sides: only around s = 0 does it tell
    /// inputs apart. That is what a classifier wants, and what makes a deep network slow to learn.
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
