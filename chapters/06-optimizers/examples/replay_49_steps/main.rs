//! The PyTorch tutorial's 49 steps, and the same with an Adam that keeps its state:
//! `cargo run -p optimizers --example replay_49_steps`.

mod network;

use losses::ClassError;
use network::{LR, STEPS, Step, network, replay};

fn main() -> Result<(), ClassError> {
    println!("One sample of class 1; {STEPS} steps of Adam, lr = {LR}.");
    println!("Each line: the loss before the step, and the three probabilities after it.");
    println!();
    println!("      a new Adam in every step                    one Adam for all steps");
    let fresh = replay(&network(), true)?;
    let persistent = replay(&network(), false)?;
    let row = |step: &Step| {
        let probabilities = step.probabilities.to_string();
        let probabilities = probabilities.trim_matches(|c| "tensor([])".contains(c)).to_owned();
        format!("{:.4}  {probabilities:<36}", step.loss.item())
    };
    for (i, (a, b)) in fresh.iter().zip(&persistent).enumerate() {
        println!("{}", format!("{:>4}  {}{}", i + 1, row(a), row(b)).trim_end());
    }

    let floor = (1.0 + 2.0 / 1f64.exp()).ln();
    println!();
    println!("A new Adam has no memory: each of its steps is a first one, of ±{LR} for every");
    println!("parameter that has a gradient, until the gradients are as small as ε. So it rushes");
    println!("on, where the one that remembers slows down.");
    println!();
    println!(
        "Either way the loss falls to ln(1 + 2/e) = {floor:.6} and no lower: the network ends"
    );
    println!("in a softmax, and the loss applies softmax again.");
    println!();
    println!("The tutorial prints the left table.");
    Ok(())
}
