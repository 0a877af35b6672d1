//! How well a batch guesses the gradient: `cargo run -p optimizers --example batch_noise`.

#[path = "support/noise.rs"]
mod noise;

fn main() {
    let slopes = noise::slopes();
    let (mean, spread) = noise::mean_and_spread(&slopes);
    println!("{} samples; the slope over all of them is {mean:.4}.", slopes.len());
    println!("One sample's slope strays from it by {spread:.4}.");
    println!();
    println!("batch   mean of 2000   spread   spread/√batch   wrong way");
    for batch in noise::BATCHES {
        let guesses = noise::guesses(&slopes, batch);
        let (middle, strays) = noise::mean_and_spread(&guesses);
        let wrong = guesses.iter().filter(|&&guess| guess > 0.0).count();
        println!(
            "{batch:>5}{middle:>15.3}{strays:>9.3}{:>16.3}{:>10.1} %",
            spread / (batch as f64).sqrt(),
            100.0 * wrong as f64 / guesses.len() as f64
        );
    }
}
