//! Softmax at large logits, as printed and as computed: `cargo run -p layer --example overflow`.

use layer::{Axis, log_softmax, softmax};
use nalgebra::DMatrix;

// ANCHOR: textbook
fn textbook_softmax(z: &DMatrix<f64>) -> DMatrix<f64> {
    let e = z.map(f64::exp);
    &e / e.sum()
}
// ANCHOR_END: textbook

fn main() {
    for shift in [0.0, 700.0, 1000.0, -1000.0] {
        let z = DMatrix::from_row_slice(1, 3, &[2.0, -1.0, 3.0]).add_scalar(shift);
        println!("z = {:?}", z.as_slice());
        println!("  as printed   {:?}", short(&textbook_softmax(&z)));
        println!("  this crate   {:?}", short(&softmax(&z, Axis::EachRow)));
    }
    let z = DMatrix::from_row_slice(1, 2, &[1000.0, -1000.0]);
    let in_two_steps = softmax(&z, Axis::EachRow).map(f64::ln);
    println!("z = {:?}", z.as_slice());
    println!("  ln(softmax)  {:?}", in_two_steps.as_slice());
    println!("  log_softmax  {:?}", log_softmax(&z, Axis::EachRow).as_slice());
}

fn short(p: &DMatrix<f64>) -> Vec<f64> {
    p.iter().map(|p| (p * 1e8).round() / 1e8).collect()
}
