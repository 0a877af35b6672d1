//! Kaiming initialization: the variance of one pass is kept, through rectifiers.
//!
//! A ReLU sets half of the signal to zero. He and others make up for it: they keep one of the two
//! variances exactly, and multiply the weights by the gain √2.
//!
//! Source: K. He, X. Zhang, S. Ren and J. Sun, "Delving deep into rectifiers", 2015, equations 10
//! and 14.

use engine::Shape;
use random::TorchRng;

use super::{FanMode, Fans, Nonlinearity, calculate_gain, normal_, uniform_};
use crate::Tensor;

/// The standard deviation of He and others: gain / √fan.
///
/// # Panics
///
/// If the shape is not that of a matrix.
///
/// ```
/// use autograd::nn::init::{FanMode, Nonlinearity, kaiming_std};
/// use engine::Shape;
///
/// let std = kaiming_std(Shape::matrix(10, 8), FanMode::FanIn, Nonlinearity::ReLU);
/// assert_eq!(std, 0.5); // √(2/8)
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

/// Uniform numbers with the standard deviation of [`kaiming_std`]: between ± gain · √(3 / fan).
///
/// What `Linear` starts with is the same formula for a leaky ReLU with a = √5: the gain is then
/// 1/√3, and the bound 1/√`fan_in`. PyTorch's defaults are `FanIn` and `LeakyReLU(0.0)`, which is a
/// ReLU. A tensor without elements stays as it is.
///
/// # Panics
///
/// If the tensor is not a matrix.
///
/// ```
/// use autograd::{Tensor, nn::Linear};
/// use autograd::nn::init::{FanMode, Nonlinearity, kaiming_uniform_};
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
    let std = kaiming_std(weight.shape(), mode, nonlinearity);
    if weight.shape().is_empty() {
        return;
    }
    let bound = 3f64.sqrt() * std;
    uniform_(weight, -bound, bound, rng);
}

/// Normal numbers with the standard deviation of [`kaiming_std`].
///
/// PyTorch's defaults are `FanIn` and `LeakyReLU(0.0)`, which is a ReLU.
///
/// # Panics
///
/// If the tensor is not a matrix.
///
/// ```
/// use autograd::Tensor;
/// use autograd::nn::init::{FanMode, Nonlinearity, kaiming_normal_};
/// use random::TorchRng;
///
/// let weight = Tensor::matrix(&[[0.0; 8]; 4]);
/// kaiming_normal_(&weight, FanMode::FanIn, Nonlinearity::ReLU, &mut TorchRng::manual_seed(0));
/// assert!(weight.to_vec().iter().all(|&w| w != 0.0 && w.abs() < 2.0)); // std is ½
/// ```
#[track_caller]
pub fn kaiming_normal_(
    weight: &Tensor,
    mode: FanMode,
    nonlinearity: Nonlinearity,
    rng: &mut TorchRng,
) {
    normal_(weight, 0.0, kaiming_std(weight.shape(), mode, nonlinearity), rng);
}
