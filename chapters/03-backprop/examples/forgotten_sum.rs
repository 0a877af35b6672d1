//! A bias whose gradient was never summed over the batch:
//! `cargo run -p backprop --example forgotten_sum`.

use backprop::delta::d_y_hat;
use backprop::{Problem, mse};
use nalgebra::{DMatrix, RowDVector};
use random::NumpyRng;

/// X·W + b, with b added to every row.
fn predict(x: &DMatrix<f64>, w: &DMatrix<f64>, b: &RowDVector<f64>) -> DMatrix<f64> {
    let mut y_hat = x * w;
    y_hat.row_iter_mut().for_each(|mut row| row += b);
    y_hat
}

fn main() {
    // One linear layer. The targets are noise, so W can explain little of their variance.
    let Problem { x, y, .. } = Problem::draw(&mut NumpyRng::seed(0), 64, 10, 100, 1);
    let start = DMatrix::<f64>::zeros(10, 1);
    let (mut w, mut b) = (start.clone(), RowDVector::zeros(1));
    let (mut wrong_w, mut wrong_b) = (start, DMatrix::zeros(64, 1));

    println!("         b summed     b not summed: N × 1");
    println!("epoch        loss         loss");
    for epoch in 0..=2000 {
        let y_hat = predict(&x, &w, &b);
        let wrong_y_hat = &x * &wrong_w + &wrong_b;
        if [0, 10, 100, 500, 1000, 2000].contains(&epoch) {
            println!("{epoch:>5} {:>11.6} {:>12.6}", mse(&y_hat, &y), mse(&wrong_y_hat, &y));
        }
        let (delta, wrong_delta) = (d_y_hat(&y_hat, &y), d_y_hat(&wrong_y_hat, &y));
        // ANCHOR: sum
        b -= delta.row_sum() * 0.1; // 1 × 1: one bias for all samples
        wrong_b -= &wrong_delta * 0.1; // 64 × 1: one bias for each sample
        // ANCHOR_END: sum
        w -= x.tr_mul(&delta) * 0.1;
        wrong_w -= x.tr_mul(&wrong_delta) * 0.1;
    }
    println!();
    println!("parameters b has now:  {} and {}", b.len(), wrong_b.len());
}
