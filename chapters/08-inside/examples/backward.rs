//! What is left of a gradient after many layers: `cargo run -p inside --example backward`.

use inside::{depth, init::Scheme, networks::Activation};

fn main() {
    println!("standard deviation of the gradient of s\n");
    println!("{:<16} {:>10} {:>10} {:>10} {:>10}", "layer", "30", "15", "5", "1");
    for activation in [Activation::Sigmoid, Activation::Tanh, Activation::ReLU] {
        for scheme in Scheme::ALL {
            let backward = depth(activation, scheme).backward;
            let [a, b, c, d] = [30, 15, 5, 1].map(|layer| backward[layer - 1]);
            println!("{activation:<8}{scheme:<8} {a:>10.1e} {b:>10.1e} {c:>10.1e} {d:>10.1e}");
        }
    }
}
