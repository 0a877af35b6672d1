//! One unit and its squared error, as tensors: `cargo run -p autograd --example expression`

use autograd::{Graph, Tensor};

// ANCHOR: expression
fn main() {
    let x = Tensor::scalar(2.0).requires_grad_();
    let w = Tensor::scalar(3.0).requires_grad_();
    let b = Tensor::scalar(1.0).requires_grad_();
    let t = Tensor::scalar(5.0); // the target: nobody will ask for its gradient

    let p = &x * &w;
    let s = &p + &b;
    let e = &s - &t;
    let loss = &e * &e;
    for tensor in [&p, &s, &e] {
        tensor.retain_grad();
    }
    loss.backward();

    for (name, tensor) in
        [("x", &x), ("w", &w), ("b", &b), ("t", &t), ("p", &p), ("s", &s), ("e", &e)]
    {
        let grad = tensor.grad().map_or("None".to_owned(), |grad| grad.to_string());
        println!("{name} = {tensor}, gradient {grad}");
    }
    println!("ℓ = {loss}\n");
    print!("{}", Graph::of(&loss).with_names([("x", &x), ("w", &w), ("b", &b)]));
}
// ANCHOR_END: expression
