//! Two measurements of one length: `cargo run -p losses --example chi_squared`.

use autograd::Tensor;
use losses::{ChiSquaredLoss, L2Loss};

fn main() {
    let measured = Tensor::vector(&[10.0, 16.0]);
    let sigma = Tensor::vector(&[1.0, 2.0]);
    println!("10 ± 1 and 16 ± 2; what was measured?");
    println!("  guess        χ²    slope          L2    slope");
    for guess in [10.0, 11.0, 11.2, 12.0, 13.0, 14.0] {
        let guesses = || Tensor::vector(&[guess; 2]).requires_grad_();
        let (weighted, plain) = (guesses(), guesses());
        let chi_squared = ChiSquaredLoss.forward(&weighted, &measured, &sigma);
        let l2 = L2Loss.forward(&plain, &measured);
        chi_squared.backward();
        l2.backward();
        // Both predictions are the same guess, so their derivatives add up.
        let derivative = |x: &Tensor| x.grad().map_or(0.0, |grad| grad.data().sum(None).item());
        println!(
            "{guess:>7} {:>9.4} {:>8.2} {:>11.4} {:>8.2}",
            chi_squared.item(),
            rounded(derivative(&weighted)),
            l2.item(),
            rounded(derivative(&plain))
        );
    }
}

/// To two digits, and never −0.
fn rounded(x: f64) -> f64 {
    (x * 100.0).round() / 100.0 + 0.0
}
