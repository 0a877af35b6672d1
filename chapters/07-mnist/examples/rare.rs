//! A class of which there are few images: `cargo run -p mnist --example rare`.

#[path = "support/five.rs"]
mod five;
#[path = "support/recipe.rs"]
mod recipe;
#[path = "support/three.rs"]
mod three;

use std::error::Error;

use five::{five, mean_and_spread};
use losses::ClassError;
use mnist::{DataLoader, evaluate};
use recipe::PLAIN;

fn main() -> Result<(), Box<dyn Error>> {
    let [train, validation, test] = three::three(4000, 2000)?;
    // ANCHOR: few
    let (eights, others): (Vec<usize>, Vec<usize>) =
        train.in_order().into_iter().partition(|&i| train.classes()[i] == 8);
    let few = &eights[..20];
    let rare = train.subset(&[&others, few].concat());
    let repeated = train.subset(&[others, few.repeat(eights.len() / few.len())].concat());
    // ANCHOR_END: few
    println!("test images, in percent: mean and standard deviation of five networks");
    println!();
    println!("8s to learn from            all read    precision of 8       recall of 8");
    for (name, images) in [
        (format!("{}", eights.len()), &train),
        (format!("{}", few.len()), &rare),
        (format!("{}, each {} times", few.len(), eights.len() / few.len()), &repeated),
    ] {
        row(&name, images, &validation, &test)?;
    }
    Ok(())
}

fn row(
    name: &str,
    images: &DataLoader,
    validation: &DataLoader,
    test: &DataLoader,
) -> Result<(), ClassError> {
    let runs = five(|seed| {
        let (model, _) = PLAIN.train(|_| images.clone(), validation, seed)?;
        let found = evaluate(&model, test)?;
        let eight = found.class_metrics(8);
        let share = |part: Option<f64>| 100.0 * part.unwrap_or(f64::NAN);
        Ok([100.0 * found.accuracy(), share(eight.precision), share(eight.recall)])
    })?;
    let [read, precision, recall] = [0, 1, 2].map(|i| {
        let values: Vec<f64> = runs.iter().map(|run| run[i]).collect();
        mean_and_spread(&values)
    });
    println!(
        "{name:<24}{:>6.1} ± {:.1}{:>12.1} ± {:.1}{:>12.1} ± {:.1}",
        read.0, read.1, precision.0, precision.1, recall.0, recall.1
    );
    Ok(())
}
