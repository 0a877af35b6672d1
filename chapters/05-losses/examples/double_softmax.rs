//! What a second softmax does to a loss: `cargo run -p losses --example double_softmax`.

use autograd::Tensor;
use losses::{ClassError, CrossEntropyLoss};

fn main() -> Result<(), ClassError> {
    let loss = CrossEntropyLoss::new();
    println!("Three classes, the right one is 1. The logits are (0, x, 0).");
    println!();
    println!("             given the logits       given their softmax");
    println!("   x  q of class 1      loss   |slope|       loss   |slope|");
    for x in [-4.0, -2.0, 0.0, 1.0, 2.0, 4.0, 8.0, 12.0, 16.0] {
        let logits = || Tensor::matrix(&[[0.0, x, 0.0]]).requires_grad_();
        let (once, twice) = (logits(), logits());
        let right = loss.forward(&once, &[1])?;
        let wrong = loss.forward(&twice.softmax(1), &[1])?;
        right.backward();
        wrong.backward();
        // The absolute value of the derivative by x.
        let derivative = |x: &Tensor| x.grad().map_or(0.0, |grad| grad.data().get(0, 1).abs());
        println!(
            "{x:>4}  {:>12.7} {:>9.6} {:>9.1e}  {:>9.6} {:>9.1e}",
            once.softmax(1).data().get(0, 1),
            right.item(),
            derivative(&once),
            wrong.item(),
            derivative(&twice)
        );
    }

    let floor = (1.0 + 2.0 / 1f64.exp()).ln();
    println!();
    println!("The inner softmax can say no more than (0, 1, 0). The outer one reads that as");
    println!("logits and is sure to only e / (e + 2) = {:.4}.", 1f64.exp() / (1f64.exp() + 2.0));
    println!("So the loss cannot fall below ln(1 + 2/e) = {floor:.6}, however good the network.");
    Ok(())
}
