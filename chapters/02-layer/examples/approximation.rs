//! Approximating a curve by a piecewise linear network:
//! `cargo run -p layer --example approximation`.

use layer::worked::hinges;
use nalgebra::DMatrix;

fn main() {
    let end = std::f64::consts::TAU;
    let inside = DMatrix::from_fn(10_001, 1, |i, _| end * i as f64 / 10_000.0);
    println!("hidden units  parameters  largest error");
    for n in [4, 8, 16, 32, 64, 128] {
        let graph = hinges(f64::sin, end, n);
        let error = (graph.forward(&inside) - inside.map(f64::sin)).amax();
        println!("{n:>12}{:>12}{error:>15.6}", graph.n_parameters());
    }

    let outside = DMatrix::from_row_slice(3, 1, &[-3.0, 10.0, 100.0]);
    let y = hinges(f64::sin, end, 128).forward(&outside);
    println!();
    println!("outside of 0 to 2π     sin x   128 units");
    for (x, y) in outside.iter().zip(y.iter()) {
        println!("x = {x:<14}{:>10.4}{y:>12.4}", x.sin());
    }
}
