//! Launch overhead and bandwidth, from measured times.

/// A straight line.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Line {
    /// The value at 0.
    pub at_zero: f64,
    /// What is added per unit.
    pub slope: f64,
}

/// The line through points (x, y) with the smallest sum of squared *relative* errors, or `None`
/// if there are not two different x, or a y is not positive.
///
/// Times span many orders of magnitude. With absolute errors, the largest would decide alone, and
/// the launch overhead, a few microseconds, would drown in the noise of milliseconds. So each
/// point is weighted by 1/y². A line that would be negative at 0 goes through 0 instead, and one
/// that would fall is level, since neither a launch nor a byte can take a negative time.
///
/// ```
/// use gpu::fit::line;
///
/// let found = line(&[(0.0, 5.0), (10.0, 25.0), (1000.0, 2005.0)]).unwrap();
/// assert!((found.at_zero - 5.0).abs() < 1e-9 && (found.slope - 2.0).abs() < 1e-9);
/// assert_eq!(line(&[(1.0, 2.0)]), None);
/// ```
// ANCHOR: line
pub fn line(points: &[(f64, f64)]) -> Option<Line> {
    if points.iter().any(|&(_, y)| !(y > 0.0 && y.is_finite())) {
        return None;
    }
    let sum = |term: &dyn Fn(f64, f64) -> f64| -> f64 {
        points.iter().map(|&(x, y)| term(x, y) / (y * y)).sum()
    };
    let weight = sum(&|_, _| 1.0);
    let (x_mean, y_mean) = (sum(&|x, _| x) / weight, sum(&|_, y| y) / weight);
    let spread = sum(&|x, _| (x - x_mean) * (x - x_mean));
    if spread <= 0.0 || spread.is_nan() {
        return None;
    }
    let slope = sum(&|x, y| (x - x_mean) * (y - y_mean)) / spread;
    let at_zero = y_mean - slope * x_mean;
    Some(if slope < 0.0 {
        Line { at_zero: y_mean, slope: 0.0 }
    } else if at_zero < 0.0 {
        Line { at_zero: 0.0, slope: sum(&|x, y| x * y) / sum(&|x, _| x * x) }
    } else {
        Line { at_zero, slope }
    })
}
// ANCHOR_END: line
