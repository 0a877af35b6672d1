//! A curve to fit, and a network with Keras' initial weights.

use autograd::{
    Tensor,
    nn::{Linear, Sequential, Tanh},
};
use data::curves::{Samples, sin_cos};
use engine::{Array, Options, Shape};
use random::KerasRng;

/// 100 samples of sin t · cos t, also as tensors: inputs (100, 2), targets (100, 1).
pub fn samples() -> (Samples, Tensor, Tensor) {
    let samples = sin_cos(0.0, 10.0, 100);
    let table = |cols, values: &[f64]| {
        Tensor::new(Array::new(Shape::matrix(100, cols), values, Options::f64()))
    };
    let (x, y) = (table(2, &samples.inputs), table(1, &samples.targets));
    (samples, x, y)
}

/// `Dense(n_out)` on `n_in` inputs. Keras' kernel is (in, out), our weight (out, in).
fn dense(n_in: usize, n_out: usize, rng: &mut KerasRng) -> Linear {
    let kernel: Vec<f64> = rng.glorot_uniform(n_in, n_out).into_iter().map(f64::from).collect();
    let kernel = Array::new(Shape::matrix(n_in, n_out), &kernel, Options::f64());
    let bias = Array::zeros(Shape::vector(n_out), Options::f64());
    Linear::from_parameters(Tensor::new(kernel.transpose()), Some(Tensor::new(bias)))
}

/// The Keras notebook's network, from its seed 0.
pub fn network() -> Sequential {
    let mut keras = KerasRng::set_random_seed(0);
    Sequential::new()
        .push(dense(2, 3, &mut keras))
        .push(Tanh::new())
        .push(dense(3, 1, &mut keras))
        .push(Tanh::new())
}
