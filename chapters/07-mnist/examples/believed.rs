//! Can the probabilities be believed? `cargo run -p mnist --example believed`.

#[path = "support/five.rs"]
mod five;
#[path = "support/recipe.rs"]
mod recipe;
#[path = "support/three.rs"]
mod three;

use std::error::Error;

use five::{five, mean_and_spread};
use losses::ClassError;
use mnist::evaluate_logits;
use recipe::{PLAIN, Recipe};

fn main() -> Result<(), Box<dyn Error>> {
    let [train, validation, test] = three::three(4000, 2000)?;
    println!("test images, mean and standard deviation of five networks");
    println!();
    println!("                                         as trained            at the temperature");
    println!("                   temperature      loss           ECE      loss           ECE");
    for (name, recipe) in [
        ("plain", PLAIN),
        ("early stopping", Recipe { patience: Some(3), ..PLAIN }),
        ("label smoothing", Recipe { label_smoothing: 0.05, ..PLAIN }),
    ] {
        let runs = five(|seed| {
            let (model, _) = recipe.train(|_| train.clone(), &validation, seed)?;
            // ANCHOR: temperature
            let (_, logits) = evaluate_logits(&model, &validation)?;
            let temperature = logits.temperature().unwrap_or(1.0);
            let (before, logits) = evaluate_logits(&model, &test)?;
            let after = logits.at_temperature(temperature).evaluation();
            // ANCHOR_END: temperature
            let [before, after] =
                [before, after].map(|found| (found.loss, found.expected_calibration_error(15)));
            Ok::<_, ClassError>([temperature, before.0, before.1, after.0, after.1])
        })?;
        let [temperature, loss, error, loss_after, error_after] = [0, 1, 2, 3, 4].map(|i| {
            let values: Vec<f64> = runs.iter().map(|run| run[i]).collect();
            mean_and_spread(&values)
        });
        println!(
            "{name:<18} {:.2} ± {:.2}{:>10.3} {:>7.3} ± {:.3}{:>10.3} {:>7.3} ± {:.3}",
            temperature.0,
            temperature.1,
            loss.0,
            error.0,
            error.1,
            loss_after.0,
            error_after.0,
            error_after.1
        );
    }
    Ok(())
}
