//! Initial weights that keep the variance of activations and gradients through many layers.
//!
//! A layer adds up `fan_in` terms in the forward pass and `fan_out` terms in the backward pass. Each
//! sum has the variance of a term times their number. To pass the variance on unchanged, a weight
//! must have the variance 1/`fan_in` for the forward pass and 1/`fan_out` for the backward pass.
//! Glorot and Bengio take the middle of the two. He and others take one of them, and twice as much,
//! because a ReLU sets half of the signal to zero.
//!
//! The formulas are chapter 4's, in [`autograd::nn::init`]: names and draws are those of
//! `torch.nn.init`. Here they become schemes, each for a whole network.

use std::fmt;

use autograd::nn::Module;
pub use autograd::nn::init::{
    FanMode, Fans, Nonlinearity, calculate_gain, constant_, kaiming_normal_, kaiming_std,
    kaiming_uniform_, normal_, xavier_normal_, xavier_std, xavier_uniform_,
};
use random::TorchRng;

/// The ways to draw first weights that the chapter compares.
///
/// ```
/// use inside::init::Scheme;
///
/// let names = Scheme::ALL.map(|scheme| scheme.to_string());
/// assert_eq!(names, ["randn", "default", "Xavier", "Kaiming"]);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scheme {
    /// Standard normal numbers, whatever the width, and biases of 0: too large for any width.
    Randn,
    /// What [`Linear::new`](autograd::nn::Linear::new) drew, weights and biases.
    Default,
    /// [`xavier_normal_`] with gain 1, and biases of 0.
    Xavier,
    /// [`kaiming_normal_`] for a ReLU, and biases of 0.
    Kaiming,
}

impl Scheme {
    /// All four.
    ///
    /// ```
    /// assert_eq!(inside::init::Scheme::ALL.len(), 4);
    /// ```
    pub const ALL: [Self; 4] = [Self::Randn, Self::Default, Self::Xavier, Self::Kaiming];

    /// Draws every weight of `net` anew, and sets every bias to 0; [`Default`](Self::Default)
    /// leaves them as they are.
    ///
    /// ```
    /// use autograd::nn::Module;
    /// use inside::{init::Scheme, networks};
    /// use random::TorchRng;
    ///
    /// let (net, _) = networks::primer();
    /// Scheme::Xavier.apply(&net, &mut TorchRng::manual_seed(0));
    /// assert_eq!(net.parameter("0.bias").unwrap().to_vec(), [0.0; 4]);
    /// ```
    // ANCHOR: apply
    pub fn apply(self, net: &dyn Module, rng: &mut TorchRng) {
        for p in net.parameters() {
            let is_weight = p.shape().rank() == 2;
            match self {
                Self::Default => {}
                _ if !is_weight => constant_(&p, 0.0),
                Self::Randn => normal_(&p, 0.0, 1.0, rng),
                Self::Xavier => xavier_normal_(&p, 1.0, rng),
                Self::Kaiming => kaiming_normal_(&p, FanMode::FanIn, Nonlinearity::ReLU, rng),
            }
        }
    }
    // ANCHOR_END: apply
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Randn => "randn",
            Self::Default => "default",
            Self::Xavier => "Xavier",
            Self::Kaiming => "Kaiming",
        })
    }
}
