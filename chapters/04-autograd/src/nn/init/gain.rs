//! How many terms a layer adds up, and how much the activation behind it shrinks the signal.
//!
//! A layer adds up `fan_in` terms in the forward pass and `fan_out` terms in the backward pass. Each
//! sum has the variance of a term times their number. To pass the variance on unchanged, a weight
//! must have the variance 1/`fan_in` for the forward pass and 1/`fan_out` for the backward pass.
//! Both times more if an activation follows that shrinks its input: by the square of its *gain*.

use std::fmt;

use engine::Shape;

/// How many weights lead into a unit, and how many lead out of an input.
///
/// ```
/// use autograd::nn::init::Fans;
/// use engine::Shape;
///
/// // Linear keeps its weight as (out, in).
/// let fans = Fans::of(Shape::matrix(200, 100));
/// assert_eq!((fans.fan_in, fans.fan_out), (100, 200));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fans {
    /// Terms in the sum of the forward pass.
    pub fan_in: usize,
    /// Terms in the sum of the backward pass.
    pub fan_out: usize,
}

impl Fans {
    /// The fans of a weight of shape (out, in).
    ///
    /// # Panics
    ///
    /// If the shape is not that of a matrix.
    ///
    /// ```
    /// use autograd::nn::init::Fans;
    /// use engine::Shape;
    ///
    /// assert_eq!(Fans::of(Shape::matrix(4, 8)).fan_in, 8);
    /// ```
    // ANCHOR: fans
    #[track_caller]
    pub fn of(shape: Shape) -> Self {
        assert!(
            shape.rank() == 2,
            "fan_in and fan_out belong to a weight of shape (out, in), not to {shape}"
        );
        Self { fan_in: shape.cols(), fan_out: shape.rows() }
    }
    // ANCHOR_END: fans
}

/// Which of the two sums a Kaiming initialization keeps.
///
/// ```
/// use autograd::nn::init::FanMode;
///
/// assert_eq!(FanMode::default(), FanMode::FanIn);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum FanMode {
    /// The variance of the activations, forward. PyTorch's default.
    #[default]
    FanIn,
    /// The variance of the gradients, backward.
    FanOut,
}

/// What follows the layer.
///
/// ```
/// use autograd::nn::init::Nonlinearity;
///
/// assert_eq!(Nonlinearity::ReLU.to_string(), "relu");
/// ```
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Nonlinearity {
    /// Nothing.
    Linear,
    /// 1 / (1 + e⁻ˢ).
    Sigmoid,
    /// tanh s.
    Tanh,
    /// max(s, 0).
    ReLU,
    /// s for s > 0, else a·s, with this a.
    LeakyReLU(f64),
}

impl fmt::Display for Nonlinearity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Linear => f.pad("linear"),
            Self::Sigmoid => f.pad("sigmoid"),
            Self::Tanh => f.pad("tanh"),
            Self::ReLU => f.pad("relu"),
            Self::LeakyReLU(a) => f.pad(&format!("leaky_relu({a})")),
        }
    }
}

/// By how much larger the weights must be, so that the activation does not shrink the signal.
///
/// For a ReLU it is √2, since a ReLU halves the mean square of what is symmetric about 0. For a
/// leaky one, √(2/(1 + a²)). The 5/3 of tanh is a rule of thumb: exact for no width, and about
/// right for all.
///
/// ```
/// use autograd::nn::init::{Nonlinearity, calculate_gain};
///
/// assert_eq!(calculate_gain(Nonlinearity::ReLU), 2f64.sqrt());
/// assert_eq!(calculate_gain(Nonlinearity::LeakyReLU(1.0)), 1.0); // no kink left
/// ```
// ANCHOR: gain
pub fn calculate_gain(nonlinearity: Nonlinearity) -> f64 {
    match nonlinearity {
        Nonlinearity::Linear | Nonlinearity::Sigmoid => 1.0,
        Nonlinearity::Tanh => 5.0 / 3.0,
        Nonlinearity::ReLU => 2f64.sqrt(),
        Nonlinearity::LeakyReLU(a) => (2.0 / (1.0 + a * a)).sqrt(),
    }
}
// ANCHOR_END: gain
