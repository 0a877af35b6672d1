//! Weight decay, inside the gradient and separate from it:
//! `cargo run -p optimizers --example decay`.

#[path = "support/given.rs"]
mod given;

use autograd::Tensor;
use given::follow;
use optimizers::{Adam, AdamW, Optimizer, SGD};

/// The weight decay, the learning rate, and the number of steps.
const DECAY: f64 = 0.1;
const LR: f64 = 0.01;
const STEPS: usize = 200;

fn main() {
    println!("Two weights, both 1 at first. Their gradients only shake them:");
    println!("±10 for one, ±0.1 for the other, in turn.");
    println!("After {STEPS} steps with lr = {LR} and weight decay {DECAY}:");
    println!();
    println!("            shaken by ±10   shaken by ±0.1");
    row("SGD", |w| SGD::new(w, LR).weight_decay(DECAY));
    row("Adam", |w| Adam::new(w, LR).weight_decay(DECAY));
    row("AdamW", |w| AdamW::new(w, LR).weight_decay(DECAY));
    println!();
    println!("(1 - lr · decay)^{STEPS} = {:.4}", (1.0 - LR * DECAY).powi(200));
}

fn row<O: Optimizer>(name: &str, make: impl FnOnce(Vec<Tensor>) -> O) {
    let shake = |t: usize| {
        let sign = if t.is_multiple_of(2) { 1.0 } else { -1.0 };
        vec![10.0 * sign, 0.1 * sign]
    };
    let gradients: Vec<Vec<f64>> = (0..STEPS).map(shake).collect();
    let (places, _) = follow(make, &[1.0, 1.0], &gradients);
    println!("{name:<9}{:>16.4}{:>17.4}", places[STEPS][0], places[STEPS][1]);
}
