//! When memory is the limit, and when arithmetic is.

use crate::DeviceSpec;

/// The most operations per second at an arithmetic intensity, the roofline of Williams, Waterman
/// and Patterson (2009): it rises as long as memory is the bottleneck, and then is level.
///
/// ```
/// use gpu::{DeviceSpec, roofline::attainable};
///
/// let spec = DeviceSpec { memory: 10.0, rate: 100.0, ..DeviceSpec::gpu() };
/// assert_eq!(attainable(&spec, 2.0), 20.0); // memory is the bottleneck
/// assert_eq!(attainable(&spec, 50.0), 100.0); // arithmetic is
/// ```
// ANCHOR: attainable
pub fn attainable(spec: &DeviceSpec, intensity: f64) -> f64 {
    spec.rate.min(intensity * spec.memory)
}
// ANCHOR_END: attainable

/// The intensity from which on the roofline is level, in operations per byte.
///
/// ```
/// use gpu::{DeviceSpec, roofline::ridge};
///
/// assert_eq!(ridge(&DeviceSpec { memory: 10.0, rate: 100.0, ..DeviceSpec::gpu() }), 10.0);
/// ```
pub fn ridge(spec: &DeviceSpec) -> f64 {
    spec.rate / spec.memory
}

/// The same device for data that is always transferred over the bus: the bus is its memory.
///
/// ```
/// use gpu::{DeviceSpec, roofline::{over_the_bus, ridge}};
///
/// let gpu = DeviceSpec::gpu();
/// assert!(ridge(&over_the_bus(&gpu)) > ridge(&gpu));
/// ```
pub fn over_the_bus(spec: &DeviceSpec) -> DeviceSpec {
    DeviceSpec { memory: spec.bus, ..*spec }
}
