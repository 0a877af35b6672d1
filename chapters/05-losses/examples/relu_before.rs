//! A ReLU on the logits: `cargo run -p losses --example relu_before`.

use autograd::Tensor;
use losses::{ClassError, CrossEntropyLoss};

fn main() -> Result<(), ClassError> {
    println!("three classes, the right one is 0");
    println!("logits                      loss   gradient");
    for row in [[4.0, -3.0, -5.0], [-1.0, 2.0, 0.5], [-1.0, -2.0, -3.0]] {
        for relu in [false, true] {
            let logits = Tensor::matrix(&[row]).requires_grad_();
            let scores = if relu { logits.relu() } else { logits.clone() };
            let loss = CrossEntropyLoss::new().forward(&scores, &[0])?;
            loss.backward();
            let grad = logits.grad().map(|grad| grad.to_vec()).unwrap_or_default();
            let join = |numbers: &[f64], digits: usize| {
                let numbers = numbers.iter().map(|number| format!("{:>7.digits$}", number + 0.0));
                numbers.collect::<Vec<_>>().join(" ")
            };
            let name = if relu { "after a ReLU".to_owned() } else { join(&row, 1) };
            println!("{name:<23} {:>8.4}   {}", loss.item(), join(&grad, 4));
        }
    }
    println!("ln 3 = {:.4}", 3_f64.ln());
    Ok(())
}
