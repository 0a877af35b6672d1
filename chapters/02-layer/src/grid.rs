//! The plane as a batch of samples.

use nalgebra::DMatrix;

/// n × n points of the square [−range, range]², one in each row: (n²) × 2.
///
/// The first coordinate varies fastest, from left to right, and the second from bottom to top:
/// point (i, j) of the picture is row j·n + i. The whole grid as one batch gives a map of the value
/// of each node at each point.
///
/// # Panics
///
/// If `n` < 2: a grid includes both ends of the range.
///
/// ```
/// let x = layer::grid(3.0, 3);
/// assert_eq!(x.shape(), (9, 2));
/// assert_eq!([x[(0, 0)], x[(0, 1)]], [-3.0, -3.0]);
/// assert_eq!([x[(1, 0)], x[(1, 1)]], [0.0, -3.0]);
/// assert_eq!([x[(8, 0)], x[(8, 1)]], [3.0, 3.0]);
/// ```
#[track_caller]
// ANCHOR: grid
pub fn grid(range: f64, n: usize) -> DMatrix<f64> {
    assert!(n >= 2, "grid: n is {n}, but a grid from −{range} to {range} needs at least 2 points");
    let step = 2.0 * range / (n - 1) as f64;
    let coordinate = |i: usize| if i == n - 1 { range } else { i as f64 * step - range };
    DMatrix::from_fn(n * n, 2, |row, axis| coordinate(if axis == 0 { row % n } else { row / n }))
}
// ANCHOR_END: grid
