//! Learning by heart: `cargo run -p mnist --example few_images`.

#[path = "support/few.rs"]
mod few;
#[path = "support/sets.rs"]
mod sets;

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let (train, test) = sets::loaders(4000)?;
    println!("{} training images, {} test images, 784-64-10", train.len(), test.len());
    println!();
    println!("epoch    train loss    read    test loss    read");
    for (i, epoch) in few::epochs(&train, &test, 30)?.into_iter().enumerate() {
        if i < 5 || (i + 1) % 5 == 0 {
            println!(
                "{:>5}{:>14.3}{:>6.1} %{:>13.3}{:>6.1} %",
                i + 1,
                epoch.loss,
                100.0 * epoch.accuracy,
                epoch.test.loss,
                100.0 * epoch.test.accuracy()
            );
        }
    }
    Ok(())
}
