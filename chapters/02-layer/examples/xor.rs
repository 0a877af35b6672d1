//! XOR by two layers: `cargo run -p layer --example xor`.

use layer::worked;
use nalgebra::DMatrix;

fn main() {
    let corners = DMatrix::from_row_slice(4, 2, &[0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0]);
    let graph = worked::xor();
    let nodes = graph.trace(&corners);
    println!("x1 x2       or  not both      xor");
    for i in 0..corners.nrows() {
        let (x, hidden) = (corners.row(i), nodes[0].activation.row(i));
        let xor = nodes[1].activation[(i, 0)];
        println!("{:>2} {:>2}  {:>7.4}  {:>8.4}  {xor:>7.4}", x[0], x[1], hidden[0], hidden[1]);
    }
    println!("parameters: {}", graph.n_parameters());
}
