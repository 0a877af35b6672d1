//! One layer, two samples at once: `cargo run -p layer --example one_layer`.

use layer::{Activation, Layer};
use nalgebra::DMatrix;

fn main() {
    // ANCHOR: one_layer
    let x = DMatrix::from_row_slice(2, 2, &[1.0, 0.5, -1.0, 1.0]);
    let w = DMatrix::from_row_slice(2, 3, &[1.0, -1.0, 1.0, 2.0, 0.0, 1.0]);
    let layer = Layer::new(w, vec![-1.0, 1.0, 0.0], Activation::Sigmoid);
    // ANCHOR_END: one_layer

    println!("X ={x}W ={}b ={}", layer.w(), layer.b());
    println!("X·W + b ={}", layer.pre_activation(&x));
    println!("sigmoid(X·W + b) ={:.8}", layer.forward(&x));
    println!("parameters: {}", layer.n_parameters());
}
