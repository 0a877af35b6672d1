//! The size of everything that flows: `cargo run -p inside --example data_flow`.

use autograd::nn::{Module, trace};
use inside::{data_flow, networks};

fn main() {
    let (net, input) = networks::primer();
    let trace = trace(&net);
    let loss = net.call(&input).pow(2.0).mean();
    loss.backward();
    for line in trace.lines() {
        println!("{line}");
    }
    drop(trace);

    println!("\n{}", data_flow(&net, &input));
}
