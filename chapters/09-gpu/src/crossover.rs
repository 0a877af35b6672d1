//! From which size on it pays.

use crate::{Machine, Work};

/// The smallest size of 1 to `limit` at which it pays, if there is one.
///
/// Halving the range takes few looks, and needs that what pays at one size pays at every larger
/// one. For work that grows faster than the way there, it does.
///
/// ```
/// assert_eq!(gpu::crossover(1000, |n| n * n > 50), Some(8));
/// assert_eq!(gpu::crossover(1000, |n| n > 5000), None);
/// ```
// ANCHOR: crossover
pub fn crossover(limit: usize, pays: impl Fn(usize) -> bool) -> Option<usize> {
    let (mut below, mut at) = (0, limit);
    if limit == 0 || !pays(limit) {
        return None;
    }
    while at - below > 1 {
        let middle = usize::midpoint(below, at);
        if pays(middle) { at = middle } else { below = middle }
    }
    Some(at)
}
// ANCHOR_END: crossover

/// A product of two n × n matrices that are already there.
pub fn resident(n: usize) -> [Work; 1] {
    [Work::product(n, n, n)]
}

/// The same with the way there and back: two matrices up, one down.
///
/// ```
/// use gpu::{Machine, crossover::{carried, resident}};
///
/// let card = Machine::card();
/// assert!(card.total(&carried(500)) > card.total(&resident(500)));
/// ```
pub fn carried(n: usize) -> [Work; 4] {
    let way = Work::transfer(4 * n * n);
    [way, way, Work::product(n, n, n), way]
}

/// Where n³ work overtakes n² transfer, if calls and memory cost nothing: the n at which a
/// product of two n × n matrices takes the same time here, at `rate`, and on a device with the
/// way there and back.
///
/// Three matrices of 4n² bytes cross over, and each side does 2n³ operations, so
/// 12n²/bus + 2n³/rate' = 2n³/rate and n = 6 / (bus · (1/rate − 1/rate')).
///
/// It is negative if the device is slower, and infinite if both are alike.
///
/// ```
/// use gpu::{Machine, crossover::balance};
///
/// let device = Machine { bus: 3.0, rate: 2.0, ..Machine::card() };
/// assert_eq!(balance(1.0, &device), 4.0);
/// ```
// ANCHOR: balance
pub fn balance(rate: f64, device: &Machine) -> f64 {
    6.0 / (device.bus * (1.0 / rate - 1.0 / device.rate))
}
// ANCHOR_END: balance
