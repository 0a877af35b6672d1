//! A unit that can no longer learn: `cargo run -p unit --example dead_relu`.

use nalgebra::DVector;
use unit::{Activation, Unit};

fn main() {
    let samples = [[1.0, 0.5], [-1.0, 1.0], [0.5, -2.0], [2.0, 2.0]];
    println!("{:<12}{:<10}{:>44}", "", "", "φ′(s) for each of the four samples");
    for b in [0.0, -10.0] {
        for phi in [Activation::Relu, Activation::Elu, Activation::Softplus] {
            let unit = Unit::new(vec![1.0, 2.0], b, phi);
            print!("b = {b:<8}{phi:<10}");
            for x in samples {
                let s = unit.pre_activation(&DVector::from_column_slice(&x));
                print!("{:>11.6}", phi.derivative(s));
            }
            println!();
        }
    }
}
