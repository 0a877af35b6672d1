//! From numbers to probabilities: `cargo run -p layer --example softmax`.

use layer::{Axis, log_softmax, softmax};
use nalgebra::DMatrix;

fn main() {
    let z = DMatrix::from_row_slice(1, 3, &[2.0, -1.0, 3.0]);
    println!("softmax of [2, −1, 3] ={:.8}", softmax(&z, Axis::EachRow));

    let z = DMatrix::from_row_slice(2, 3, &[1.0, -1.0, 2.0, -1.0, 0.0, 1.0]);
    println!("Z ={z}");
    println!("each row a distribution ={:.7}", softmax(&z, Axis::EachRow));
    println!("its logarithm ={:.7}", log_softmax(&z, Axis::EachRow));
    println!("each column a distribution ={:.7}", softmax(&z, Axis::EachColumn));

    println!("How much the winner takes, by the range of the numbers:");
    for half_width in [1.0, 2.0, 4.0, 7.5] {
        let z = DMatrix::from_row_slice(1, 3, &[half_width, -half_width, 0.0]);
        let p = softmax(&z, Axis::EachRow);
        println!("  within ±{half_width:<3}  largest p = {:.4}", p[0]);
    }
}
