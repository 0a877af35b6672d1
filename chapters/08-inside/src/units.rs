//! Units with a derivative of zero, or nearly: no gradient passes them, so the layers before them
//! do not learn.

use engine::Array;

/// The share of an activation's outputs that lie in the outer 5 % of its range, at either end.
///
/// There the activation is nearly flat. For tanh, whose range is (−1, 1), it means |y| > 0.9,
/// and a derivative 1 − y² below 0.19; for the sigmoid, y < 0.05 or y > 0.95, and a derivative
/// below 19 % of its largest. NaN if there are no numbers.
///
/// ```
/// use engine::{Array, Options};
/// use inside::units::saturated;
///
/// let y = Array::vector(&[-0.95, 0.0, 0.5, 0.99], Options::default());
/// assert_eq!(saturated(&y, (-1.0, 1.0)), 0.5);
/// ```
// ANCHOR: saturated
pub fn saturated(output: &Array, (low, high): (f64, f64)) -> f64 {
    let edge = 0.05 * (high - low);
    share(output, |y| y < low + edge || y > high - edge)
}
// ANCHOR_END: saturated

/// The share of numbers that are exactly 0: the units a ReLU has switched off, each for one
/// sample.
///
/// ```
/// use engine::{Array, Options};
/// use inside::units::zeros;
///
/// let y = Array::vector(&[0.0, 0.0, 0.5, 1.0], Options::default());
/// assert_eq!(zeros(&y), 0.5);
/// ```
pub fn zeros(output: &Array) -> f64 {
    share(output, |y| y == 0.0)
}

/// The units that are 0 for *every* sample, by their column.
///
/// A unit that is 0 for some samples is doing its work. One that is 0 for all of them gets no
/// gradient from any, so its weights stay as they are: on these samples it is dead for good. In
/// an empty batch, no unit counts as dead.
///
/// ```
/// use engine::{Array, Options};
/// use inside::units::dead;
///
/// let y = Array::matrix(&[[0.0, 0.0, 1.0], [0.0, 2.0, 3.0]], Options::default());
/// assert_eq!(dead(&y), [0]);
/// ```
// ANCHOR: dead
pub fn dead(output: &Array) -> Vec<usize> {
    let (samples, units) = output.shape().table();
    let off = |unit: usize| (0..samples).all(|sample| output.get(sample, unit) == 0.0);
    (0..units).filter(|&unit| samples > 0 && off(unit)).collect()
}
// ANCHOR_END: dead

/// The share of an activation's outputs at which its derivative is zero or nearly so, by the name
/// of the module; `None` for one that never flattens.
///
/// ```
/// use engine::{Array, Options};
/// use inside::units::flat;
///
/// let y = Array::vector(&[0.0, 0.99], Options::default());
/// assert_eq!(flat("ReLU", &y), Some(0.5));
/// assert_eq!(flat("Tanh", &y), Some(0.5));
/// assert_eq!(flat("Linear", &y), None);
/// ```
pub fn flat(module: &str, output: &Array) -> Option<f64> {
    match module {
        "ReLU" => Some(zeros(output)),
        "Tanh" | "Softsign" => Some(saturated(output, (-1.0, 1.0))),
        "Sigmoid" => Some(saturated(output, (0.0, 1.0))),
        _ => None,
    }
}

fn share(array: &Array, condition: impl Fn(f64) -> bool) -> f64 {
    let values = array.to_vec();
    values.iter().filter(|&&x| condition(x)).count() as f64 / values.len() as f64
}
