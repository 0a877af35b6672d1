//! The published comparison: this project's times beside those of its peers.

use benches::{report, results::Results};

fn main() -> Result<(), benches::results::ResultsError> {
    let results = Results::load(&Results::published())?;
    println!("{}\n{}", report::heading(&results), report::ratios(&results));
    Ok(())
}
