//! One layer in its layouts, and two ways to mix them up:
//! `cargo run -p layer --example layouts`.

use layer::{Activation, Layer};
use nalgebra::{DMatrix, DVector};

fn main() {
    // ANCHOR: four_ways
    let x = vec![1.0, 1.0, 0.0];
    let a = DMatrix::from_row_slice(2, 3, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]); // out × in
    let w = a.transpose(); // in × out
    let (row, column) = (DMatrix::from_vec(1, 3, x.clone()), DVector::from_vec(x));
    // ANCHOR_END: four_ways
    println!("x·W   {:?}", (&row * &w).as_slice());
    println!("x·Aᵀ  {:?}", (&row * a.transpose()).as_slice());
    println!("A·x   {:?}", (&a * &column).as_slice());

    let x = DMatrix::from_row_slice(1, 2, &[1.0, 1.0]);
    let layer = |w| Layer::new(w, vec![10.0, -10.0], Activation::Identity);
    for weight in [[1.0, 0.0, 0.0, 2.0], [1.0, 3.0, 0.0, 2.0]] {
        let a = DMatrix::from_row_slice(2, 2, &weight);
        let right = Layer::from_linear(&a, vec![10.0, -10.0], Activation::Identity);
        println!();
        println!("A = [{} {}; {} {}]", weight[0], weight[1], weight[2], weight[3]);
        println!("  A turned into W   {:?}", right.forward(&x).as_slice());
        println!("  A taken for W     {:?}", layer(a).forward(&x).as_slice());
    }

    let numbers = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    println!();
    println!("from_row_slice(2, 3, …){}", DMatrix::from_row_slice(2, 3, &numbers));
    println!("from_vec(2, 3, …){}", DMatrix::from_vec(2, 3, numbers.to_vec()));
}
