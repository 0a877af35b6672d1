//! A step along the gradient instead of against it: `cargo run -p backprop --example wrong_sign`.

use backprop::{Problem, mse};
use random::NumpyRng;

fn main() {
    let Problem { x, y, mlp } = Problem::draw(&mut NumpyRng::seed(0), 64, 10, 100, 1);
    let (mut down, mut up) = (mlp.clone(), mlp);
    println!("epoch   W − ηδW   W + ηδW");
    for epoch in 0..8 {
        let (forward_down, forward_up) = (down.forward(&x), up.forward(&x));
        println!(
            "{epoch:>5} {:>9.2} {:>9.2e}",
            mse(&forward_down.y_hat, &y),
            mse(&forward_up.y_hat, &y)
        );
        let (right, wrong) = (down.backward(&forward_down, &y), up.backward(&forward_up, &y));
        // ANCHOR: sign
        down.step(&right, 1e-3);
        up.step(&wrong, -1e-3);
        // ANCHOR_END: sign
    }
}
