//! The numpy MLP, 250 epochs from seed 0: `cargo run -p backprop --example numpy_mlp`.

use backprop::{Problem, Settings, train};
use random::NumpyRng;

fn main() {
    let Problem { x, y, mut mlp } = Problem::draw(&mut NumpyRng::seed(0), 64, 10, 100, 1);
    let settings = Settings::default();
    let history = train(&mut mlp, &x, &y, &settings);
    let objectives = history.objectives();

    println!("epoch      data loss        penalty      objective");
    for epoch in [0, 1, 2, 5, 10, 50, 100, 150, 200, 249] {
        let (loss, penalty) = (history.losses[epoch], history.penalties[epoch]);
        println!("{epoch:>5} {loss:>14.8} {penalty:>14.8} {:>14.8}", objectives[epoch]);
    }
    let falls = |curve: &[f64]| curve.windows(2).all(|pair| pair[1] < pair[0]);
    println!("the data loss falls in every epoch: {}", falls(&history.losses));
    println!("the objective falls in every epoch: {}", falls(&objectives));
}
