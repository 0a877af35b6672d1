//! The gradient compared with central differences:
//! `cargo run -p backprop --example gradient_check`.

use backprop::{Problem, objective};
use random::NumpyRng;

fn main() {
    let Problem { x, y, mlp } = Problem::draw(&mut NumpyRng::seed(0), 64, 10, 100, 1);
    let lambda = 0.5;
    let gradients = mlp.backward(&mlp.forward(&x), &y).add_ridge(&mlp, lambda);

    println!("One weight up a little, one weight down a little; how does the objective change?");
    println!("  weight      chain rule   (J(w + h) − J(w − h)) / 2h");
    let h = 1e-5;
    for (i, j) in [(0, 0), (0, 1), (3, 7), (10, 99)] {
        let moved = |by: f64| {
            let mut mlp = mlp.clone();
            mlp.w1[(i, j)] += by;
            objective(&mlp, &x, &y, lambda)
        };
        let measured = (moved(h) - moved(-h)) / (2.0 * h);
        println!("  W₁[{i:>2}, {j:>2}] {:>13.6} {measured:>13.6}", gradients.d_w1[(i, j)]);
    }
    for i in [0, 1, 50, 100] {
        let moved = |by: f64| {
            let mut mlp = mlp.clone();
            mlp.w2[i] += by;
            objective(&mlp, &x, &y, lambda)
        };
        let measured = (moved(h) - moved(-h)) / (2.0 * h);
        println!("  W₂[{i:>3}]    {:>13.6} {measured:>13.6}", gradients.d_w2[i]);
    }
}
