//! Probabilities from scores: `cargo run -p layer --example softmax`.

use layer::{Axis, log_softmax, softmax};
use nalgebra::DMatrix;

fn main() {
    let z = DMatrix::from_row_slice(2, 3, &[1.0, -1.0, 2.0, -1.0, 0.0, 1.0]);
    println!("Z ={z}");
    println!("each row a distribution ={:.7}", softmax(&z, Axis::EachRow));
    println!("its logarithm ={:.7}", log_softmax(&z, Axis::EachRow));
    println!("each column a distribution ={:.7}", softmax(&z, Axis::EachColumn));
}
