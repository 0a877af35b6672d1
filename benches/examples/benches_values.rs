//! The numbers inside the sentences of the performance page.

use benches::{results::Results, targets};

fn main() -> Result<(), benches::results::ResultsError> {
    let results = Results::load(&Results::published())?;
    println!("date = {}", results.date);
    println!("cpu = {}", results.machine.cpu);
    println!("instructions = {}", results.machine.instructions);
    println!("threads = {}", text::counted(results.threads, "thread"));
    println!("rounds = {}", results.rounds);
    println!("peak = {:.0}", results.peak().unwrap_or(f64::NAN));
    let met: Vec<bool> = targets::ratios(&results).iter().filter_map(targets::Ratio::met).collect();
    println!("targets = {}", met.len());
    println!("met = {}", met.iter().filter(|&&met| met).count());
    Ok(())
}
