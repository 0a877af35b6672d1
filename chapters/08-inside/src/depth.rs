//! How the spread of activations and gradients changes through many layers.

use autograd::nn::{Module, trace};
use engine::Array;
use random::TorchRng;

use crate::{
    Moments, Summary,
    init::Scheme,
    networks::{Activation, deep, randn},
};

/// Layers of the deep network.
pub const LAYERS: usize = 30;
/// Units in each of its layers.
pub const WIDTH: usize = 100;
/// Samples that are sent through it.
pub const SAMPLES: usize = 200;

/// Standard deviations in every layer, from the first to the last.
///
/// ```
/// use inside::{depth, init::Scheme, networks::Activation};
///
/// let he = depth(Activation::ReLU, Scheme::Kaiming);
/// assert!(he.forward[29] > 0.1 && he.backward[0] > 0.1); // both arrive
/// let default = depth(Activation::ReLU, Scheme::Default);
/// assert!(default.signal[29] < 1e-6 && default.backward[0] < 1e-6); // neither does
/// ```
#[derive(Clone, PartialEq, Debug)]
pub struct Depth {
    /// Of the pre-activations s.
    pub forward: Vec<f64>,
    /// Of s between the samples, within one unit: how much of the differences between inputs is left.
    pub signal: Vec<f64>,
    /// Of the gradients ∂ℓ/∂s, which the backward pass computes from the last layer to the first.
    pub backward: Vec<f64>,
}

/// Runs standard normal samples forward through a deep network of 30 layers with 100 units each,
/// and a standard normal gradient backward from its last layer.
///
/// ```
/// use inside::{depth, init::Scheme, networks::Activation};
///
/// let found = depth(Activation::Tanh, Scheme::Xavier);
/// assert_eq!((found.forward.len(), found.backward.len()), (30, 30));
/// ```
// ANCHOR: depth
pub fn depth(activation: Activation, scheme: Scheme) -> Depth {
    let mut rng = TorchRng::manual_seed(0);
    let net = deep(&[WIDTH; LAYERS + 1], activation, &mut rng);
    scheme.apply(&net, &mut rng);
    let input = randn(SAMPLES, WIDTH, &mut rng);
    let g = randn(SAMPLES, WIDTH, &mut rng);

    let trace = trace(&net);
    // The gradient of the sum of output · g with respect to the output is g.
    (net.call(&input) * g).sum().backward();
    let layers: Vec<(Array, Array)> = net
        .named_modules()
        .into_iter()
        .filter(|(_, module)| module.name() == "Linear")
        .filter_map(|(name, _)| Some((trace.output(&name)?, trace.grad(&name)?)))
        .collect();
    Depth {
        forward: layers.iter().map(|(s, _)| Summary::of_array(s).std()).collect(),
        signal: layers.iter().map(|(s, _)| between_samples(s)).collect(),
        backward: layers.iter().map(|(_, grad)| Summary::of_array(grad).std()).collect(),
    }
}
// ANCHOR_END: depth

/// The standard deviation of a unit's output over the samples, as the root of the mean variance
/// of all units.
///
/// If it is 0, every sample gives the same output, and the next layers cannot tell the samples
/// apart. The standard deviation of the whole layer would not show that: it can be large only
/// because the units differ from each other.
///
/// ```
/// use engine::{Array, Options};
/// use inside::depth::between_samples;
///
/// // Two units that differ from each other, but not from sample to sample.
/// let s = Array::matrix(&[[-5.0, 5.0], [-5.0, 5.0]], Options::default());
/// assert_eq!(between_samples(&s), 0.0);
/// ```
// ANCHOR: between_samples
pub fn between_samples(output: &Array) -> f64 {
    let (samples, units) = output.shape().table();
    let variance = |unit| Moments::of((0..samples).map(|i| output.get(i, unit))).variance();
    Moments::of((0..units).map(variance)).mean().sqrt()
}
// ANCHOR_END: between_samples
