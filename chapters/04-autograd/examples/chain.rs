//! A very long graph and a very tangled one: `cargo run -p autograd --example chain`

use std::thread;

use autograd::{Graph, Tensor};

// ANCHOR: chain
fn long() {
    let x = Tensor::scalar(1.0).requires_grad_();
    let y = (0..100_000).fold(x.clone(), |y, _| y + 1.0);
    y.backward();
    let gradient = x.grad().expect("a gradient").item();
    println!("chain:     {} nodes, gradient {gradient}", Graph::of(&y).nodes().len());
}

fn tangled() {
    let x = Tensor::scalar(1.0).requires_grad_();
    let y = (0..60).fold(x.clone(), |y, _| &y + &y);
    y.backward();
    let gradient = x.grad().expect("a gradient").item();
    println!("diamonds:  {} nodes, gradient {gradient}", Graph::of(&y).nodes().len());
}

fn main() {
    // A quarter of a megabyte of stack is little: a thread usually gets two megabytes.
    let small = thread::Builder::new().stack_size(256 << 10);
    small.spawn(long).expect("a thread").join().expect("no overflow");
    tangled();
}
// ANCHOR_END: chain
