//! The spread of everything in one network: `cargo run -p inside --example distributions`.

use inside::{inspect, networks};

fn main() {
    let (net, input) = networks::large();
    print!("{}", inspect(&net, &input, |output| output.pow(2.0).mean()));
}
