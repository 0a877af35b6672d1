//! A constant learning rate has a floor: `cargo run -p optimizers --example floor`.

#[path = "support/floor.rs"]
mod floor;
#[expect(dead_code, reason = "what other programs of this chapter need")]
#[path = "support/noise.rs"]
mod noise;

use floor::{BATCH, Line, SEEDS};

fn main() {
    let line = Line::through(noise::samples());
    println!("One weight, batches of {BATCH} of 1000 samples, {} seeds.", SEEDS.count());
    println!("How far the loss stays above the smallest possible:");
    println!();
    println!("  rate    mean of seeds   spread    divided by the rate   theory");
    for lr in [0.2, 0.1, 0.05, 0.025, 0.0125] {
        let excess: Vec<f64> = SEEDS.map(|seed| line.excess(lr, seed)).collect();
        let (mean, deviation) = noise::mean_and_deviation(&excess);
        println!(
            "{lr:>6.4}{mean:>17.4}{deviation:>9.4}{:>23.2}{:>9.4}",
            mean / lr,
            line.predicted(lr)
        );
    }
}
