//! The numbers in the sentences of the page on data.

use data::curves::sin_cos;
use data::{DataError, Split, mnist};

fn main() -> Result<(), DataError> {
    let train = mnist::load(Split::Train)?;
    let (mean, std) = train.mean_and_std();
    println!("mean = {mean:.4}");
    println!("std = {std:.4}");
    println!("mean_exact = {mean:.8}");
    let ink = train.images.iter().filter(|&&pixel| pixel > 0).count();
    println!("ink = {:.0} %", ink as f64 / train.images.len() as f64 * 100.0);
    println!("background = {:.2}", (0.0 - mean) / std);
    println!("strongest = {:.2}", (1.0 - mean) / std);
    let counts = train.class_counts();
    println!("fewest = {}", counts.iter().min().unwrap_or(&0));
    println!("most = {}", counts.iter().max().unwrap_or(&0));
    println!("step = {:.4}", sin_cos(0.0, 10.0, 100).t[1]);
    Ok(())
}
