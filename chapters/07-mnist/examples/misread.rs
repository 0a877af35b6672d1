//! What is taken for what: `cargo run -p mnist --example misread`.

#[path = "support/reader.rs"]
mod reader;
#[path = "support/sets.rs"]
mod sets;

use std::error::Error;

use mnist::{evaluate, program::report};

fn main() -> Result<(), Box<dyn Error>> {
    let (train, test) = sets::loaders(60_000)?;
    let evaluation = evaluate(&reader::reader(&train)?, &test)?;
    println!("{}", report::evaluation(&evaluation));
    println!();
    println!("The most confident mistakes:");
    for i in evaluation.mistakes().into_iter().take(5) {
        let (truth, read) = (evaluation.truth[i], evaluation.predictions[i]);
        println!("  a {truth} read as {read}, {:.1} % sure", 100.0 * evaluation.confidence[i]);
    }
    Ok(())
}
