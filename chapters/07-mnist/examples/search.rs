//! Choosing settings by validation images: `cargo run -p mnist --example search`, and with `-- all`
//! every setting that was tried.

#[path = "support/distorted.rs"]
mod distorted;
#[path = "support/five.rs"]
mod five;
#[path = "support/recipe.rs"]
mod recipe;
#[path = "support/three.rs"]
mod three;

use std::{env, error::Error};

use distorted::distorted;
use five::{five, mean_and_spread};
use losses::ClassError;
use mnist::{Augment, DataLoader, evaluate};
use recipe::{PLAIN, Recipe};

fn main() -> Result<(), Box<dyn Error>> {
    let [train, validation, _] = three::three(4000, 2000)?;
    let plain = |_| train.clone();
    println!("                  validation loss    validation read (%)");
    for weight_decay in [0.0, 0.001, 0.003, 0.01] {
        let recipe = Recipe { weight_decay, ..PLAIN };
        row(&format!("weight decay {weight_decay}"), recipe, plain, &validation)?;
    }
    if env::args().nth(1).as_deref() != Some("all") {
        return Ok(());
    }
    for dropout in [0.1, 0.2, 0.3, 0.5] {
        let recipe = Recipe { dropout, ..PLAIN };
        row(&format!("dropout {dropout}"), recipe, plain, &validation)?;
    }
    for label_smoothing in [0.02, 0.05, 0.1, 0.2] {
        let recipe = Recipe { label_smoothing, ..PLAIN };
        row(&format!("smoothing {label_smoothing}"), recipe, plain, &validation)?;
    }
    for patience in [1, 2, 3] {
        let recipe = Recipe { patience: Some(patience), ..PLAIN };
        row(&format!("patience {patience}"), recipe, plain, &validation)?;
    }
    for max_lr in [0.05, 0.1, 0.2] {
        let recipe = Recipe { one_cycle: Some(max_lr), ..PLAIN };
        row(&format!("one cycle {max_lr}"), recipe, plain, &validation)?;
    }
    let shift = |pixels| Augment::new(28, 28, 0).translate(pixels);
    let affine = |degrees| shift(1.0).degrees(degrees).scale(0.9, 1.1).shear(degrees);
    let distortions = [
        ("shift 1", shift(1.0)),
        ("shift 2", shift(2.0)),
        ("affine 5", affine(5.0)),
        ("affine 10", affine(10.0)),
        ("affine 15", affine(15.0)),
        ("elastic 17", affine(10.0).elastic(17.0, 4.0)),
        ("elastic 34", affine(10.0).elastic(34.0, 4.0)),
    ];
    for (name, augment) in distortions {
        let images = distorted(&train, &augment, PLAIN.epochs);
        row(name, PLAIN, |epoch| images[epoch - 1].clone(), &validation)?;
    }
    Ok(())
}

fn row(
    name: &str,
    recipe: Recipe,
    images: impl Fn(usize) -> DataLoader + Sync,
    validation: &DataLoader,
) -> Result<(), ClassError> {
    let runs = five(|seed| {
        // Other seeds than those of the comparison that follows.
        let (model, _) = recipe.train(&images, validation, 100 + seed)?;
        evaluate(&model, validation)
    })?;
    let losses: Vec<f64> = runs.iter().map(|run| run.loss).collect();
    let read: Vec<f64> = runs.iter().map(|run| 100.0 * run.accuracy()).collect();
    let ((loss, s), (read, t)) = (mean_and_spread(&losses), mean_and_spread(&read));
    println!("{name:<18}{loss:>7.3} ± {s:.3}{read:>17.2} ± {t:.2}");
    Ok(())
}
