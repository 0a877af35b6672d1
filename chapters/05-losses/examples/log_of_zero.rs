//! The logarithm of a probability that rounded to 0: `cargo run -p losses --example log_of_zero`.

use autograd::Tensor;
use losses::{ClassError, CrossEntropyLoss, NLLLoss};

fn main() -> Result<(), ClassError> {
    println!("three classes, the right one is 0; the logits are (0, x, 0)");
    println!("         softmax, log, NLLLoss        CrossEntropyLoss");
    println!("    x        loss    slope of x       loss    slope of x");
    for x in [10.0, 100.0, 110.0, 1000.0] {
        let logits = || Tensor::matrix(&[[0.0, x, 0.0]]).requires_grad_();
        let (apart, joined) = (logits(), logits());
        let apart_loss = NLLLoss::new().forward(&apart.softmax(1).log(), &[0])?;
        let joined_loss = CrossEntropyLoss::new().forward(&joined, &[0])?;
        apart_loss.backward();
        joined_loss.backward();
        let slope = |x: &Tensor| x.grad().map_or(0.0, |grad| grad.data().get(0, 1));
        println!(
            "{x:>5} {:>11.4} {:>13.4} {:>10.4} {:>13.4}",
            apart_loss.item(),
            slope(&apart),
            joined_loss.item(),
            slope(&joined)
        );
    }
    Ok(())
}
