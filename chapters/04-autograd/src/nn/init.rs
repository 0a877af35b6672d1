//! First values for parameters: `torch.nn.init`.
//!
//! Each function overwrites a tensor in place, as the `_` at the end of its name says, and the graph
//! does not record it. It draws from the generator that you pass, in the precision of the tensor:
//! after `TorchRng::manual_seed(s)` you get the numbers that PyTorch draws after
//! `torch.manual_seed(s)`, to the last bit. (A tensor in double precision gets other numbers than
//! one in single precision, because PyTorch takes more random bits for each.)
//!
//! In reading order: the functions of this file, which fill a tensor with whatever you ask for;
//! [`gain`], how much an activation shrinks a signal; [`xavier`] and [`kaiming`], which choose the
//! width of the distribution such that the signal keeps its size; [`trunc_normal`], normal numbers
//! without tails.
//!
//! ```
//! use autograd::nn::{Linear, Module, ReLU, Sequential, init};
//! use random::TorchRng;
//!
//! let mut rng = TorchRng::manual_seed(0);
//! let net = Sequential::new().push(Linear::new(8, 4, &mut rng)).push(ReLU::new());
//! for (name, parameter) in net.named_parameters() {
//!     if name.ends_with("weight") {
//!         init::normal_(&parameter, 0.0, 0.02, &mut rng);
//!     } else {
//!         init::zeros_(&parameter);
//!     }
//! }
//! assert_eq!(net.parameter("0.bias").unwrap().to_vec(), [0.0; 4]);
//! ```

pub mod gain;
pub mod kaiming;
pub mod trunc_normal;
pub mod xavier;

use engine::Array;
use random::TorchRng;

pub use gain::{FanMode, Fans, Nonlinearity, calculate_gain};
pub use kaiming::{kaiming_normal_, kaiming_std, kaiming_uniform_};
pub use trunc_normal::trunc_normal_;
pub use xavier::{xavier_normal_, xavier_std, xavier_uniform_};

use crate::{
    Tensor,
    creation::{normal, uniform},
};

/// All zeros, as most networks start their biases. For weights it is a mistake: units that start
/// alike get the same gradients, and stay alike.
///
/// ```
/// use autograd::{Tensor, nn::init};
///
/// let bias = Tensor::vector(&[1.0, 2.0]).requires_grad_();
/// init::zeros_(&bias);
/// assert_eq!(bias.to_vec(), [0.0, 0.0]);
/// assert!(bias.requires_grad());
/// ```
pub fn zeros_(tensor: &Tensor) {
    constant_(tensor, 0.0);
}

/// All ones, as a normalization starts its scales.
///
/// ```
/// use autograd::{Tensor, nn::init};
///
/// let scale = Tensor::vector(&[0.0, 2.0]);
/// init::ones_(&scale);
/// assert_eq!(scale.to_vec(), [1.0, 1.0]);
/// ```
pub fn ones_(tensor: &Tensor) {
    constant_(tensor, 1.0);
}

/// The same number everywhere.
///
/// ```
/// use autograd::{Tensor, nn::init};
///
/// // A small positive bias keeps every ReLU on at first.
/// let bias = Tensor::vector(&[1.0, 2.0]);
/// init::constant_(&bias, 0.5);
/// assert_eq!(bias.to_vec(), [0.5, 0.5]);
/// ```
pub fn constant_(tensor: &Tensor, value: f64) {
    tensor.update(|data| *data = Array::full(data.shape(), value, data.options()));
}

/// Ones on the diagonal and zeros elsewhere: a linear layer that starts as the identity.
///
/// # Panics
///
/// If the tensor is not a matrix.
///
/// ```
/// use autograd::{Tensor, nn::init};
///
/// let weight = Tensor::matrix(&[[5.0; 3]; 2]);
/// init::eye_(&weight);
/// assert_eq!(weight.to_vec(), [1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
/// ```
#[track_caller]
pub fn eye_(tensor: &Tensor) {
    let shape = tensor.shape();
    assert!(shape.rank() == 2, "eye_: only a matrix has a diagonal, and the shape is {shape}");
    let (rows, cols) = shape.table();
    let mut values = vec![0.0; shape.len()];
    values.iter_mut().step_by(cols + 1).take(rows.min(cols)).for_each(|one| *one = 1.0);
    fill_(tensor, &values);
}

/// Uniform numbers in [`low`, `high`).
///
/// # Panics
///
/// If `low > high`, a bound is NaN, or the distance between them is too large for the tensor's
/// precision.
///
/// ```
/// use autograd::{Tensor, nn::init};
/// use random::TorchRng;
///
/// // torch.manual_seed(0); torch.nn.init.uniform_(torch.empty(2))
/// let x = Tensor::vector(&[0.0, 0.0]);
/// init::uniform_(&x, 0.0, 1.0, &mut TorchRng::manual_seed(0));
/// assert_eq!(x.to_vec(), [0.49625658988952637, 0.7682217955589294]);
/// ```
#[track_caller]
pub fn uniform_(tensor: &Tensor, low: f64, high: f64, rng: &mut TorchRng) {
    fill_(tensor, &uniform(tensor.shape().len(), tensor.dtype(), low, high, rng));
}

/// Normal numbers with the given mean and standard deviation.
///
/// # Panics
///
/// If `std` is negative or NaN.
///
/// ```
/// use autograd::{Tensor, nn::init};
/// use random::TorchRng;
///
/// // torch.manual_seed(0); torch.nn.init.normal_(torch.empty(2), std=0.5)
/// let x = Tensor::vector(&[0.0, 0.0]);
/// init::normal_(&x, 0.0, 0.5, &mut TorchRng::manual_seed(0));
/// assert_eq!(x.to_vec(), [0.7704980373382568, -0.1467144489288330]);
/// ```
#[track_caller]
pub fn normal_(tensor: &Tensor, mean: f64, std: f64, rng: &mut TorchRng) {
    assert!(std >= 0.0, "normal_: a standard deviation is not negative, but std = {std}");
    fill_(tensor, &normal(tensor.shape().len(), tensor.dtype(), mean, std, rng));
}

fn fill_(tensor: &Tensor, values: &[f64]) {
    tensor.update(|data| *data = Array::new(data.shape(), values, data.options()));
}
