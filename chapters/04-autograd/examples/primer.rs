//! The PyTorch primer, line by line: `cargo run -p autograd --example primer`.

use autograd::{
    Tensor,
    nn::{Linear, Module, ReLU, Sequential, trace},
};
use engine::{Array, Options, Shape};
use random::TorchRng;

fn main() {
    // The seed, and then the order of the draws, decide every number below.
    let mut rng = TorchRng::manual_seed(123);
    let net = Sequential::new()
        .push(Linear::new(8, 4, &mut rng))
        .push(ReLU::new())
        .push(Linear::new(4, 3, &mut rng))
        .push(ReLU::new())
        .push(Linear::new(3, 2, &mut rng));
    println!("{net}");
    for name in ["2.weight", "4.bias"] {
        println!("{name} = {}", net.parameter(name).expect("the layer has it"));
    }

    let shape = Shape::matrix(100, 8);
    let values: Vec<f64> = rng.randn(shape.len()).into_iter().map(f64::from).collect();
    let x_in = Tensor::new(Array::new(shape, &values, Options::default()));

    println!("\nforward");
    let trace = trace(&net);
    let x_out = net.call(&x_in);
    print_lines(&trace.lines());
    println!("the input of 0 is x_in: {}", trace.input("0") == Some(x_in.data()));
    println!("the output of 0 is the input of 1: {}", trace.output("0") == trace.input("1"));

    let loss = x_out.pow(2.0).mean();
    println!("\nloss = {loss}");

    println!("\nbackward");
    trace.clear();
    loss.backward();
    print_lines(&trace.lines());
    let bias = net.parameter("0.bias").expect("the layer has it");
    println!("\n0.bias.grad = {}", bias.grad().expect("backward has run"));
}

fn print_lines(lines: &[String]) {
    for line in lines {
        println!("{line}");
    }
}
