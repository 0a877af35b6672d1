//! Weights beside their gradients: `cargo run -p inside --example weights_and_gradients`.

use autograd::{Tensor, nn::Module};
use inside::{Summary, networks};

fn norm(tensor: &Tensor) -> f64 {
    tensor.to_vec().iter().map(|x| x * x).sum::<f64>().sqrt()
}

fn main() {
    let (net, input) = networks::large();
    let loss = net.call(&input).pow(2.0).mean();
    loss.backward();
    println!("loss {:.4}\n", loss.item());
    println!("{:<10} {:>8} {:>10} {:>12}", "", "|w|", "|gradient|", "lr for 1/1000");
    for (name, w) in net.named_parameters() {
        let Some(grad) = w.grad() else { continue };
        let lr = norm(&w) / norm(&grad) / 1000.0;
        println!("{name:<10} {:>8.4} {:>10.4} {lr:>12.4}", norm(&w), norm(&grad));
    }

    let largest = |grads: &Tensor| Summary::of(grads.to_vec().iter().map(|g| g.abs())).max();
    let Some(w) = net.parameter("2.weight") else { return };
    let Some(first) = w.grad() else { return };
    println!("\nthe largest gradient of 2.weight");
    println!("{:<38} {:.6}", "after one backward", largest(&first));

    (100.0 * net.call(&input).pow(2.0).mean()).backward();
    let Some(both) = w.grad() else { return };
    println!("{:<38} {:.6}", "after one more, of 100 times the loss", largest(&both));
    println!("{:<38} {:.2}", "which is so many times as much", norm(&both) / norm(&first));

    net.zero_grad();
    (100.0 * net.call(&input).pow(2.0).mean()).backward();
    let Some(alone) = w.grad() else { return };
    println!("{:<38} {:.2}", "and with zero_grad in between", norm(&alone) / norm(&first));
}
