//! What helps a network on images it has not seen: `cargo run -p mnist --example methods`.

#[path = "support/distorted.rs"]
mod distorted;
#[path = "support/distortions.rs"]
mod distortions;
#[path = "support/five.rs"]
mod five;
#[path = "support/recipe.rs"]
mod recipe;
#[path = "support/three.rs"]
mod three;

use std::error::Error;

use distorted::distorted;
use distortions::distortions;
use five::{five, mean_and_spread};
use mnist::{DataLoader, evaluate};
use recipe::{PLAIN, Recipe};

fn main() -> Result<(), Box<dyn Error>> {
    let sets = three::three(4000, 2000)?;
    println!("images read (%): mean and standard deviation of five networks");
    println!();
    println!("                   training   validation         test    test loss     epochs");
    // ANCHOR: recipes
    let plain = |_| sets[0].clone();
    row("plain", PLAIN, plain, &sets)?;
    row("weight decay", Recipe { weight_decay: 0.003, ..PLAIN }, plain, &sets)?;
    row("dropout", Recipe { dropout: 0.2, ..PLAIN }, plain, &sets)?;
    row("label smoothing", Recipe { label_smoothing: 0.05, ..PLAIN }, plain, &sets)?;
    row("early stopping", Recipe { patience: Some(3), ..PLAIN }, plain, &sets)?;
    row("one cycle", Recipe { one_cycle: Some(0.1), ..PLAIN }, plain, &sets)?;

    let [shift, affine, elastic] =
        distortions().map(|augment| distorted(&sets[0], &augment, PLAIN.epochs));
    row("shift", PLAIN, |epoch| shift[epoch - 1].clone(), &sets)?;
    row("affine", PLAIN, |epoch| affine[epoch - 1].clone(), &sets)?;
    row("elastic", PLAIN, |epoch| elastic[epoch - 1].clone(), &sets)?;

    let all = Recipe {
        weight_decay: 0.003,
        dropout: 0.2,
        label_smoothing: 0.05,
        one_cycle: Some(0.1),
        patience: Some(3),
        ..PLAIN
    };
    row("all together", all, |epoch| elastic[epoch - 1].clone(), &sets)?;
    let two = Recipe { one_cycle: Some(0.1), ..PLAIN };
    row("elastic, one cycle", two, |epoch| elastic[epoch - 1].clone(), &sets)?;
    // ANCHOR_END: recipes
    Ok(())
}

fn row(
    name: &str,
    recipe: Recipe,
    images: impl Fn(usize) -> DataLoader + Sync,
    [train, validation, test]: &[DataLoader; 3],
) -> Result<(), Box<dyn Error>> {
    let runs = five(|seed| {
        let (model, epoch) = recipe.train(&images, validation, seed)?;
        let [train, validation, test] =
            [evaluate(&model, train)?, evaluate(&model, validation)?, evaluate(&model, test)?];
        let read = [train, validation, test.clone()].map(|found| 100.0 * found.accuracy());
        Ok::<_, losses::ClassError>((read, test.loss, epoch))
    })?;
    let [train, validation, test] = [0, 1, 2].map(|set| {
        let read: Vec<f64> = runs.iter().map(|run| run.0[set]).collect();
        mean_and_spread(&read)
    });
    let losses: Vec<f64> = runs.iter().map(|run| run.1).collect();
    let epochs: Vec<f64> = runs.iter().map(|run| run.2 as f64).collect();
    let epochs = mean_and_spread(&epochs);
    println!(
        "{name:<18}{:>9.1}{:>8.2} ± {:.2}{:>8.2} ± {:.2}{:>13.3}{:>7.1} ± {:.1}",
        train.0,
        validation.0,
        validation.1,
        test.0,
        test.1,
        mean_and_spread(&losses).0,
        epochs.0,
        epochs.1,
    );
    Ok(())
}
