//! How a matrix is stored in memory: `cargo run -p engine --example layout`.

use engine::{Array, Options, Shape};
use nalgebra::DMatrix;

fn main() {
    let batch = DMatrix::from_row_slice(2, 3, &[1, 2, 3, 4, 5, 6]);
    println!("two samples of three features, one in each row:{batch}");
    println!("in memory, column after column: {:?}", batch.as_slice());

    let x = Array::matrix(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], Options::default());
    println!("read as PyTorch reads it:       {:?}", x.to_vec());
    println!("\nreshaped to (3, 2):\n{}", x.reshape(Shape::matrix(3, 2)));
    println!("\ntransposed:\n{}", x.transpose());
}
