//! The decision boundaries of two units: `cargo run -p unit --example decision_line`.

use unit::{Activation, Unit};

fn main() {
    for (w, b) in [([0.0, 2.0], -1.0), ([2.0, 1.0], 1.0)] {
        let unit = Unit::new(w.to_vec(), b, Activation::Tanh);
        let line = unit.decision_line();
        let (foot, tip) = (line.origin, line.origin + line.direction);

        println!("w = {w:?}, b = {b:?}");
        println!("  arrow from ({}, {}) to ({}, {})", foot.x, foot.y, tip.x, tip.y);
        for x in [foot, tip, foot - line.direction] {
            let x = nalgebra::DVector::from_column_slice(x.as_slice());
            let (s, f) = (unit.pre_activation(&x), unit.forward(&x));
            println!("  at ({:>4.1}, {:>4.1})  s = {s:>4.1}   tanh s = {f:>7.4}", x[0], x[1]);
        }
    }
}
