//! Steps so long that they kill units: `cargo run -p inside --example dead_units`.

mod support;

use std::error::Error;

use autograd::Tensor;
use inside::{
    inspect,
    networks::{Activation, deep},
    train,
};
use random::TorchRng;

fn main() -> Result<(), Box<dyn Error>> {
    let (x, classes) = support::digits(500)?;
    println!("   lr   dead of 100   outputs at 0   loss in epoch 5");
    for lr in [0.01, 0.1, 0.5, 1.0, 2.0] {
        let net = deep(&[784, 100, 10], Activation::ReLU, &mut TorchRng::manual_seed(0));
        let losses = train(&net, &x, &classes, lr, 50, 5)?;
        let report = inspect(&net, &Tensor::new(x.clone()), |output| output.pow(2.0).mean());
        let Some(relu) = report.layer("1") else { continue };
        let (dead, zeros) = (relu.dead.unwrap_or(0), 100.0 * relu.flat.unwrap_or(0.0));
        println!("{lr:>5} {dead:>13} {zeros:>12.2} % {:>17.4}", losses[4]);
    }
    Ok(())
}
