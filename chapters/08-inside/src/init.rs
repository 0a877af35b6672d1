//! Initial weights that keep the variance of activations and gradients through many layers.
//!
//! A layer adds up `fan_in` terms in the forward pass and `fan_out` terms in the backward pass. Each
//! sum has the variance of a term times their number. To pass the variance on unchanged, a weight
//! must have the variance 1/`fan_in` for the forward pass and 1/`fan_out` for the backward pass.
//! Glorot and Bengio take the middle of the two. He and others take one of them, and twice as much,
//! because a ReLU sets half of the signal to zero.
//!
//! The names, formulas and draws are those of `torch.nn.init`. A name that ends in `_` changes
//! the tensor in place.

use std::fmt;

use autograd::{Tensor, nn::Module};
use engine::{Array, Shape};
use random::TorchRng;

/// How many weights lead into a unit, and how many lead out of an input.
///
/// ```
/// use engine::Shape;
/// use inside::init::Fans;
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
    /// use engine::Shape;
    /// use inside::init::Fans;
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
/// use inside::init::FanMode;
///
/// assert_ne!(FanMode::FanIn, FanMode::FanOut);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FanMode {
    /// The variance of the activations, forward. PyTorch's default.
    FanIn,
    /// The variance of the gradients, backward.
    FanOut,
}

/// What follows the layer.
///
/// ```
/// use inside::init::Nonlinearity;
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
/// use inside::init::{Nonlinearity, calculate_gain};
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

/// The standard deviation of Glorot and Bengio: gain · √(2 / (`fan_in` + `fan_out`)).
///
/// X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural
/// networks", 2010, equations 12 and 16.
///
/// # Panics
///
/// If the shape is not that of a matrix.
///
/// ```
/// use engine::Shape;
/// use inside::init::xavier_std;
///
/// assert_eq!(xavier_std(Shape::matrix(3, 5), 1.0), 0.5); // √(2/8)
/// ```
// ANCHOR: xavier
#[track_caller]
pub fn xavier_std(weight: Shape, gain: f64) -> f64 {
    let Fans { fan_in, fan_out } = Fans::of(weight);
    gain * (2.0 / (fan_in + fan_out) as f64).sqrt()
}
// ANCHOR_END: xavier

/// The standard deviation of He and others: gain / √fan.
///
/// K. He, X. Zhang, S. Ren and J. Sun, "Delving deep into rectifiers", 2015, equations 10 and 14.
///
/// # Panics
///
/// If the shape is not that of a matrix.
///
/// ```
/// use engine::Shape;
/// use inside::init::{FanMode, Nonlinearity, kaiming_std};
///
/// let std = kaiming_std(Shape::matrix(10, 8), FanMode::FanIn, Nonlinearity::ReLU);
/// assert_eq!(std, (2f64 / 8.0).sqrt());
/// ```
// ANCHOR: kaiming
#[track_caller]
pub fn kaiming_std(weight: Shape, mode: FanMode, nonlinearity: Nonlinearity) -> f64 {
    let fans = Fans::of(weight);
    let fan = match mode {
        FanMode::FanIn => fans.fan_in,
        FanMode::FanOut => fans.fan_out,
    };
    calculate_gain(nonlinearity) / (fan as f64).sqrt()
}
// ANCHOR_END: kaiming

/// Uniform numbers with the standard deviation of [`xavier_std`]:
/// between ± gain · √(6 / (`fan_in` + `fan_out`)).
///
/// # Panics
///
/// If the tensor is not a matrix.
///
/// ```
/// use autograd::Tensor;
/// use inside::init::xavier_uniform_;
/// use random::TorchRng;
///
/// let weight = Tensor::matrix(&[[0.0; 4]; 2]);
/// xavier_uniform_(&weight, 1.0, &mut TorchRng::manual_seed(0));
/// assert!(weight.to_vec().iter().all(|w| w.abs() <= 1.0)); // √(6/6)
/// ```
#[track_caller]
pub fn xavier_uniform_(weight: &Tensor, gain: f64, rng: &mut TorchRng) {
    uniform_(weight, xavier_std(weight.shape(), gain), rng);
}

/// Normal numbers with the standard deviation of [`xavier_std`].
///
/// # Panics
///
/// If the tensor is not a matrix.
///
/// ```
/// use autograd::Tensor;
/// use inside::init::xavier_normal_;
/// use random::TorchRng;
///
/// let weight = Tensor::matrix(&[[0.0; 4]; 4]);
/// xavier_normal_(&weight, 1.0, &mut TorchRng::manual_seed(0));
/// assert!(weight.to_vec().iter().all(|w| w.abs() < 2.0)); // four standard deviations
/// ```
#[track_caller]
pub fn xavier_normal_(weight: &Tensor, gain: f64, rng: &mut TorchRng) {
    normal_(weight, xavier_std(weight.shape(), gain), rng);
}

/// Uniform numbers with the standard deviation of [`kaiming_std`]: between ± gain · √(3 / fan).
///
/// What `Linear` starts with is the same formula for a leaky ReLU with a = √5: the gain is then
/// 1/√3, and the bound 1/√`fan_in`.
///
/// # Panics
///
/// If the tensor is not a matrix.
///
/// ```
/// use autograd::{Tensor, nn::Linear};
/// use inside::init::{FanMode, Nonlinearity, kaiming_uniform_};
/// use random::TorchRng;
///
/// let weight = Tensor::matrix(&[[0.0; 8]; 4]);
/// let rule = Nonlinearity::LeakyReLU(5f64.sqrt());
/// kaiming_uniform_(&weight, FanMode::FanIn, rule, &mut TorchRng::manual_seed(123));
/// let linear = Linear::new(8, 4, &mut TorchRng::manual_seed(123));
/// assert_eq!(weight.data(), linear.weight().data());
/// ```
#[track_caller]
pub fn kaiming_uniform_(
    weight: &Tensor,
    mode: FanMode,
    nonlinearity: Nonlinearity,
    rng: &mut TorchRng,
) {
    uniform_(weight, kaiming_std(weight.shape(), mode, nonlinearity), rng);
}

/// Normal numbers with the standard deviation of [`kaiming_std`].
///
/// # Panics
///
/// If the tensor is not a matrix.
///
/// ```
/// use autograd::Tensor;
/// use inside::init::{FanMode, Nonlinearity, kaiming_normal_};
/// use random::TorchRng;
///
/// let weight = Tensor::matrix(&[[0.0; 8]; 4]);
/// kaiming_normal_(&weight, FanMode::FanIn, Nonlinearity::ReLU, &mut TorchRng::manual_seed(0));
/// assert!(weight.to_vec().iter().all(|&w| w != 0.0));
/// ```
#[track_caller]
pub fn kaiming_normal_(
    weight: &Tensor,
    mode: FanMode,
    nonlinearity: Nonlinearity,
    rng: &mut TorchRng,
) {
    normal_(weight, kaiming_std(weight.shape(), mode, nonlinearity), rng);
}

/// The same number everywhere. For weights a mistake: units that start alike stay alike.
///
/// ```
/// use autograd::Tensor;
/// use inside::init::constant_;
///
/// let bias = Tensor::vector(&[1.0, 2.0]);
/// constant_(&bias, 0.0);
/// assert_eq!(bias.to_vec(), [0.0, 0.0]);
/// ```
pub fn constant_(tensor: &Tensor, value: f64) {
    tensor.update(|data| *data = Array::full(data.shape(), value, data.options()));
}

/// A uniform distribution between ± √3·std has the standard deviation std.
#[track_caller]
fn uniform_(weight: &Tensor, std: f64, rng: &mut TorchRng) {
    let bound = 3f64.sqrt() * std;
    fill_(weight, &rng.uniform(weight.shape().len(), -bound, bound));
}

fn normal_(weight: &Tensor, std: f64, rng: &mut TorchRng) {
    fill_(weight, &rng.normal(weight.shape().len(), 0.0, std));
}

fn fill_(weight: &Tensor, values: &[f32]) {
    let values: Vec<f64> = values.iter().copied().map(f64::from).collect();
    weight.update(|data| *data = Array::new(data.shape(), &values, data.options()));
}

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
                Self::Randn => normal_(&p, 1.0, rng),
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
