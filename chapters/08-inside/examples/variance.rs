//! What a fresh layer does to the variance: `cargo run -p inside --example variance`.

use inside::{Summary, inspect, networks, report::Layer};

fn main() {
    let (net, input) = networks::large();
    let report = inspect(&net, &input, |output| output.pow(2.0).mean());
    println!("layer      n   E[x^2]   Var(w)   predicted   Var(s)");
    let mut input: &Summary = &report.input;
    for (n, pair) in [100, 200, 100].into_iter().zip(report.layers.chunks(2)) {
        let linear: &Layer = &pair[0];
        let mean_square = input.moments().mean_square();
        let per_weight = 1.0 / (3.0 * f64::from(n));
        println!(
            "{} {} {n:>4}   {mean_square:.4}   {per_weight:.5}      {:.4}   {:.4}",
            linear.name,
            linear.module,
            f64::from(n) * per_weight * mean_square + per_weight,
            linear.output.variance()
        );
        input = &pair[pair.len() - 1].output;
    }
}
