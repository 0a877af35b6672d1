//! The network: linear layers with ReLUs between them.

use autograd::nn::{Linear, ReLU, Sequential};
use rand::Rng;

/// A multilayer perceptron with layers of the given sizes, input first.
///
/// After every linear layer but the last stands a ReLU. The last one gives logits, as
/// `CrossEntropyLoss` wants them: with a ReLU there too, no class could ever get a negative
/// score, and a class whose score is 0 for every image could never recover.
///
/// Parameters are named as in PyTorch's `nn.Sequential`: `0.weight`, `0.bias`, `2.weight`, …
///
/// # Panics
///
/// If there are fewer than two sizes.
///
/// ```
/// let net = mnist::mlp(&[784, 32, 10], &mut random::TorchRng::manual_seed(0));
/// assert_eq!(net.to_string(), "\
/// Sequential(
///   (0): Linear(in_features=784, out_features=32, bias=True)
///   (1): ReLU()
///   (2): Linear(in_features=32, out_features=10, bias=True)
/// )");
/// ```
// ANCHOR: mlp
#[track_caller]
pub fn mlp(sizes: &[usize], rng: &mut impl Rng) -> Sequential {
    assert!(sizes.len() >= 2, "a network needs an input and an output size, got {sizes:?}");
    let last = sizes.len() - 2;
    sizes.windows(2).enumerate().fold(Sequential::new(), |net, (i, pair)| {
        let net = net.push(Linear::new(pair[0], pair[1], rng));
        if i == last { net } else { net.push(ReLU::new()) }
    })
}
// ANCHOR_END: mlp
