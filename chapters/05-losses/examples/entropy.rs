//! Cross-entropy is entropy plus divergence: `cargo run -p losses --example entropy`.

use autograd::Tensor;
use losses::CrossEntropyLoss;

fn main() {
    let target = [0.7, 0.2, 0.1];
    let t = Tensor::matrix(&[target]);
    let entropy: f64 = target.iter().map(|t| -t * t.ln()).sum();
    println!("target {target:?}, entropy {entropy:.4}");
    println!("prediction               cross-entropy   minus entropy");
    for prediction in [[0.3, 0.3, 0.4], [0.5, 0.3, 0.2], [0.7, 0.2, 0.1], [0.9, 0.05, 0.05]] {
        // The logarithms of probabilities are logits of the same probabilities.
        let logits = Tensor::matrix(&[prediction]).log();
        let loss = CrossEntropyLoss::new().forward_probabilities(&logits, &t).item();
        // To four digits, and never −0.
        let divergence = ((loss - entropy) * 1e4).round() / 1e4 + 0.0;
        println!("{:<24} {loss:>13.4} {divergence:>15.4}", format!("{prediction:?}"));
    }
}
