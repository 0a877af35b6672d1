//! Two units without a decision boundary: `cargo run -p unit --example no_line`.

use std::panic;

use unit::{Activation, Unit};

fn main() {
    panic::set_hook(Box::new(|_| {})); // the messages are printed below instead
    for w in [vec![0.0, 0.0], vec![1.0, 2.0, 3.0]] {
        println!("w = {w:?}");
        let unit = Unit::new(w, 1.0, Activation::Sigmoid);
        let payload =
            panic::catch_unwind(|| unit.decision_line()).expect_err("this call cannot work");
        let message = payload.downcast_ref::<String>().expect("the message says what is missing");
        println!("    {message}");
    }
}
