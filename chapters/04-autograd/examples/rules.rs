//! The rules at work, with gradients that are not all ones:
//! `cargo run -p autograd --example rules`

use autograd::Tensor;
use engine::{Array, Options};

fn matrix<const COLS: usize>(rows: &[[f64; COLS]]) -> Tensor {
    Tensor::matrix(rows).requires_grad_()
}

fn print(what: &str, tensor: &Tensor) {
    let text = tensor.detach().to_string().replace('\n', "");
    println!("{what:<8}{}", text.split_whitespace().collect::<Vec<_>>().join(" "));
}

fn grad(tensor: &Tensor) -> Tensor {
    tensor.grad().expect("backward has run")
}

fn main() {
    println!("A·B, with A (2, 3) and B (3, 1)");
    let a = matrix(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    let b = matrix(&[[1.0], [0.0], [-1.0]]);
    let y = a.matmul(&b);
    y.backward_with(&Array::matrix(&[[1.0], [10.0]], Options::default()));
    print("Y", &y);
    print("∂ℓ/∂A", &grad(&a));
    print("∂ℓ/∂B", &grad(&b));

    println!("\nX + b, with X (3, 2) and b (2,)");
    let x = matrix(&[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
    let b = Tensor::vector(&[10.0, 20.0]).requires_grad_();
    let y = &x + &b;
    y.backward_with(&Array::matrix(&[[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]], Options::default()));
    print("Y", &y);
    print("∂ℓ/∂b", &grad(&b));

    println!("\nthree reductions of one list");
    for (name, f) in [
        ("sum", Tensor::sum as fn(&Tensor) -> Tensor),
        ("mean", Tensor::mean),
        ("max", Tensor::max),
    ] {
        let x = Tensor::vector(&[1.0, 5.0, 5.0, 3.0]).requires_grad_();
        let y = f(&x);
        y.backward();
        print(name, &y);
        print("∂ℓ/∂x", &grad(&x));
    }

    println!("\nrows 2, 0 and 2 of a table");
    let x = matrix(&[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
    x.index_select(&[2, 0, 2]).sum().backward();
    print("∂ℓ/∂X", &grad(&x));
}
