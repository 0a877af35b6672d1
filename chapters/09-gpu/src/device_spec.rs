//! Four numbers, and the time they predict.

use crate::Work;

/// What four numbers say about a machine.
// ANCHOR: machine
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Machine {
    /// Seconds that a call takes, whatever it does.
    pub latency: f64,
    /// Bytes per second on the way there and back; infinite where there is no way.
    pub bus: f64,
    /// Bytes per second to and from its own memory.
    pub memory: f64,
    /// Floating-point operations per second.
    pub rate: f64,
}
// ANCHOR_END: machine

/// Bytes per second in one direction of a PCI Express 4.0 slot with 16 lanes: 16·10⁹ bits a second
/// in each lane, of which 128 in 130 carry data (PCI Express Base Specification 4.0, 2017).
pub const PCIE_4_X16: f64 = 16e9 * 16.0 * (128.0 / 130.0) / 8.0;

/// Bytes per second of two channels of DDR4-3200 memory: 3200·10⁶ times a second, 8 bytes in each.
pub const DDR4_3200: f64 = 2.0 * 8.0 * 3200e6;

/// Operations per second of 8 cores at 2·10⁹ cycles a second, each with two units that multiply
/// and add 8 numbers in a cycle (AVX2 with FMA).
pub const EIGHT_CORES: f64 = 8.0 * 2e9 * 2.0 * 8.0 * 2.0;

impl Machine {
    /// An assumed processor, to reason with: eight cores that reach what they can.
    ///
    /// The latency is an assumption, for a call to a function that divides its work.
    pub const fn processor() -> Self {
        Self { latency: 2e-7, bus: f64::INFINITY, memory: DDR4_3200, rate: EIGHT_CORES }
    }

    /// An assumed graphics card, to reason with: the memory and the rate in single precision that
    /// NVIDIA states for its A100 with 40 GB, in a slot of PCI Express 4.0.
    ///
    /// The latency is an assumption. Launching a kernel takes some microseconds.
    pub const fn card() -> Self {
        Self { latency: 5e-6, bus: PCIE_4_X16, memory: 1.555e12, rate: 19.5e12 }
    }

    /// How long it takes, in seconds: the calls, then the way, then whatever takes longer of
    /// memory and arithmetic, which go on at the same time.
    ///
    /// ```
    /// use gpu::{Machine, Work};
    ///
    /// let machine = Machine { latency: 1.0, bus: 10.0, memory: 100.0, rate: 1000.0 };
    /// let work = Work { calls: 1.0, moved: 20.0, touched: 300.0, operations: 500.0 };
    /// assert_eq!(machine.time(&work), 1.0 + 2.0 + 3.0);
    /// ```
    // ANCHOR: time
    pub fn time(&self, work: &Work) -> f64 {
        self.latency * work.calls
            + work.moved / self.bus
            + (work.touched / self.memory).max(work.operations / self.rate)
    }
    // ANCHOR_END: time

    /// How long all of it takes, one after the other.
    ///
    /// ```
    /// use gpu::{Machine, Work};
    ///
    /// let card = Machine::card();
    /// let work = Work::transfer(4000);
    /// assert_eq!(card.total(&[work, work]), 2.0 * card.time(&work));
    /// ```
    pub fn total(&self, works: &[Work]) -> f64 {
        works.iter().map(|work| self.time(work)).sum()
    }

    /// The share of the time that goes into calls, whatever they do.
    ///
    /// ```
    /// use gpu::{Machine, Work};
    ///
    /// let small = Machine::card().launch_share(&[Work::elementwise(2, 1)]);
    /// assert!(small > 0.999);
    /// ```
    pub fn launch_share(&self, works: &[Work]) -> f64 {
        let calls: f64 = works.iter().map(|work| work.calls).sum();
        self.latency * calls / self.total(works)
    }
}
