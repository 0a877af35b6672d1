//! One unit, step by step: `cargo run -p unit --example one_unit`.

use nalgebra::DVector;
use unit::{Activation, Unit, callable};

fn main() {
    // ANCHOR: one_unit
    let unit = Unit::new(vec![1.0, 2.0, 3.0], -1.0, Activation::Tanh);
    let x = DVector::from_vec(vec![0.0, 1.0, -1.0]);
    let y = unit.forward(&x);
    // ANCHOR_END: one_unit

    println!("x        = {:?}", x.as_slice());
    println!("w        = {:?}", unit.w.as_slice());
    println!("b        = {:?}", unit.b);
    println!("x·w + b  = {:?}", unit.pre_activation(&x));
    println!("{}(s)  = {:?}", unit.phi, y);
    println!("parameters: {}", unit.n_parameters());

    let times = callable::scale(2.5);
    println!();
    println!("A closure with a memory: 2.5 · 5 = {:?}", times(5.0));
}
