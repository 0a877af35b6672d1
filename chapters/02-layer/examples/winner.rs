//! The probability of the largest score: `cargo run -p layer --example winner`.

use layer::{Axis, softmax};
use nalgebra::DMatrix;

fn main() {
    println!("z = (r, −r, 0)       p₁       p₂       p₃");
    for r in [0.1, 1.0, 2.0, 4.0, 7.5, 15.0] {
        let p = softmax(&DMatrix::from_row_slice(1, 3, &[r, -r, 0.0]), Axis::EachRow);
        println!("r = {r:<10}{:>9.4}{:>9.4}{:>9.4}", p[0], p[1], p[2]);
    }
}
