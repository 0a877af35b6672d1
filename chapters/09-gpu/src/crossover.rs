//! From which size on a GPU is faster than the processor.

use crate::{DeviceSpec, Workload};

/// The smallest size from 1 to `limit` at which `pays` holds, if there is one.
///
/// This is a bisection: it halves the range again and again. It needs a condition that, once it
/// holds at some size, holds at every larger one. For work that grows faster than the transfer of
/// its data, it does.
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

/// A product of two n × n matrices that are in the device's memory already.
pub fn resident(n: usize) -> [Workload; 1] {
    [Workload::product(n, n, n)]
}

/// The same with its transfers: two matrices to the device, one back.
///
/// ```
/// use gpu::{DeviceSpec, crossover::{carried, resident}};
///
/// let gpu = DeviceSpec::gpu();
/// assert!(gpu.total(&carried(500)) > gpu.total(&resident(500)));
/// ```
pub fn carried(n: usize) -> [Workload; 4] {
    let matrix = Workload::transfer(4 * n * n);
    [matrix, matrix, Workload::product(n, n, n), matrix]
}

/// Where n³ work overtakes n² transfer, if launches and memory cost nothing: the n at which a
/// product of two n × n matrices takes the same time here, at `rate`, as on a device with the
/// transfers there and back.
///
/// Three matrices of 4n² bytes cross over, and each side does 2n³ operations, so
/// 12n²/bus + 2n³/rate' = 2n³/rate and n = 6 / (bus · (1/rate − 1/rate')).
///
/// It is negative if the device is slower, and infinite if both are alike.
///
/// ```
/// use gpu::{DeviceSpec, crossover::balance};
///
/// let device = DeviceSpec { bus: 3.0, rate: 2.0, ..DeviceSpec::gpu() };
/// assert_eq!(balance(1.0, &device), 4.0);
/// ```
// ANCHOR: balance
pub fn balance(rate: f64, device: &DeviceSpec) -> f64 {
    6.0 / (device.bus * (1.0 / rate - 1.0 / device.rate))
}
// ANCHOR_END: balance
