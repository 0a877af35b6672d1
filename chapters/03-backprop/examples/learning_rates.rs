//! Learning rates from too small to too large: `cargo run -p backprop --example learning_rates`.

use backprop::{Problem, Settings, train};
use random::NumpyRng;

fn main() {
    println!("    η    after 1 step    after 10   after 250   hidden units still on");
    for learning_rate in [1e-5, 1e-4, 1e-3, 3e-3, 1e-2, 2e-2, 3e-2] {
        let Problem { x, y, mut mlp } = Problem::draw(&mut NumpyRng::seed(0), 64, 10, 100, 1);
        let settings = Settings { learning_rate, epochs: 251, ..Settings::default() };
        let losses = train(&mut mlp, &x, &y, &settings).losses;
        let on = mlp.forward(&x).z.column_iter().filter(|unit| unit.max() > 0.0).count();
        println!(
            "{learning_rate:>5.0e} {:>15.3e} {:>11.3e} {:>11.3e}   {on:>3} of 100",
            losses[1], losses[10], losses[250]
        );
    }
}
