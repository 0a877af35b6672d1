//! Xavier initialization: in the middle between the forward and the backward pass.
//!
//! The forward pass asks for weights of variance 1/`fan_in`, the backward pass for 1/`fan_out`.
//! Glorot and Bengio take one over the mean of the two fans, 2/(`fan_in` + `fan_out`).
//!
//! Source: X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward
//! neural networks", 2010, equations 12 and 16.

use engine::Shape;
use random::TorchRng;

use super::{Fans, normal_, uniform_};
use crate::Tensor;

/// The standard deviation of Glorot and Bengio: gain · √(2 / (`fan_in` + `fan_out`)).
///
/// # Panics
///
/// If the shape is not that of a matrix.
///
/// ```
/// use autograd::nn::init::xavier_std;
/// use engine::Shape;
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

/// Uniform numbers with the standard deviation of [`xavier_std`]:
/// between ± gain · √(6 / (`fan_in` + `fan_out`)). PyTorch's default is the gain 1.
///
/// # Panics
///
/// If the tensor is not a matrix, or the gain is negative or NaN.
///
/// ```
/// use autograd::{Tensor, nn::init::xavier_uniform_};
/// use random::TorchRng;
///
/// let weight = Tensor::matrix(&[[0.0; 4]; 2]);
/// xavier_uniform_(&weight, 1.0, &mut TorchRng::manual_seed(0));
/// assert!(weight.to_vec().iter().all(|w| w.abs() <= 1.0)); // √(6/6)
/// ```
#[track_caller]
pub fn xavier_uniform_(weight: &Tensor, gain: f64, rng: &mut TorchRng) {
    let std = xavier_std(weight.shape(), gain);
    if weight.shape().is_empty() {
        return;
    }
    let bound = 3f64.sqrt() * std;
    uniform_(weight, -bound, bound, rng);
}

/// Normal numbers with the standard deviation of [`xavier_std`]. PyTorch's default is the gain 1.
///
/// # Panics
///
/// If the tensor is not a matrix, or the gain is negative or NaN.
///
/// ```
/// use autograd::{Tensor, nn::init::xavier_normal_};
/// use random::TorchRng;
///
/// let weight = Tensor::matrix(&[[0.0; 4]; 4]);
/// xavier_normal_(&weight, 1.0, &mut TorchRng::manual_seed(0));
/// assert!(weight.to_vec().iter().all(|w| w.abs() < 2.0)); // four standard deviations
/// ```
#[track_caller]
pub fn xavier_normal_(weight: &Tensor, gain: f64, rng: &mut TorchRng) {
    normal_(weight, 0.0, xavier_std(weight.shape(), gain), rng);
}
