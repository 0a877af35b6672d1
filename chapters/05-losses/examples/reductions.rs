//! Sum or mean, and the learning rate that goes with it: `cargo run -p losses --example reductions`.

use autograd::Tensor;
use losses::{MSELoss, Reduction};

/// Twenty steps toward the targets 1, 2, 3, 1, 2, 3, …, with the same prediction for all of them.
fn fit(samples: usize, reduction: Reduction, learning_rate: f64) -> f64 {
    let targets: Vec<f64> = (0..samples).map(|i| [1.0, 2.0, 3.0][i % 3]).collect();
    let targets = Tensor::vector(&targets);
    let mut guess = 0.0;
    for _ in 0..20 {
        let predictions = Tensor::vector(&vec![guess; samples]).requires_grad_();
        MSELoss::new().reduction(reduction).forward(&predictions, &targets).backward();
        // All predictions are the same guess, so its gradient is the sum of theirs.
        let gradient: f64 = predictions.grad().map_or(0.0, |grad| grad.to_vec().iter().sum());
        guess -= learning_rate * gradient;
    }
    guess
}

fn main() {
    println!("the guess after 20 steps; the best is 2");
    println!("samples   mean, η = 0.1    sum, η = 0.1    sum, η = 0.1 / samples");
    for samples in [3, 6, 12, 60] {
        println!(
            "{samples:>7} {:>15.4} {:>15.4e} {:>25.4}",
            fit(samples, Reduction::Mean, 0.1),
            fit(samples, Reduction::Sum, 0.1),
            fit(samples, Reduction::Sum, 0.1 / samples as f64)
        );
    }
}
