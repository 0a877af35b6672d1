//! The deep network again, with normalization and with shortcuts.

use std::fmt;

use autograd::nn::{BatchNorm1d, LayerNorm, Linear, Module, ReLU, Residual, Sequential, trace};
use random::TorchRng;

use crate::{
    Depth, Summary,
    depth::{LAYERS, SAMPLES, WIDTH, between_samples},
    networks::randn,
};

/// What a block of the network is made of, besides its linear layer and its ReLU.
///
/// ```
/// use inside::remedies::Remedy;
///
/// assert_eq!(Remedy::ALL.map(|r| r.to_string())[1], "LayerNorm");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Remedy {
    /// Nothing.
    Nothing,
    /// A layer normalization before the ReLU (Ba, Kiros & Hinton 2016).
    LayerNorm,
    /// A batch normalization before the ReLU (Ioffe & Szegedy 2015).
    BatchNorm,
    /// A shortcut around the block (He et al. 2016).
    Residual,
    /// A shortcut, and a layer normalization at the beginning of what it goes around.
    Both,
}

impl Remedy {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Nothing, Self::LayerNorm, Self::BatchNorm, Self::Residual, Self::Both];
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Nothing => "nothing",
            Self::LayerNorm => "LayerNorm",
            Self::BatchNorm => "BatchNorm",
            Self::Residual => "Residual",
            Self::Both => "both",
        })
    }
}

/// Appends a block of as many inputs as outputs, with PyTorch's default for the first weights.
///
/// ```
/// use autograd::nn::{Module, Sequential};
/// use inside::remedies::{Remedy, push_block};
/// use random::TorchRng;
///
/// let rng = &mut TorchRng::manual_seed(0);
/// let net = push_block(Sequential::new(), Remedy::Both, 100, rng);
/// assert_eq!((net.len(), net.children()[0].1.name()), (1, "Residual"));
/// assert_eq!(net.parameter_count(), 100 * 100 + 100 + 2 * 100);
/// ```
// ANCHOR: block
pub fn push_block(net: Sequential, remedy: Remedy, width: usize, rng: &mut TorchRng) -> Sequential {
    let (block, linear) = (Sequential::new(), Linear::new(width, width, rng));
    match remedy {
        Remedy::Nothing => net.push(block.push(linear).push(ReLU::new())),
        Remedy::LayerNorm => {
            net.push(block.push(linear).push(LayerNorm::new(width)).push(ReLU::new()))
        }
        Remedy::BatchNorm => {
            net.push(block.push(linear).push(BatchNorm1d::new(width)).push(ReLU::new()))
        }
        Remedy::Residual => net.push(Residual::new(block.push(linear).push(ReLU::new()))),
        Remedy::Both => {
            let block = block.push(LayerNorm::new(width)).push(linear).push(ReLU::new());
            net.push(Residual::new(block))
        }
    }
}
// ANCHOR_END: block

/// Sends standard normal samples forward through 30 such blocks, and a standard normal gradient back
/// from the last. What is measured is the output of each block, after the ReLU and the shortcut.
///
/// ```
/// use inside::remedies::{Remedy, depth_with};
///
/// let [plain, both] = [Remedy::Nothing, Remedy::Both].map(|remedy| depth_with(remedy, 0));
/// assert!(plain.backward[0] < 1e-6 && plain.signal[29] < 1e-6); // nothing arrives
/// assert!(both.backward[0] > 0.5 && both.signal[29] > 0.5); // both arrive
/// ```
pub fn depth_with(remedy: Remedy, seed: u64) -> Depth {
    let mut rng = TorchRng::manual_seed(seed);
    let net =
        (0..LAYERS).fold(Sequential::new(), |net, _| push_block(net, remedy, WIDTH, &mut rng));
    let input = randn(SAMPLES, WIDTH, &mut rng);
    let g = randn(SAMPLES, WIDTH, &mut rng);

    let trace = trace(&net);
    (net.call(&input) * g).sum().backward();
    let blocks: Vec<_> = (0..LAYERS)
        .filter_map(|i| Some((trace.output(&i.to_string())?, trace.grad(&i.to_string())?)))
        .collect();
    Depth {
        forward: blocks.iter().map(|(y, _)| Summary::of_array(y).std()).collect(),
        signal: blocks.iter().map(|(y, _)| between_samples(y)).collect(),
        backward: blocks.iter().map(|(_, grad)| Summary::of_array(grad).std()).collect(),
    }
}

/// The network that reads digits, of thirty layers: 784 pixels to 100 units, 28 blocks, and 10 classes.
///
/// ```
/// use inside::remedies::{Remedy, deep_with};
/// use random::TorchRng;
///
/// let net = deep_with(Remedy::LayerNorm, &mut TorchRng::manual_seed(0));
/// assert_eq!(net.len(), 31);
/// ```
pub fn deep_with(remedy: Remedy, rng: &mut TorchRng) -> Sequential {
    let first = Sequential::new().push(Linear::new(784, WIDTH, rng)).push(ReLU::new());
    let net = (2..LAYERS).fold(first, |net, _| push_block(net, remedy, WIDTH, rng));
    net.push(Linear::new(WIDTH, 10, rng))
}
