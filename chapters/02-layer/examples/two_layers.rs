//! Two layers without an activation are one, in numbers:
//! `cargo run -p layer --example two_layers`.

use layer::{Activation, Graph, GraphError, Layer, collapse};
use nalgebra::DMatrix;

fn main() -> Result<(), GraphError> {
    // ANCHOR: two
    let layer = |n_in, n_out, w: &[f64], b: &[f64]| {
        Layer::new(DMatrix::from_row_slice(n_in, n_out, w), b.to_vec(), Activation::Identity)
    };
    let two = Graph::new(vec![
        layer(2, 2, &[1.0, 2.0, 3.0, 4.0], &[1.0, -1.0]),
        layer(2, 1, &[2.0, -1.0], &[3.0]),
    ])?;
    let one = collapse(&two);
    // ANCHOR_END: two

    let only = &one.layers()[0];
    println!("W₁·W₂ = {:?}", only.w().as_slice());
    println!("b₁·W₂ + b₂ = {:?}", only.b().as_slice());
    let x = DMatrix::from_row_slice(3, 2, &[1.0, 1.0, 0.0, -2.0, 5.0, 0.5]);
    println!("two layers: {:?}", two.forward(&x).as_slice());
    println!("one layer:  {:?}", one.forward(&x).as_slice());
    Ok(())
}
