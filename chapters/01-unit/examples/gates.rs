//! Logic gates by hand, one unit for each: `cargo run -p unit --example gates`.

use nalgebra::DVector;
use unit::{Activation, Unit};

fn main() {
    // ANCHOR: gates
    let or = Unit::new(vec![10.0, 10.0], -5.0, Activation::Sigmoid);
    let and = Unit::new(vec![10.0, 10.0], -15.0, Activation::Sigmoid);
    let not_both = Unit::new(vec![-10.0, -10.0], 15.0, Activation::Sigmoid);
    // ANCHOR_END: gates

    println!("x1 x2       or      and  not both");
    for (x1, x2) in [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)] {
        let x = DVector::from_vec(vec![x1, x2]);
        let [or, and, not_both] = [&or, &and, &not_both].map(|unit| unit.forward(&x));
        println!("{x1:>2} {x2:>2}  {or:>7.4}  {and:>7.4}  {not_both:>8.4}");
    }
}
