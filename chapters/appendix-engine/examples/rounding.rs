//! Which numbers a precision can represent: `cargo run -p engine --example rounding`.

use engine::{Array, Options, Shape};

fn main() {
    println!("0.1 in f32 is {:.20}", 0.1_f32);
    println!("0.1 in f64 is {:.20}", 0.1_f64);

    let large = 16_777_216_f32;
    println!("\n2^24 + 1 in f32 is {}", large + 1.0);
    println!("(2^24 + 1) + 1 is {}, but 2^24 + (1 + 1) is {}", (large + 1.0) + 1.0, large + 2.0);

    // A million times 0.1, which should be 100,000.
    let tenths = Array::full(Shape::vector(1_000_000), 0.1, Options::default());
    let one_by_one = (0..1_000_000).fold(0.0_f32, |sum, _| sum + 0.1);
    println!("\na million times 0.1, added up one by one in f32: {one_by_one}");
    println!("the same numbers, added up by the engine:        {}", tenths.sum(None).item());
}
