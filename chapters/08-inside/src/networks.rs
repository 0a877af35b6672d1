//! The networks of this chapter.

use autograd::{
    Tensor,
    nn::{Linear, ReLU, Sequential, Sigmoid, Tanh},
};
use engine::{Array, Options, Shape};
use random::TorchRng;

/// Normal numbers in a table: `torch.randn(rows, cols)`.
///
/// ```
/// use inside::networks::randn;
/// use random::TorchRng;
///
/// let x = randn(4, 5, &mut TorchRng::manual_seed(0));
/// assert_eq!(x.shape().to_string(), "(4, 5)");
/// ```
pub fn randn(rows: usize, cols: usize, rng: &mut TorchRng) -> Tensor {
    let values: Vec<f64> = rng.randn(rows * cols).into_iter().map(f64::from).collect();
    Tensor::new(Array::new(Shape::matrix(rows, cols), &values, Options::default()))
}

/// The small network of the PyTorch tutorial and its 100 samples: 8 → 4 → 3 → 2, seed 123. The
/// layers are drawn first, then the input.
///
/// ```
/// use autograd::nn::Module;
///
/// let (net, input) = inside::networks::primer();
/// assert_eq!(net.parameter_count(), 59);
/// assert_eq!(net.call(&input).shape().to_string(), "(100, 2)");
/// ```
// ANCHOR: primer
pub fn primer() -> (Sequential, Tensor) {
    let mut rng = TorchRng::manual_seed(123);
    let net = Sequential::new()
        .push(Linear::new(8, 4, &mut rng))
        .push(ReLU::new())
        .push(Linear::new(4, 3, &mut rng))
        .push(ReLU::new())
        .push(Linear::new(3, 2, &mut rng));
    (net, randn(100, 8, &mut rng))
}
// ANCHOR_END: primer

/// The large network of the same tutorial and its 500 samples: 100 → 200 → 100 → 10, seed 123.
/// Here the input is drawn first.
///
/// ```
/// use autograd::nn::Module;
///
/// let (net, input) = inside::networks::large();
/// assert_eq!(net.parameter_count(), 41_310);
/// assert_eq!(input.shape().to_string(), "(500, 100)");
/// ```
// ANCHOR: large
pub fn large() -> (Sequential, Tensor) {
    let mut rng = TorchRng::manual_seed(123);
    let input = randn(500, 100, &mut rng);
    let net = Sequential::new()
        .push(Linear::new(100, 200, &mut rng))
        .push(Tanh::new())
        .push(Linear::new(200, 100, &mut rng))
        .push(ReLU::new())
        .push(Linear::new(100, 10, &mut rng));
    (net, input)
}
// ANCHOR_END: large

/// What stands after each hidden layer of a [`deep`] network.
///
/// ```
/// use inside::networks::Activation;
///
/// assert_eq!(Activation::ReLU.to_string(), "ReLU");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Activation {
    /// 1 / (1 + e⁻ˢ).
    Sigmoid,
    /// tanh s.
    Tanh,
    /// max(s, 0).
    ReLU,
}

impl std::fmt::Display for Activation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Sigmoid => "sigmoid",
            Self::Tanh => "tanh",
            Self::ReLU => "ReLU",
        })
    }
}

/// A network of `sizes.len() − 1` layers with the activation between them, and none after the
/// last. The parameters are those of [`Linear::new`].
///
/// ```
/// use inside::networks::{Activation, deep};
/// use random::TorchRng;
///
/// let net = deep(&[784, 64, 64, 10], Activation::Tanh, &mut TorchRng::manual_seed(0));
/// assert_eq!(net.len(), 5); // three layers and two activations
/// ```
pub fn deep(sizes: &[usize], activation: Activation, rng: &mut TorchRng) -> Sequential {
    let mut net = Sequential::new();
    for (i, pair) in sizes.windows(2).enumerate() {
        if i > 0 {
            net = match activation {
                Activation::Sigmoid => net.push(Sigmoid::new()),
                Activation::Tanh => net.push(Tanh::new()),
                Activation::ReLU => net.push(ReLU::new()),
            };
        }
        net = net.push(Linear::new(pair[0], pair[1], rng));
    }
    net
}
