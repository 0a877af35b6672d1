//! A variance that loses all its digits: `cargo run -p inside --example cancellation`.

use inside::Moments;

/// The mean of the squares less the square of the mean: right on paper.
fn on_paper(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let mean_square = values.iter().map(|x| x * x).sum::<f64>() / n;
    (mean_square - mean * mean) * n / (n - 1.0)
}

fn main() {
    println!("  added   on paper   Welford");
    for power in [0, 3, 6, 7, 8, 9] {
        let far = 10f64.powi(power);
        let values = [4.0, 7.0, 13.0, 16.0].map(|x| far + x);
        println!(
            "   10^{power} {:>10.4} {:>9.4}",
            on_paper(&values),
            Moments::of(values).variance()
        );
    }
}
