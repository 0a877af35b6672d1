//! When memory is the limit, and when arithmetic.

use crate::Machine;

/// The most operations per second at an arithmetic intensity, the roofline of Williams, Waterman
/// and Patterson (2009): a slope while bytes are what one waits for, then a ceiling.
///
/// ```
/// use gpu::{Machine, roofline::attainable};
///
/// let machine = Machine { memory: 10.0, rate: 100.0, ..Machine::card() };
/// assert_eq!(attainable(&machine, 2.0), 20.0); // waiting for memory
/// assert_eq!(attainable(&machine, 50.0), 100.0); // computing
/// ```
// ANCHOR: attainable
pub fn attainable(machine: &Machine, intensity: f64) -> f64 {
    machine.rate.min(intensity * machine.memory)
}
// ANCHOR_END: attainable

/// The intensity at which the slope meets the ceiling, in operations per byte.
///
/// ```
/// use gpu::{Machine, roofline::ridge};
///
/// assert_eq!(ridge(&Machine { memory: 10.0, rate: 100.0, ..Machine::card() }), 10.0);
/// ```
pub fn ridge(machine: &Machine) -> f64 {
    machine.rate / machine.memory
}

/// The machine as it is to somebody who fetches all numbers from the other side of the bus.
///
/// ```
/// use gpu::{Machine, roofline::{over_the_bus, ridge}};
///
/// let card = Machine::card();
/// assert!(ridge(&over_the_bus(&card)) > ridge(&card));
/// ```
pub fn over_the_bus(machine: &Machine) -> Machine {
    Machine { memory: machine.bus, ..*machine }
}
