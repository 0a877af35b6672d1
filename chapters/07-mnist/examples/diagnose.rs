//! Why the tutorial's network is stuck: `cargo run -p mnist --example diagnose`.

#[path = "support/four.rs"]
mod four;

use std::error::Error;

use autograd::{
    nn::{Module, Sequential},
    no_grad,
};
use four::Run;
use mnist::{
    DataLoader, evaluate,
    tutorial::{EPOCHS, Variant},
};

fn main() -> Result<(), Box<dyn Error>> {
    let (train, test) = four::sets()?;
    println!("As the tutorial has it; guessing costs ln 10 = {:.4}.", 10_f64.ln());
    println!();
    println!("epoch    loss   dead scores   |weight|: first    last   |gradient|: first");
    let mut stuck = Run::start(Variant::Stuck);
    for epoch in 1..=EPOCHS {
        let loss = stuck.epoch(&train)?;
        println!(
            "{epoch:>5}{loss:>8.4}{:>14}{:>18.3}{:>8.3}{:>20.4}",
            dead(&stuck.model, &train),
            length(&stuck.model, "0.weight", false),
            length(&stuck.model, "6.weight", false),
            length(&stuck.model, "0.weight", true)
        );
    }
    println!();
    println!("ReLU at the end   decay   loss in epoch 10   dead scores   test images read");
    for variant in [Variant::Stuck, Variant::OnlyReLU, Variant::OnlyDecay, Variant::Freed] {
        let mut run = Run::start(variant);
        let mut loss = f64::NAN;
        for _ in 0..EPOCHS {
            loss = run.epoch(&train)?;
        }
        let relu = matches!(variant, Variant::Stuck | Variant::OnlyReLU);
        let decay = matches!(variant, Variant::Stuck | Variant::OnlyDecay);
        println!(
            "{:<18}{:<5}{loss:>19.4}{:>14}{:>17.1} %",
            if relu { "yes" } else { "no" },
            if decay { "0.1" } else { "0" },
            dead(&run.model, &train),
            100.0 * evaluate(&run.model, &test)?.accuracy()
        );
    }
    Ok(())
}

// ANCHOR: dead
/// How many of the ten scores are 0 for every image, so that no gradient reaches them.
fn dead(model: &Sequential, set: &DataLoader) -> usize {
    let parts = model.children();
    let mut best = [f64::NEG_INFINITY; 10];
    for batch in set.batches(&set.in_order()) {
        // All but the log-softmax at the end.
        let layers = &parts[..parts.len() - 1];
        let scores = no_grad(|| layers.iter().fold(batch.images, |x, (_, part)| part.call(&x)));
        let largest = scores.data().max(Some(0)).to_vec();
        best.iter_mut().zip(largest).for_each(|(best, score)| *best = best.max(score));
    }
    best.iter().filter(|&&score| score == 0.0).count()
}
// ANCHOR_END: dead

/// The length of a parameter, or of its gradient.
fn length(model: &Sequential, name: &str, of_gradient: bool) -> f64 {
    let parameter = model.parameter(name).expect("the name of a parameter");
    let values = if of_gradient {
        parameter.grad().map_or(Vec::new(), |grad| grad.to_vec())
    } else {
        parameter.to_vec()
    };
    values.iter().map(|value| value * value).sum::<f64>().sqrt()
}
