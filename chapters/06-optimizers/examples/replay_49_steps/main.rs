//! The PyTorch tutorial's 49 steps, and the same with an Adam that remembers:
//! `cargo run -p optimizers --example replay_49_steps`.

mod network;

use losses::ClassError;
use network::{LR, STEPS, replay};

fn main() -> Result<(), ClassError> {
    println!("One sample of class 1; {STEPS} steps of Adam, lr = {LR}.");
    println!("Each line: the loss before the step, and the three probabilities after it.");
    println!();
    println!("      a new Adam in every step                   one Adam for all steps");
    println!("step  loss    probabilities                      loss    probabilities");
    let (fresh, persistent) = (replay(true)?, replay(false)?);
    for (i, (a, b)) in fresh.iter().zip(&persistent).enumerate() {
        let row = |step: &network::Step| {
            let p = step.probabilities.to_vec();
            format!("{:.4}  {:.4e} {:.4e} {:.4e}", step.loss.item(), p[0], p[1], p[2])
        };
        println!("{:>4}  {:<42} {}", i + 1, row(a), row(b));
    }
    println!();
    println!("A new Adam has no memory: each of its steps is a first one, of ±{LR} for every");
    println!("parameter, until the gradients are as small as ε. One that remembers slows down.");
    println!();
    println!(
        "Either way the loss stays above {:.6}, which is ln(1 + 2/e): the network ends in",
        (1.0 + 2.0 / 1f64.exp()).ln()
    );
    println!("a softmax, and the loss applies softmax again.");
    Ok(())
}
