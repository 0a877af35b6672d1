//! Finding a learning rate by trying many: `cargo run -p optimizers --example lr_scan`.

#[path = "support/three_classes.rs"]
mod three_classes;

use autograd::nn::Module;
use optimizers::{Optimizer, SGD, lr_scan};

fn main() {
    let (model, loss) = three_classes::problem();
    let mut optimizer = SGD::new(model.parameters(), 0.001);
    let steps = 25;
    let scan = lr_scan(&model, &mut optimizer, (1e-4, 100.0), steps, || loss(&model));
    println!("     rate      loss");
    for (rate, loss) in scan.rates.iter().zip(&scan.losses) {
        let length = (1..=60).filter(|&i| f64::from(i) <= 40.0 * loss / scan.losses[0]).count();
        println!("{rate:>9.5} {loss:>9.4}  {}", "#".repeat(length));
    }
    println!();
    println!("The scan ended after {} of {steps} steps.", scan.rates.len());

    println!();
    println!("loss after 100 steps, from {:.4}:", scan.losses[0]);
    let start = model.state_dict();
    let recommended = scan.recommended().expect("the first losses are finite");
    let rates = [
        ("as before", 0.001),
        ("recommended", recommended),
        ("ten times that", 10.0 * recommended),
    ];
    for (what, lr) in rates {
        model.load_state_dict(&start).expect("the network's own numbers");
        optimizer.set_lr(lr);
        for _ in 0..100 {
            optimizer.zero_grad();
            loss(&model).backward();
            optimizer.step();
        }
        println!("  lr = {lr:>7.4}  {:.4}  ({what})", loss(&model).item());
    }
}
