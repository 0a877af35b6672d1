//! Whether the first weights matter: `cargo run -p inside --example training`.

mod support;

use std::error::Error;

use inside::{
    init::Scheme,
    networks::{Activation, deep},
    train,
};
use random::TorchRng;

fn main() -> Result<(), Box<dyn Error>> {
    let (x, classes) = support::digits(500)?;
    let mut sizes = [100; 31];
    (sizes[0], sizes[30]) = (784, 10);

    println!("{:<16} {:>8} {:>8} {:>8} {:>8}", "loss in epoch", "1", "5", "10", "20");
    for activation in [Activation::Tanh, Activation::ReLU] {
        for scheme in Scheme::ALL {
            let mut rng = TorchRng::manual_seed(0);
            let net = deep(&sizes, activation, &mut rng);
            scheme.apply(&net, &mut rng);
            let losses = train(&net, &x, &classes, 0.01, 50, 20)?;
            print!("{activation:<8}{scheme:<8}");
            for epoch in [1, 5, 10, 20] {
                print!(" {:>8.4}", losses[epoch - 1]);
            }
            println!();
        }
    }
    Ok(())
}
