//! Large arrays of fixed numbers that do not repeat.

use engine::{Array, Options, Shape};

/// Numbers between −½ and ½: the fractional parts of multiples of the golden ratio, in 32 bits.
pub fn wave(rows: usize, cols: usize, options: Options) -> Array {
    const GOLDEN: u64 = 0x9E37_79B9;
    let period = 1 << 32;
    let number = |i| (i * GOLDEN % period) as f64 / period as f64 - 0.5;
    let values: Vec<f64> = (0..(rows * cols) as u64).map(number).collect();
    Array::new(Shape::matrix(rows, cols), &values, options)
}
