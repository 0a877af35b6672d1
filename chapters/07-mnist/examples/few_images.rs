//! Learning by heart: `cargo run -p mnist --example few_images`.

#[path = "support/few.rs"]
mod few;
#[path = "support/three.rs"]
mod three;

use std::error::Error;

use mnist::evaluate;
use text::thousands;

fn main() -> Result<(), Box<dyn Error>> {
    let [train, validation, test] = three::three(4000, 2000)?;
    println!("{} training images, {} validation images, 784-64-10", train.len(), validation.len());
    println!();
    println!("epoch    train loss    read    validation loss    read");
    let (model, history) = few::epochs(&train, &validation, 30)?;
    for (i, epoch) in history.into_iter().enumerate() {
        if i < 5 || (i + 1) % 5 == 0 {
            println!(
                "{:>5}{:>14.3}{:>6.1} %{:>19.3}{:>6.1} %",
                i + 1,
                epoch.loss,
                100.0 * epoch.accuracy,
                epoch.validation.loss,
                100.0 * epoch.validation.accuracy()
            );
        }
    }
    println!();
    let found = evaluate(&model, &test)?;
    println!(
        "and at the end, once: {} of {} test images read",
        thousands(found.correct()),
        thousands(test.len())
    );
    Ok(())
}
