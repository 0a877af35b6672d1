//! Two inputs for three weights: `cargo run -p unit --example lengths`.

use std::panic;

use nalgebra::DVector;
use unit::{Activation, Unit};

fn main() {
    let (x, w, b) = ([0.0, 1.0], [1.0, 2.0, 3.0], -1.0);
    println!("x has {} entries, w has {}", x.len(), w.len());

    // ANCHOR: zip
    let s: f64 = x.iter().zip(&w).map(|(x, w)| x * w).sum::<f64>() + b;
    // ANCHOR_END: zip
    println!("zip:  s = {s}, and no complaint");

    panic::set_hook(Box::new(|_| {})); // the message is printed below instead
    let unit = Unit::new(w.to_vec(), b, Activation::Tanh);
    let payload = panic::catch_unwind(|| unit.forward(&DVector::from_column_slice(&x)))
        .expect_err("this call cannot work");
    let message = payload.downcast_ref::<String>().expect("the message names both lengths");
    println!("Unit: {message}");
}
