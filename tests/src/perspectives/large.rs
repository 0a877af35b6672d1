//! A larger network, whose tensors are too large to read: only their distributions say something.

use std::sync::LazyLock;

use autograd::{
    Tensor,
    nn::{Linear, Module, ReLU, Sequential, Tanh, trace},
};
use engine::Shape;
use random::TorchRng;

use crate::tensors::randn;

/// The seed.
pub const SEED: u64 = 123;
/// Samples and features of the input.
pub const INPUT: (usize, usize) = (500, 100);

/// What flowed through the network, forward and back, and forward and back again.
pub struct Large {
    /// The network, with the gradients of both passes added up.
    pub net: Sequential,
    /// The input.
    pub input: Vec<f64>,
    /// The outputs of the five modules.
    pub outputs: Vec<Vec<f64>>,
    /// The mean of the squares of the last output.
    pub loss: f64,
    /// 100 times that, the loss of the second pass.
    pub loss_times_100: f64,
    /// The gradients after the first pass, by the parameters' names.
    pub first: Vec<(String, Vec<f64>)>,
    /// The gradients after the second pass, with nothing zeroed in between.
    pub second: Vec<(String, Vec<f64>)>,
    /// What the trace wrote down in both passes.
    pub lines: Vec<String>,
}

/// Both passes, run once.
pub static LARGE: LazyLock<Large> = LazyLock::new(large);

fn gradients(net: &Sequential) -> Vec<(String, Vec<f64>)> {
    let grad = |p: Tensor| p.grad().map_or(Vec::new(), |grad| grad.to_vec());
    net.named_parameters().into_iter().map(|(name, p)| (name, grad(p))).collect()
}

fn large() -> Large {
    let mut rng = TorchRng::manual_seed(SEED);
    let (n, d) = INPUT;
    let input = randn(Shape::matrix(n, d), &mut rng);
    let net = Sequential::new()
        .push(Linear::new(d, 2 * d, &mut rng))
        .push(Tanh::new())
        .push(Linear::new(2 * d, d, &mut rng))
        .push(ReLU::new())
        .push(Linear::new(d, 10, &mut rng));

    let trace = trace(&net);
    let loss = net.call(&input).pow(2.0).mean();
    loss.backward();
    let output = |i: usize| trace.output(&i.to_string()).map_or(Vec::new(), |out| out.to_vec());
    let outputs = (0..net.len()).map(output).collect();
    let first = gradients(&net);
    let loss_times_100 = 100.0 * net.call(&input).pow(2.0).mean();
    loss_times_100.backward();
    let (second, lines) = (gradients(&net), trace.lines());
    drop(trace);
    Large {
        net,
        input: input.to_vec(),
        outputs,
        loss: loss.item(),
        loss_times_100: loss_times_100.item(),
        first,
        second,
        lines,
    }
}
