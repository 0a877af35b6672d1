//! The tutorial's derivative, as it prints it: `cargo run -p autograd --example derivative`.

use autograd::Tensor;

fn main() {
    let a = Tensor::matrix(&[[0.31833658, 1.0870816], [1.7826904, 1.3819717]]).requires_grad_();
    println!("a = {a}");
    let y = a.pow(3.0);
    println!("y = a³ = {y}");
    let m = y.pow(2.0);
    println!("m = y² = {m}");
    println!("m was made by {:?}", m.grad_fn().expect("it was computed"));
    let z = m.mean();
    println!("z = the mean of m = {z}");

    println!("before backward, a.grad is {:?}", a.grad());
    z.backward();
    println!("after it, a.grad = {}", a.grad().expect("backward has run"));
    println!("and by hand, 3a⁵/2 = {}", 3.0 * a.pow(5.0) / 2.0);
}
