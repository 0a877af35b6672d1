//! A weight read the wrong way round: `cargo run -p inside --example wrong_fan`.

use autograd::{Tensor, nn::Module};
use inside::{
    init::{FanMode, Nonlinearity, kaiming_std},
    inspect,
    networks::{Activation, deep, randn},
};
use random::TorchRng;

fn main() {
    // The shapes of a network that narrows: 784 → 100 → 10.
    let sizes = [784, 100, 10];
    for (what, mode) in [("in", FanMode::FanIn), ("out", FanMode::FanOut)] {
        let mut rng = TorchRng::manual_seed(0);
        let net = deep(&sizes, Activation::ReLU, &mut rng);
        for weight in net.parameters().into_iter().filter(|p| p.shape().rank() == 2) {
            let std = kaiming_std(weight.shape(), mode, Nonlinearity::ReLU);
            let drawn = randn(weight.shape().rows(), weight.shape().cols(), &mut rng);
            weight.update(|w| *w = drawn.data().scale(std));
        }
        let input: Tensor = randn(200, 784, &mut rng);
        let report = inspect(&net, &input, |output| output.pow(2.0).mean());
        let std = |name: &str| report.layer(name).map_or(f64::NAN, |layer| layer.output.std());
        println!(
            "1/fan_{what:<4} std of layer 1: {:>6.3}, of layer 2: {:>6.3}",
            std("0"),
            std("2")
        );
    }
}
