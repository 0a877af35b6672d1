//! What is left of the input after many layers: `cargo run -p inside --example forward`.

use inside::{depth, init::Scheme, networks::Activation};

fn main() {
    println!("standard deviation of s over the samples\n");
    println!("{:<16} {:>10} {:>10} {:>10} {:>10}", "layer", "1", "5", "15", "30");
    for activation in [Activation::Sigmoid, Activation::Tanh, Activation::ReLU] {
        for scheme in Scheme::ALL {
            let signal = depth(activation, scheme).signal;
            let [a, b, c, d] = [1, 5, 15, 30].map(|layer| signal[layer - 1]);
            println!("{activation:<8}{scheme:<8} {a:>10.1e} {b:>10.1e} {c:>10.1e} {d:>10.1e}");
        }
    }
}
