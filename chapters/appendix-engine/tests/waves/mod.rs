//! Large arrays of fixed numbers that do not repeat.

use engine::{Array, Options, Shape};

/// Numbers between −½ and ½: the fractional parts of multiples of the golden ratio.
pub fn wave(rows: usize, cols: usize, options: Options) -> Array {
    const GOLDEN: f64 = 0.618_033_988_749_895;
    let values: Vec<f64> = (0..rows * cols).map(|i| (i as f64 * GOLDEN).fract() - 0.5).collect();
    Array::new(Shape::matrix(rows, cols), &values, options)
}
