//! Some of the PyTorch tutorial's 49 steps:
//! `cargo run -p optimizers --example replay_in_short`.

#[path = "replay_49_steps/network.rs"]
mod network;

use losses::ClassError;
use network::{LR, STEPS, network, replay};

fn main() -> Result<(), ClassError> {
    let fresh = replay(&network(), true)?;
    let persistent = replay(&network(), false)?;
    println!("{STEPS} steps of Adam, lr = {LR}: the loss before, the three probabilities after");
    println!();
    println!("      a new Adam in every step                    one Adam for all");
    for step in [1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 25, 30, 40, 49] {
        let row = |steps: &[network::Step]| {
            let step = &steps[step - 1];
            let text = step.probabilities.to_string();
            let text = text.trim_matches(|c| "tensor([])".contains(c)).to_owned();
            format!("{:.4}  {text:<36}", step.loss.item())
        };
        println!("{}", format!("{step:>4}  {}{}", row(&fresh), row(&persistent)).trim_end());
    }
    Ok(())
}
