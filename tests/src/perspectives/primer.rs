//! The PyTorch primer: 100 samples through a small network, and back.

use std::sync::LazyLock;

use autograd::{
    Tensor,
    nn::{Linear, Module, ReLU, Sequential, trace},
};
use engine::Shape;
use random::TorchRng;

use crate::tensors::{randn, size};

/// The seed.
pub const SEED: u64 = 123;
/// Samples and features of the input.
pub const INPUT: (usize, usize) = (100, 8);

/// What the primer prints, and more.
pub struct Primer {
    /// The network, with its gradients.
    pub net: Sequential,
    /// The loss: the mean of the squares of the output.
    pub loss: Tensor,
    /// What the trace wrote down: five lines on the way forward, five on the way back.
    pub lines: Vec<String>,
    /// Whether the first layer saw the input itself, and the second the first one's output.
    pub same: [bool; 2],
    /// The sizes of the first layer's output and of its gradient.
    pub sizes: String,
}

/// The primer, run once.
pub static PRIMER: LazyLock<Primer> = LazyLock::new(primer);

/// Draws the layers, then the input.
pub fn draw() -> (Sequential, Tensor) {
    let mut rng = TorchRng::manual_seed(SEED);
    let net = Sequential::new()
        .push(Linear::new(INPUT.1, 4, &mut rng))
        .push(ReLU::new())
        .push(Linear::new(4, 3, &mut rng))
        .push(ReLU::new())
        .push(Linear::new(3, 2, &mut rng));
    let input = randn(Shape::matrix(INPUT.0, INPUT.1), &mut rng);
    (net, input)
}

fn primer() -> Primer {
    let (net, input) = draw();
    let trace = trace(&net);
    let loss = net.call(&input).pow(2.0).mean();
    loss.backward();
    let same = [trace.input("0") == Some(input.data()), trace.output("0") == trace.input("1")];
    let (output, grad) = (trace.output("0"), trace.grad("0"));
    let sizes =
        [output, grad].map(|array| array.map_or(String::new(), |a| size(&a.shape().sizes())));
    let lines = trace.lines();
    drop(trace);
    Primer { net, loss, lines, same, sizes: format!("({}, {})", sizes[0], sizes[1]) }
}
