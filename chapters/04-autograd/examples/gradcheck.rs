//! Every operation's gradient against central differences: the largest deviation found.
//! `cargo run -p autograd --example gradcheck`

use autograd::{gradcheck, ops};
use engine::{Array, Options};
use random::NumpyRng;

fn main() {
    println!("{:<14}deviation", "operation");
    for ops::Entry { name, cases } in ops::registry() {
        let mut rng = NumpyRng::seed(0);
        let mut worst: f64 = 0.0;
        for case in &cases {
            let (low, high) = case.range;
            let inputs: Vec<Array> = case
                .inputs
                .iter()
                .map(|&shape| {
                    let values: Vec<f64> =
                        (0..shape.len()).map(|_| rng.uniform(low, high)).collect();
                    Array::new(shape, &values, Options::f64())
                })
                .collect();
            match gradcheck(case.compute, &inputs, 1e-8) {
                Ok(deviation) => worst = worst.max(deviation),
                Err(mismatch) => println!("{name}: {mismatch}"),
            }
        }
        println!("{name:<14}{worst:.0e}");
    }
}
