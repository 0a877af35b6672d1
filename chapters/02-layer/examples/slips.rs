//! Sizes that do not fit, and the messages: `cargo run -p layer --example slips`.

use std::panic;

use layer::{Activation, Graph, Layer};
use nalgebra::DMatrix;

fn zeros(n_in: usize, n_out: usize, biases: usize) -> Layer {
    Layer::new(DMatrix::zeros(n_in, n_out), vec![0.0; biases], Activation::Relu)
}

fn main() {
    panic::set_hook(Box::new(|_| {})); // the messages are printed below instead

    slip("a batch of the wrong width", || {
        zeros(2, 4, 4).forward(&DMatrix::zeros(5, 3));
    });
    slip("one sample as a column", || {
        zeros(2, 4, 4).forward(&DMatrix::zeros(2, 1));
    });
    slip("too few biases", || {
        zeros(2, 3, 2);
    });

    println!("two layers that do not meet");
    match Graph::new(vec![zeros(8, 4, 4), zeros(5, 3, 3)]) {
        Ok(_) => unreachable!("4 outputs do not feed 5 inputs"),
        Err(error) => println!("    {error}"),
    }
}

fn slip(what: &str, call: fn()) {
    let payload = panic::catch_unwind(call).expect_err("this call cannot work");
    let message = payload.downcast_ref::<String>().expect("the message names what it found");
    println!("{what}\n    {message}");
}
