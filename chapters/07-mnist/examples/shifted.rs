//! What an MLP cannot do: `cargo run -p mnist --example shifted`.

#[path = "support/moved.rs"]
mod moved;
#[path = "support/reader.rs"]
mod reader;
#[path = "support/sets.rs"]
mod sets;

use std::error::Error;

use mnist::evaluate;
use random::TorchRng;

fn main() -> Result<(), Box<dyn Error>> {
    let (train, test) = sets::loaders(60_000)?;
    let model = reader::reader(&train)?;
    println!("Test images moved to the right, and how many are still read correctly:");
    for by in 0..=6 {
        let accuracy = moved::accuracy_shifted(&model, &test, by)?;
        println!("  by {by} pixels  {:>5.1} %", 100.0 * accuracy);
    }
    println!();
    println!("A network trained and tested on images whose pixels are all mixed up,");
    println!("in the same way for every image:");
    let mixed = TorchRng::manual_seed(7).randperm(train.pixels());
    let [train, test] = [train, test].map(|set| moved::rearranged(&set, |i| Some(mixed[i])));
    let accuracy = evaluate(&reader::reader(&train.shuffle(true))?, &test)?.accuracy();
    println!("  {:.1} %", 100.0 * accuracy);
    Ok(())
}
