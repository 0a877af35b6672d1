//! Thirty layers that learn: `cargo run -p inside --example remedies`.

mod support;

use std::error::Error;

use engine::Array;
use inside::{
    remedies::{Remedy, deep_with, depth_with},
    train,
};
use random::TorchRng;

/// The seeds of the first weights.
const SEEDS: u64 = 5;

fn main() -> Result<(), Box<dyn Error>> {
    println!("Thirty blocks from PyTorch's default, smallest and largest of {SEEDS} seeds:");
    println!("what is left of the signal after the last, of the gradient in the first.");
    println!();
    println!("               signal, last block    gradient, first block");
    for remedy in Remedy::ALL {
        let found: Vec<_> = (0..SEEDS).map(|seed| depth_with(remedy, seed)).collect();
        let signal = range(found.iter().map(|depth| depth.signal[29]));
        let backward = range(found.iter().map(|depth| depth.backward[0]));
        println!("{remedy:<12}{signal:>22}{backward:>25}");
    }

    let digits = support::digits(500)?;
    println!();
    println!("loss of 500 digits, mean of {SEEDS} seeds; at the end with their spread");
    println!();
    println!("                 lr, epoch 1        5       10       20");
    for remedy in Remedy::ALL {
        row(remedy, 0.01, &digits)?;
    }
    row(Remedy::Residual, 0.001, &digits)?;
    Ok(())
}

fn row(remedy: Remedy, lr: f64, (x, classes): &(Array, Vec<usize>)) -> Result<(), Box<dyn Error>> {
    let mut runs = vec![];
    for seed in 0..SEEDS {
        let net = deep_with(remedy, &mut TorchRng::manual_seed(seed));
        runs.push(train(&net, x, classes, lr, 50, 20)?);
    }
    let at = |epoch: usize| runs.iter().map(move |losses| losses[epoch - 1]);
    let mean = |epoch: usize| at(epoch).sum::<f64>() / SEEDS as f64;
    let spread = (at(20).map(|l| (l - mean(20)).powi(2)).sum::<f64>() / SEEDS as f64).sqrt();
    let columns = [1, 5, 10, 20].map(|epoch| format!("{:>9.4}", mean(epoch)));
    println!("{remedy:<12}{lr:>7}{} ± {spread:.4}", columns.concat());
    Ok(())
}

fn range(values: impl Iterator<Item = f64> + Clone) -> String {
    let smallest = values.clone().fold(f64::INFINITY, f64::min);
    format!("{smallest:.1e} to {:.1e}", values.fold(0.0, f64::max))
}
