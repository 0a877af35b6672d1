//! Why gradients are added: `cargo run -p autograd --example accumulate`

use autograd::{
    Tensor,
    nn::{Linear, Module, ReLU, Sequential, Tanh},
};
use engine::{Array, Options, Shape};
use random::TorchRng;

fn main() {
    within_one_pass();
    println!();
    from_pass_to_pass();
    println!();
    the_tutorial();
}

// ANCHOR: within
fn within_one_pass() {
    let x = Tensor::scalar(3.0).requires_grad_();
    (&x * &x).backward();
    println!("x·x at 3:           {}", x.grad().expect("a gradient").item());

    let x = Tensor::scalar(2.0).requires_grad_();
    let y = 2.0 * &x;
    (&y * &y + 3.0 * &y).backward();
    println!("the diamond at 2:   {}", x.grad().expect("a gradient").item());
}
// ANCHOR_END: within

// ANCHOR: between
fn from_pass_to_pass() {
    let w = Tensor::scalar(3.0).requires_grad_();
    for pass in 1..=3 {
        (&w * &w).backward();
        println!("after pass {pass}:       {}", w.grad().expect("a gradient").item());
    }
    w.zero_grad();
    (&w * &w).backward();
    println!("after zero_grad:    {}", w.grad().expect("a gradient").item());
}
// ANCHOR_END: between

/// 500 samples through 100 → 200 → 100 → 10, as the physics course has it.
fn the_tutorial() {
    let mut rng = TorchRng::manual_seed(123);
    let values: Vec<f64> = rng.randn(500 * 100).into_iter().map(f64::from).collect();
    let input = Tensor::new(Array::new(Shape::matrix(500, 100), &values, Options::default()));
    let net = Sequential::new()
        .push(Linear::new(100, 200, &mut rng))
        .push(Tanh::new())
        .push(Linear::new(200, 100, &mut rng))
        .push(ReLU::new())
        .push(Linear::new(100, 10, &mut rng));
    let weight = net.parameter("2.weight").expect("the second layer");
    let length = || {
        let grad = weight.grad().expect("a gradient").to_vec();
        grad.iter().map(|g| g * g).sum::<f64>().sqrt()
    };

    // ANCHOR: tutorial
    net.call(&input).pow(2.0).mean().backward();
    let once = length();
    (100.0 * net.call(&input).pow(2.0).mean()).backward();
    println!("without zero_grad:  {:.0} times the gradient", length() / once);

    net.zero_grad();
    (100.0 * net.call(&input).pow(2.0).mean()).backward();
    println!("with zero_grad:     {:.0} times the gradient", length() / once);
    // ANCHOR_END: tutorial
}
