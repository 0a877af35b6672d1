//! The numbers inside the sentences of the pages: `cargo run -p backprop --example backprop_values`.

use backprop::problem::randn;
use backprop::{Gradients, Mlp, Problem, Settings, mse, objective, train};
use nalgebra::DMatrix;
use random::NumpyRng;
use text::thousands;

fn main() {
    by_hand();
    let (n, d, h, o) = (64, 10, 100, 1);
    let parameters = (d + 1) * h + (h + 1) * o;
    println!("parameters = {}", thousands(parameters));
    println!("nudges = {}", thousands(parameters + 1));

    let rng = &mut NumpyRng::seed(0);
    let Problem { x, y, mut mlp } = Problem::draw(rng, n, d, h, o);
    let (error, derivative) = worst_relative_error(&mlp, &x, &y);
    println!("worst_relative_error = {}", scientific(error));
    println!("worst_slope = {derivative:.4}");
    println!("objective_first = {:.1}", objective(&mlp, &x, &y, 0.5));

    let history = train(&mut mlp, &x, &y, &Settings::default());
    let last = history.losses.len() - 1;
    println!("loss_first = {:.2}", history.losses[0]);
    println!("loss_last = {:.2}", history.losses[last]);
    let share = history.penalties[last] / history.objectives()[last];
    println!("penalty_share = {:.1} %", 100.0 * share);

    let (x, y) = (randn(rng, n, d), randn(rng, n, o));
    println!("fresh_loss = {:.1}", mse(&mlp.forward(&x).y_hat, &y));
    println!("fresh_zero = {:.1}", mse(&DMatrix::zeros(n, o), &y));
}

/// The smallest network, a nudge of its first weight, and a step downhill.
fn by_hand() {
    let column = |entries: [f64; 2]| DMatrix::from_column_slice(2, 1, &entries);
    let number = |value| DMatrix::from_element(1, 1, value);
    let (x, y, small) = (number(2.0), number(1.0), 0.001);
    let loss = |mlp: &Mlp| mse(&mlp.forward(&x).y_hat, &y);

    let mut mlp = Mlp::new(column([0.5, 1.0]), column([-1.0, 2.0]));
    let before = loss(&mlp);
    let gradients = mlp.backward(&mlp.forward(&x), &y);
    let nudged = Mlp::new(column([0.5, 1.0 + small]), column([-1.0, 2.0]));
    println!("loss_nudged = {:.6}", loss(&nudged));
    println!("rise = {:.6}", loss(&nudged) - before);
    println!("promised_rise = {:.3}", gradients.d_w1[1] * small);

    let steepness = gradients.d_w1.norm_squared() + gradients.d_w2.norm_squared();
    mlp.step(&gradients, small);
    println!("promised_fall = {:.3}", small * steepness);
    println!("loss_after = {:.4}", loss(&mlp));
    println!("fall = {:.4}", before - loss(&mlp));
}

/// The chain rule against central differences, for every weight of the network: the largest
/// relative error, and the derivative it belongs to.
fn worst_relative_error(mlp: &Mlp, x: &DMatrix<f64>, y: &DMatrix<f64>) -> (f64, f64) {
    let (lambda, h) = (0.5, 1e-5);
    let Gradients { d_w1, d_w2, .. } = mlp.backward(&mlp.forward(x), y).add_ridge(mlp, lambda);
    let mut worst = (0.0, 0.0);
    let mut compare = |exact: f64, moved: &dyn Fn(f64) -> Mlp| {
        let at = |by| objective(&moved(by), x, y, lambda);
        let measured = (at(h) - at(-h)) / (2.0 * h);
        let error = (exact - measured).abs() / exact.abs().max(measured.abs());
        if error > worst.0 {
            worst = (error, exact);
        }
    };
    for i in 0..mlp.w1.len() {
        compare(d_w1[i], &|by| {
            let mut moved = mlp.clone();
            moved.w1[i] += by;
            moved
        });
    }
    for i in 0..mlp.w2.len() {
        compare(d_w2[i], &|by| {
            let mut moved = mlp.clone();
            moved.w2[i] += by;
            moved
        });
    }
    worst
}

/// As LaTeX writes 3·10⁻⁷, rounded up.
fn scientific(x: f64) -> String {
    let power = x.log10().floor();
    format!("{} \\cdot 10^{{{power}}}", (x / 10_f64.powf(power)).ceil())
}
