//! The best of twenty networks that differ in nothing but luck: `cargo run -p mnist --example lucky`.

#[path = "support/recipe.rs"]
mod recipe;
#[path = "support/three.rs"]
mod three;

use std::error::Error;

use mnist::evaluate;
use recipe::{PLAIN, Recipe};

fn main() -> Result<(), Box<dyn Error>> {
    let [train, validation, test] = three::three(4000, 300)?;
    let recipe = Recipe { hidden: 32, epochs: 3, ..PLAIN };
    let mut read = Vec::new();
    for seed in 0..20 {
        let (model, _) = recipe.train(|_| train.clone(), &validation, seed)?;
        let percent = |set| evaluate(&model, set).map(|found| 100.0 * found.accuracy());
        read.push((percent(&validation)?, percent(&test)?));
    }
    let n = read.len() as f64;
    let means = read.iter().fold((0.0, 0.0), |sum, run| (sum.0 + run.0 / n, sum.1 + run.1 / n));
    let best = read.iter().copied().max_by(|a, b| a.0.total_cmp(&b.0)).ok_or("no runs")?;

    println!("Twenty networks, 784-32-10, that differ only in their seed.");
    println!();
    println!("                           {} validation images    test images", validation.len());
    println!("mean of all twenty         {:>19.1} %{:>13.1} %", means.0, means.1);
    println!("best by validation         {:>19.1} %{:>13.1} %", best.0, best.1);
    Ok(())
}
