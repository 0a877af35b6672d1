//! Weight decay for weights only: `cargo run -p optimizers --example decay_groups`.

#[path = "support/two_classes.rs"]
mod two_classes;

use autograd::{Tensor, nn::Module};
use losses::BCELoss;
use optimizers::{Optimizer, ParamGroup, SGD};

const LR: f64 = 0.1;
const DECAY: f64 = 0.1;

fn main() {
    println!("The blobs, 2000 steps with lr = {LR}. Lengths of the weights and of the biases:");
    println!();
    println!("                       weights   biases     loss");
    row("no decay", |model| SGD::new(model.parameters(), LR));
    row("decay of everything", |model| SGD::new(model.parameters(), LR).weight_decay(DECAY));
    row("decay of the weights", |model| {
        // ANCHOR: groups
        let (weights, biases) = model.parameters().into_iter().partition(|p| p.shape().rank() > 1);
        let biases = ParamGroup::new(biases).weight_decay(0.0);
        SGD::new(weights, LR).weight_decay(DECAY).add_param_group(biases)
        // ANCHOR_END: groups
    });
}

fn row(name: &str, make: impl FnOnce(&dyn Module) -> SGD) {
    let [(x, y), ..] = two_classes::sets();
    let model = two_classes::network();
    let mut sgd = make(&model);
    let loss = || BCELoss::new().forward(&model.call(&x), &y);
    for _ in 0..2000 {
        sgd.zero_grad();
        loss().backward();
        sgd.step();
    }
    let length = |weights: bool| {
        let parameters = model.parameters();
        let these = parameters.iter().filter(|p| (p.shape().rank() > 1) == weights);
        these.flat_map(Tensor::to_vec).map(|value| value * value).sum::<f64>().sqrt()
    };
    println!("{name:<22}{:>8.3}{:>9.3}{:>9.4}", length(true), length(false), loss().item());
}
