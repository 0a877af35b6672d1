//! How many steps it takes to cross a valley, with and without momentum:
//! `cargo run -p optimizers --example crossing`.

#[path = "support/valley.rs"]
mod valley;

use autograd::Tensor;
use optimizers::SGD;

fn main() {
    println!("Steps until ½(x² + κy²) is crossed, from (10, 1) to within 0.001 of its bottom,");
    println!("each at its best rate:");
    println!();
    println!("   κ   plain     lr   momentum     lr      μ");
    for kappa in [4.0, 20.0, 100.0, 400.0] {
        let root = f64::sqrt(kappa);
        let plain_lr = 2.0 / (1.0 + kappa);
        let (lr, mu) = ((2.0 / (root + 1.0)).powi(2), ((root - 1.0) / (root + 1.0)).powi(2));
        let plain = steps(kappa, |w| SGD::new(w, plain_lr));
        let heavy = steps(kappa, |w| SGD::new(w, lr).momentum(mu));
        println!("{kappa:>4}{plain:>8}{plain_lr:>7.3}{heavy:>11}{lr:>7.3}{mu:>7.3}");
    }
    println!();
    println!(
        "With the usual 0.9 and lr = 0.01, κ = 20: {}",
        steps(20.0, |w| { SGD::new(w, 0.01).momentum(0.9) })
    );
}

fn steps(kappa: f64, make: impl FnOnce(Vec<Tensor>) -> SGD) -> usize {
    let path = valley::path(kappa, 5000, |w| Box::new(make(w)));
    let far = path.iter().rposition(|(x, y)| x.hypot(*y) > 0.001);
    far.map_or(0, |last| last + 1)
}
