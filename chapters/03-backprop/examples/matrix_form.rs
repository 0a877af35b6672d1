//! A product and its two gradients, small enough to compute by hand:
//! `cargo run -p backprop --example matrix_form`.

use backprop::bias::with_ones;
use backprop::delta::{d_w1, d_x};
use nalgebra::{DMatrix, RowDVector};

fn show(name: &str, matrix: &DMatrix<f64>) {
    for (i, row) in matrix.row_iter().enumerate() {
        let name = if i == 0 { name } else { "" };
        let numbers: Vec<String> = row.iter().map(|number| format!("{number:>4}")).collect();
        println!("{name:<14}{}", numbers.join(" "));
    }
}

fn main() {
    let x = DMatrix::from_row_slice(2, 2, &[1.0, 2.0, 3.0, 4.0]);
    let w = DMatrix::from_row_slice(2, 2, &[1.0, -1.0, 0.0, 2.0]);
    let delta = DMatrix::from_row_slice(2, 2, &[1.0, 0.0, 2.0, -1.0]);
    show("X", &x);
    show("W", &w);
    show("Δ = ∂ℓ/∂S", &delta);
    println!();
    show("∂ℓ/∂W = XᵀΔ", &(x.transpose() * &delta));
    show("∂ℓ/∂X = ΔWᵀ", &(&delta * w.transpose()));
    let sums = RowDVector::from_iterator(2, delta.column_iter().map(|column| column.sum()));
    show("∂ℓ/∂b", &DMatrix::from_row_slice(1, 2, sums.as_slice()));
    println!();
    println!("the same by this crate, with b on top of W and ones in front of X:");
    show("δW₁", &d_w1(&with_ones(&x), &delta));
    show("δX", &d_x(&delta, &w.insert_row(0, 0.0)));
}
