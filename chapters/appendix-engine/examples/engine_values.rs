//! The numbers in the sentences of the page on the engine.

use engine::{Array, Options, Shape};
use text::thousands;

fn main() {
    let multiplications = 64 * 784 * 256;
    println!("multiplications = {}", thousands(multiplications));
    println!("half = {}", thousands(multiplications / 2));

    println!("tenth_f32 = {:.13}", 0.1_f32);
    println!("epsilon_f32 = {:.2e}", f32::EPSILON);
    println!("epsilon_f64 = {:.2e}", f64::EPSILON);

    let one_by_one = (0..1_000_000).fold(0.0_f32, |sum, _| sum + 0.1);
    println!("naive_error_percent = {:.2}", f64::from(one_by_one / 100_000.0 - 1.0) * 100.0);
    let tenths = Array::full(Shape::vector(1_000_000), 0.1, Options::default());
    println!("engine_sum = {}", tenths.sum(None).item());
}
