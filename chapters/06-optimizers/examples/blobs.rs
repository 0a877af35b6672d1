//! Two classes of blobs, and two kinds of test: `cargo run -p optimizers --example blobs`.

#[path = "support/two_classes.rs"]
mod two_classes;

use autograd::nn::Module;
use losses::BCELoss;
use optimizers::{Optimizer, SGD};
use two_classes::{Points, network, sets};

fn main() {
    let [train, same_centers, new_centers] = sets();
    let model = network();
    println!("{model}");
    println!("{} parameters", model.parameter_count());
    println!();

    let loss = |(x, y): &Points| BCELoss::new().forward(&model.call(x), y);
    let mut optimizer = SGD::new(model.parameters(), 0.01);
    println!("epoch   train    test, same centers   test, new centers");
    for epoch in 0..=500 {
        if epoch % 50 == 0 {
            println!(
                "{epoch:>5}  {:.4}  {:>12.4}  {:>19.4}",
                loss(&train).item(),
                loss(&same_centers).item(),
                loss(&new_centers).item()
            );
        }
        optimizer.zero_grad();
        loss(&train).backward();
        optimizer.step();
    }
    println!();
    println!("Points around the same centers are the same problem, and their loss falls too.");
    println!("New centers are another problem: what was learned does not help there.");
}
