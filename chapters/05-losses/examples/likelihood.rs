//! From probabilities to a loss: `cargo run -p losses --example likelihood`.

use autograd::Tensor;
use losses::{BCELoss, Reduction};

fn main() {
    // The forecasts of three models for four days. It rained on all of them except the third.
    let rained = [1.0, 1.0, 0.0, 1.0];
    let models = [
        ("bold", [0.9, 0.8, 0.1, 0.9]),
        ("timid", [0.6, 0.6, 0.4, 0.6]),
        ("once wrong", [0.9, 0.9, 0.1, 0.001]),
    ];
    println!("            probability of what happened         product   −Σ ln    BCELoss");
    for (name, forecast) in models {
        let happened =
            rained.iter().zip(forecast).map(|(&t, p)| if t == 1.0 { p } else { 1.0 - p });
        let happened: Vec<f64> = happened.collect();
        let each: Vec<String> = happened.iter().map(|p| format!("{p:>7.3}")).collect();
        let product: f64 = happened.iter().product();
        let surprise: f64 = happened.iter().map(|p| -p.ln()).sum();
        let loss = BCELoss::new()
            .reduction(Reduction::Sum)
            .forward(&Tensor::vector(&forecast), &Tensor::vector(&rained));
        let each = each.join(" ");
        println!("{name:<11} {each}   {product:>10.6} {surprise:>7.4} {:>10.4}", loss.item());
    }

    println!();
    println!("ten thousand samples, each with probability 0.5:");
    let product: f64 = std::iter::repeat_n(0.5, 10_000).product();
    println!("  product {product}, −Σ ln {:.4}", -10_000.0 * 0.5_f64.ln());
}
