//! The gradients of two losses for a unit that is certain and wrong:
//! `cargo run -p losses --example certain_and_wrong`.

use autograd::Tensor;
use losses::{BCEWithLogitsLoss, MSELoss};

fn main() {
    let target = Tensor::vector(&[1.0]);
    println!("the target is 1, the logit is z, the probability p = σ(z)");
    println!("                  squared error        cross-entropy");
    println!("    z         p    loss     slope       loss     slope");
    for z in [2.0, 0.0, -2.0, -4.0, -8.0, -12.0] {
        let logit = || Tensor::vector(&[z]).requires_grad_();
        let (squared, entropy) = (logit(), logit());
        let p = squared.sigmoid();
        let squared_loss = MSELoss::new().forward(&p, &target);
        let entropy_loss = BCEWithLogitsLoss::new().forward(&entropy, &target);
        squared_loss.backward();
        entropy_loss.backward();
        let slope = |z: &Tensor| z.grad().map_or(0.0, |grad| grad.item());
        println!(
            "{z:>5} {:>9.6} {:>7.4} {:>9.6} {:>10.4} {:>9.6}",
            p.item(),
            squared_loss.item(),
            slope(&squared),
            entropy_loss.item(),
            slope(&entropy)
        );
    }
}
