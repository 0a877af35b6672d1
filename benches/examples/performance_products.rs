//! The published products as shares of what the processor can do.

use benches::{report, results::Results};

fn main() -> Result<(), benches::results::ResultsError> {
    let results = Results::load(&Results::published())?;
    println!("{}\n{}", report::limits(&results), report::products(&results));
    Ok(())
}
