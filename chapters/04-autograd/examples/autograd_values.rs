//! The numbers inside the sentences of the book's pages:
//! `cargo run -p autograd --example autograd_values`

use autograd::{
    Graph, Tensor,
    nn::{Linear, Module, ReLU, Sequential},
};
use engine::{Array, DType, Options, Shape};
use random::TorchRng;
use text::{at_most, thousands};

fn main() {
    expression();
    tensors();
    operations();
    backward();
    gradcheck();
    modules();
}

fn leaf(value: f64) -> Tensor {
    Tensor::scalar(value).requires_grad_()
}

fn grad(tensor: &Tensor) -> f64 {
    tensor.grad().expect("backward has run").item()
}

/// (x·w + b − t)², and what becomes of it when w is raised by 0.1.
fn expression() {
    let loss_at = |w: f64| {
        let (x, w, b, t) = (leaf(2.0), leaf(w), leaf(1.0), Tensor::scalar(5.0));
        let p = &x * &w;
        let s = &p + &b;
        let e = &s - &t;
        let loss = &e * &e;
        for tensor in [&p, &s, &e] {
            tensor.retain_grad();
        }
        (loss, [("x", x), ("w", w), ("b", b), ("p", p), ("s", s), ("e", e)])
    };
    let (loss, numbers) = loss_at(3.0);
    loss.backward();
    for (name, tensor) in &numbers {
        println!("grad_{name} = {}", grad(tensor));
        if matches!(*name, "p" | "s" | "e") {
            println!("{name} = {}", tensor.item());
        }
    }
    println!("loss = {}", loss.item());
    println!("predicted_change = {:.1}", 0.1 * grad(&numbers[1].1));
    println!("exact_change = {:.2}", loss_at(3.1).0.item() - loss.item());

    let mut rng = TorchRng::manual_seed(0);
    let mnist = Sequential::new()
        .push(Linear::new(784, 256, &mut rng))
        .push(ReLU::new())
        .push(Linear::new(256, 10, &mut rng));
    let count = mnist.parameter_count();
    println!("mnist_parameters = {}", thousands(count));
    println!("mnist_passes = {}", thousands(2 * count));
}

fn tensors() {
    let x = leaf(3.0);
    (&x * &x.detach()).backward();
    println!("detached = {}", grad(&x));
    x.zero_grad();
    (&x * &x).backward();
    println!("square_slope = {}", grad(&x));
}

/// How large the Jacobian of a product would be.
fn operations() {
    let (a, b) = (Shape::matrix(256, 784), Shape::matrix(784, 256));
    let entries = a.rows() * b.cols() * a.len();
    println!("jacobian_numbers = {}", thousands(entries));
    println!("jacobian_gb = {:.0}", 4e-9 * entries as f64);
}

fn backward() {
    let x = leaf(2.0);
    let y = 2.0 * &x;
    y.retain_grad();
    (&y * &y + 3.0 * &y).backward();
    println!("diamond_dy = {}", grad(&y));
    println!("diamond_dx = {}", grad(&x));

    let x = leaf(1.0);
    let y = (0..60).fold(x.clone(), |y, _| &y + &y);
    println!("diamond_nodes = {}", Graph::of(&y).nodes().len());
    // The value of y is the number of paths from it to x.
    println!("diamond_years = {:.1}", y.item() / 1e9 / (365.25 * 24.0 * 3600.0));

    let w = leaf(3.0);
    (&w * &w).backward();
    let once = grad(&w);
    (100.0 * (&w * &w)).backward();
    println!("tutorial_ratio = {}", grad(&w) / once);
}

fn gradcheck() {
    let f = |x: f64| Tensor::new(Array::scalar(x, Options::f64())).softsign().item();
    let x = Tensor::new(Array::scalar(0.5, Options::f64())).requires_grad_();
    x.softsign().backward();
    let h = 0.01;
    let one_sided = (f(0.5 + h) - f(0.5)) / h;
    let central = (f(0.5 + h) - f(0.5 - h)) / (2.0 * h);
    println!("one_sided_error = {:.1e}", (one_sided - grad(&x)).abs());
    println!("central_error = {:.1e}", (central - grad(&x)).abs());
    let (wide, single) = (f64::EPSILON, f64::from(f32::EPSILON));
    println!("step_f64 = {:.0e}", wide.cbrt());
    println!("step_f32 = {:.0e}", single.cbrt());
    println!("floor_f64 = {:.0e}", wide.cbrt().powi(2));
    println!("floor_f32 = {:.0e}", single.cbrt().powi(2));
    println!("floor_one_sided = {:.0e}", wide.sqrt());

    // Half of the gradient of (w − 3)², fifty times.
    let w = Tensor::new(Array::scalar(0.0, Options::f64())).requires_grad_();
    for _ in 0..50 {
        ((&w - 3.0).pow(2.0) * 0.5).backward();
        let step = w.grad().expect("a gradient").data();
        w.update(|data| data.axpy_(-0.1, &step));
        w.zero_grad();
    }
    println!("wrong_w = {:.4}", w.item());
}

fn modules() {
    let mut rng = TorchRng::manual_seed(0);
    let net = Sequential::new().push(Linear::new(3, 4, &mut rng)).push(Linear::new(4, 2, &mut rng));
    println!("mynet_parameters = {}", net.parameter_count());
    for inputs in [784, 4] {
        let layer = Linear::new(inputs, 10_000 / inputs, &mut rng);
        let bound = 1.0 / (layer.in_features() as f64).sqrt();
        let largest = layer.weight().abs().max().item();
        assert!(layer.weight().dtype() == DType::F32 && 0.99 * bound < largest && largest <= bound);
        println!("bound_{inputs} = {}", at_most(bound, 4));
    }
}
