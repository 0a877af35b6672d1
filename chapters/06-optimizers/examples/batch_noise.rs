//! How well a batch estimates the gradient: `cargo run -p optimizers --example batch_noise`.

#[path = "support/noise.rs"]
mod noise;

fn main() {
    let gradients = noise::gradients();
    let (mean, deviation) = noise::mean_and_deviation(&gradients);
    println!("{} samples; the slope over all of them is {mean:.4}.", gradients.len());
    println!("One sample's slope strays from it by {deviation:.4}.");
    println!();
    println!("batch   mean of 2000   spread   spread/√batch   wrong way");
    for batch in noise::BATCHES {
        let estimates = noise::estimates(&gradients, batch);
        let (batch_mean, batch_deviation) = noise::mean_and_deviation(&estimates);
        let wrong = estimates.iter().filter(|&&estimate| estimate > 0.0).count();
        println!(
            "{batch:>5}{batch_mean:>15.3}{batch_deviation:>9.3}{:>16.3}{:>10.1} %",
            deviation / (batch as f64).sqrt(),
            100.0 * wrong as f64 / estimates.len() as f64
        );
    }
}
