//! One cross-entropy, three ways: `cargo run -p losses --example cross_entropy`.

use autograd::Tensor;
use losses::{ClassError, CrossEntropyLoss, NLLLoss};

fn main() -> Result<(), ClassError> {
    // Two samples, three classes; the right ones are 2 and 1.
    let logits = Tensor::matrix(&[[1.0, -1.0, 2.0], [-1.0, 0.0, 1.0]]).requires_grad_();
    let classes = [2, 1];
    let q = logits.softmax(1);

    println!("sample  logits               q = softmax           class  −ln q at the class");
    for (i, &class) in classes.iter().enumerate() {
        let row = |tensor: &Tensor, digits| {
            let numbers = (0..3).map(|j| format!("{:>6.digits$}", tensor.data().get(i, j)));
            numbers.collect::<Vec<_>>().join(" ")
        };
        println!(
            "{i:>6}  {}  {}  {class:>5}  {:>8.6}",
            row(&logits, 1),
            row(&q, 4),
            -q.data().get(i, class).ln()
        );
    }

    let one_hot = Tensor::matrix(&[[0.0, 0.0, 1.0], [0.0, 1.0, 0.0]]);
    let loss = CrossEntropyLoss::new();
    let by_classes = loss.forward(&logits, &classes)?;
    println!();
    println!("their mean, and the same number three ways:");
    println!(
        "  NLLLoss of a log-softmax        {}",
        NLLLoss::new().forward(&logits.log_softmax(1), &classes)?
    );
    println!("  CrossEntropyLoss with classes   {by_classes}");
    println!("  CrossEntropyLoss with one-hot   {}", loss.forward_probabilities(&logits, &one_hot));
    println!("  in six digits                   {:.6}", by_classes.item());

    by_classes.backward();
    if let Some(grad) = logits.grad() {
        println!();
        println!("the gradient is the error, (q − one-hot) / 2:");
        println!("  {}", grad.data().to_string().replace('\n', "\n  "));
    }

    println!();
    println!("a class that does not exist is an error, not a number:");
    if let Err(error) = loss.forward(&logits, &[2, 3]) {
        println!("  {error}");
    }
    Ok(())
}
