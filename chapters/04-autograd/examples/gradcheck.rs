//! Every operation's gradient against central differences:
//! `cargo run -p autograd --example gradcheck`

use autograd::{gradcheck, ops};
use engine::{Array, Options};
use random::NumpyRng;

/// How far a gradient may be from the central difference, relative to the larger of 1 and it.
const TOLERANCE: f64 = 1e-8;

fn main() {
    println!("{:<14}{:>5}  {:>7}", "operation", "cases", "slopes");
    for ops::Entry { name, cases } in ops::registry() {
        let mut rng = NumpyRng::seed(0);
        let (mut slopes, mut agrees) = (0, true);
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
            slopes += inputs.iter().map(|input| input.shape().len()).sum::<usize>();
            if let Err(mismatch) = gradcheck(case.compute, &inputs, TOLERANCE) {
                println!("{name}: {mismatch}");
                agrees = false;
            }
        }
        if agrees {
            println!("{name:<14}{:>5}  {slopes:>7}  agree to {TOLERANCE:e}", cases.len());
        }
    }
}
