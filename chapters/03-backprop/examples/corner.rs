//! A difference quotient across the kink of ReLU: `cargo run -p backprop --example corner`.

use backprop::{Mlp, mse};
use nalgebra::DMatrix;

fn main() {
    let number = |value| DMatrix::from_element(1, 1, value);
    let (x, y) = (number(2.0), number(1.0));
    // z = 2w − 0.02: at w = 0.0125 the hidden unit is on, but only by 0.005.
    let network = |w: f64| {
        Mlp::new(
            DMatrix::from_column_slice(2, 1, &[-0.02, w]),
            DMatrix::from_column_slice(2, 1, &[-1.0, 2.0]),
        )
    };
    let loss = |w: f64| mse(&network(w).forward(&x).y_hat, &y);

    let w = 0.0125;
    let mlp = network(w);
    let forward = mlp.forward(&x);
    println!(
        "z = {:.3}, slope by the chain rule {:.6}",
        forward.z[0],
        mlp.backward(&forward, &y).d_w1[1]
    );
    println!("      h     central difference   z runs over");
    for h in [0.1, 0.01, 0.0026, 0.0024, 0.001, 0.0001] {
        let central = (loss(w + h) - loss(w - h)) / (2.0 * h);
        let z = |w: f64| 2.0 * w - 0.02;
        println!("{h:>7} {central:>20.6}     {:>7.4} to {:.4}", z(w - h), z(w + h));
    }
}
