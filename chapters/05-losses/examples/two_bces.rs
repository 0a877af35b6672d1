//! Probabilities or logits? Two losses for two classes: `cargo run -p losses --example two_bces`.

use autograd::Tensor;
use losses::{BCELoss, BCEWithLogitsLoss, Reduction};

fn main() {
    let (ones, zeros) = (Tensor::vector(&[1.0; 10]), Tensor::vector(&[0.0; 10]));
    let with_logits = BCEWithLogitsLoss::new();
    let sum = BCEWithLogitsLoss::new().reduction(Reduction::Sum);
    println!("Ten ones against ten zeros.");
    println!("  as probabilities, BCELoss:          {}", BCELoss::new().forward(&ones, &zeros));
    println!("  as logits, BCEWithLogitsLoss:       {}", with_logits.forward(&ones, &zeros));
    println!("  the same as a sum:                  {}", sum.forward(&ones, &zeros));
    println!("  ln(1 + e):                          {:.6}", (1.0 + 1f64.exp()).ln());

    println!();
    println!("One logit x against the target 0. The true loss is ln(1 + eˣ), its slope σ(x).");
    println!("               sigmoid, then BCELoss      BCEWithLogitsLoss");
    println!("     x             loss       slope          loss       slope");
    for x in [-1000.0, -10.0, 0.0, 1.0, 10.0, 16.0, 17.0, 100.0, 1000.0] {
        let logit = || Tensor::vector(&[x]).requires_grad_();
        let target = Tensor::vector(&[0.0]);
        let (apart, joined) = (logit(), logit());
        // ANCHOR: both
        let apart_loss = BCELoss::new().forward(&apart.sigmoid(), &target);
        let joined_loss = with_logits.forward(&joined, &target);
        // ANCHOR_END: both
        apart_loss.backward();
        joined_loss.backward();
        let slope = |x: &Tensor| x.grad().map_or(0.0, |grad| grad.item());
        println!(
            "{x:>6} {:>16.6} {:>11.6} {:>13.6} {:>11.6}",
            apart_loss.item(),
            slope(&apart),
            joined_loss.item(),
            slope(&joined)
        );
    }
    println!();
    println!("In single precision the sigmoid of 17 is exactly 1. What x was, is lost: the loss");
    println!("jumps to its ceiling and the slope to 0, just where the network is most wrong.");
}
