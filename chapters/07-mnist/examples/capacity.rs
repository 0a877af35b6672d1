//! Wider and wider networks on few images: `cargo run -p mnist --example capacity`.

#[path = "support/capacity.rs"]
mod capacity;
#[path = "support/five.rs"]
mod five;
#[path = "support/recipe.rs"]
mod recipe;
#[path = "support/three.rs"]
mod three;

use std::error::Error;

use capacity::{WIDTHS, evaluations};
use five::mean_and_spread;
use mnist::Evaluation;

fn main() -> Result<(), Box<dyn Error>> {
    let [train, validation, _] = three::three(4000, 2000)?;
    println!("{} training and {} validation images,", train.len(), validation.len());
    println!("five networks of each width: mean ± standard deviation");
    println!();
    println!("                   loss                          images read (%)");
    println!("hidden      training        validation       training     validation");
    for hidden in WIDTHS {
        let runs = evaluations(hidden, &train, &validation)?;
        let of = |set: usize, value: fn(&Evaluation) -> f64| {
            let values: Vec<f64> = runs.iter().map(|run| value(&run[set])).collect();
            mean_and_spread(&values)
        };
        let ((train, s), (validation, t)) = (of(0, |e| e.loss), of(1, |e| e.loss));
        let (read, u) = of(0, |e| 100.0 * e.accuracy());
        let (validation_read, v) = of(1, |e| 100.0 * e.accuracy());
        println!(
            "{hidden:>6}   {train:.3} ± {s:.3}    {validation:.3} ± {t:.3}   {read:>5.1} ± {u:<4.1}  \
             {validation_read:>5.1} ± {v:.1}"
        );
    }
    Ok(())
}
