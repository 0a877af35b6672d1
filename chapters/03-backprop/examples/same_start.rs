//! Hidden units that start equal stay equal: `cargo run -p backprop --example same_start`.

use backprop::{Mlp, Problem, Settings, train};
use nalgebra::DMatrix;
use random::NumpyRng;

/// How many columns differ from all earlier ones.
fn different_units(w1: &DMatrix<f64>) -> usize {
    let known = |j: usize| (0..j).any(|before| w1.column(before) == w1.column(j));
    (0..w1.ncols()).filter(|&j| !known(j)).count()
}

fn main() {
    let Problem { x, y, mlp: random } = Problem::draw(&mut NumpyRng::seed(0), 64, 10, 100, 1);
    // ANCHOR: starts
    let starts = [
        ("drawn at random", random),
        (
            "every weight 0.1",
            Mlp::new(DMatrix::from_element(11, 100, 0.1), DMatrix::from_element(101, 1, 0.1)),
        ),
        ("every weight 0", Mlp::new(DMatrix::zeros(11, 100), DMatrix::zeros(101, 1))),
    ];
    // ANCHOR_END: starts
    let settings = Settings { lambda: 0.0, epochs: 2000, ..Settings::default() };
    println!("start               loss at first   after 2000   different hidden units");
    for (name, mut mlp) in starts {
        let losses = train(&mut mlp, &x, &y, &settings).losses;
        let (first, last) = (losses[0], losses[losses.len() - 1]);
        println!("{name:<18} {first:>14.4} {last:>12.4}   {:>3}", different_units(&mlp.w1));
    }
    println!();
    let mean = y.mean();
    println!("loss of always saying the mean of Y: {:.4}", y.map(|y| (y - mean).powi(2)).mean());
}
