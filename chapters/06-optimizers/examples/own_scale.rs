//! Steps scaled by each parameter's own gradients: `cargo run -p optimizers --example own_scale`.

#[path = "support/given.rs"]
mod given;

use autograd::Tensor;
use given::follow;
use optimizers::{Adagrad, Adam, Optimizer, RMSprop, SGD};

/// The gradients of two parameters, the same in every step.
const GRADIENTS: [f64; 2] = [100.0, -0.01];

fn main() {
    println!("Two parameters whose slopes are 100 and -0.01, forever; lr = 0.1.");
    println!("The steps they take:");
    println!();
    println!("              step 1              step 2              step 100");
    row("SGD", |w| SGD::new(w, 0.1));
    row("Adagrad", |w| Adagrad::new(w, 0.1));
    row("RMSprop", |w| RMSprop::new(w, 0.1));
    row("Adam", |w| Adam::new(w, 0.1));
}

fn row<O: Optimizer>(name: &str, make: impl FnOnce(Vec<Tensor>) -> O) {
    let (places, _) = follow(make, &[0.0, 0.0], &vec![GRADIENTS.to_vec(); 100]);
    let step = |t: usize| {
        let moved = |i: usize| places[t][i] - places[t - 1][i];
        format!("{:>9.4} {:>9.4} ", moved(0), moved(1))
    };
    println!("{name:<8} {}{}{}", step(1), step(2), step(100).trim_end());
}
