//! The gradient of a sum, although the loss is a mean:
//! `cargo run -p backprop --example missing_mean`.

use backprop::delta::{d_a, d_ab, d_w1, d_w2, d_z};
use backprop::{Problem, mse};
use random::NumpyRng;

fn main() {
    let Problem { x, y, mut mlp } = Problem::draw(&mut NumpyRng::seed(0), 64, 10, 100, 1);
    println!("epoch        loss   hidden units still on");
    for epoch in 0..6 {
        let forward = mlp.forward(&x);
        let on = forward.z.column_iter().filter(|unit| unit.max() > 0.0).count();
        println!("{epoch:>5} {:>11.3e}   {on:>3} of 100", mse(&forward.y_hat, &y));
        // ANCHOR: slope
        let d_y_hat = (&forward.y_hat - &y) * 2.0; // the factor 1/N is missing
        // ANCHOR_END: slope
        let d_z = d_z(&d_a(&d_ab(&d_y_hat, &mlp.w2)), &forward.z);
        mlp.w2 -= d_w2(&forward.ab, &d_y_hat) * 1e-3;
        mlp.w1 -= d_w1(&forward.xb, &d_z) * 1e-3;
    }
}
