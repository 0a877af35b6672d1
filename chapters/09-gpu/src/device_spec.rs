//! A device as four numbers, and the time they predict.

use crate::Workload;

/// A device, as far as four numbers describe it.
// ANCHOR: spec
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct DeviceSpec {
    /// The launch overhead: seconds that a call takes, whatever it does.
    pub latency: f64,
    /// Bytes per second over the bus, in either direction; infinite where nothing is transferred.
    pub bus: f64,
    /// Bytes per second to and from its own memory: the bandwidth.
    pub memory: f64,
    /// Floating-point operations per second: the throughput.
    pub rate: f64,
}
// ANCHOR_END: spec

/// Bytes per second in one direction of a PCI Express 4.0 slot with 16 lanes: 16·10⁹ bits a second
/// in each lane, of which 128 in 130 carry data (PCI Express Base Specification 4.0, 2017).
pub const PCIE_4_X16: f64 = 16e9 * 16.0 * (128.0 / 130.0) / 8.0;

/// Bytes per second of two channels of DDR4-3200 memory: 3200·10⁶ times a second, 8 bytes in each.
pub const DDR4_3200: f64 = 2.0 * 8.0 * 3200e6;

/// Operations per second of 8 cores at 2·10⁹ cycles a second, each with two units that multiply
/// and add 8 numbers in a cycle (AVX2 with FMA).
pub const EIGHT_CORES: f64 = 8.0 * 2e9 * 2.0 * 8.0 * 2.0;

impl DeviceSpec {
    /// An assumed processor, to reason with: eight cores that reach what they can.
    ///
    /// The latency is an assumption, for a call to a function that divides its work.
    pub const fn cpu() -> Self {
        Self { latency: 2e-7, bus: f64::INFINITY, memory: DDR4_3200, rate: EIGHT_CORES }
    }

    /// An assumed GPU, to reason with: the memory and the rate in single precision that
    /// NVIDIA states for its A100 with 40 GB, in a slot of PCI Express 4.0.
    ///
    /// The latency is an assumption. Launching a kernel takes some microseconds.
    pub const fn gpu() -> Self {
        Self { latency: 5e-6, bus: PCIE_4_X16, memory: 1.555e12, rate: 19.5e12 }
    }

    /// How long a workload takes, in seconds: the launch overhead, then the transfer, then whichever
    /// takes longer of memory and arithmetic, which go on at the same time.
    ///
    /// ```
    /// use gpu::{DeviceSpec, Workload};
    ///
    /// let spec = DeviceSpec { latency: 1.0, bus: 10.0, memory: 100.0, rate: 1000.0 };
    /// let work = Workload { calls: 1.0, moved: 20.0, touched: 300.0, operations: 500.0 };
    /// assert_eq!(spec.time(&work), 1.0 + 2.0 + 3.0);
    /// ```
    // ANCHOR: time
    pub fn time(&self, work: &Workload) -> f64 {
        self.latency * work.calls
            + work.moved / self.bus
            + (work.touched / self.memory).max(work.operations / self.rate)
    }
    // ANCHOR_END: time

    /// How long several workloads take, one after the other.
    ///
    /// ```
    /// use gpu::{DeviceSpec, Workload};
    ///
    /// let gpu = DeviceSpec::gpu();
    /// let work = Workload::transfer(4000);
    /// assert_eq!(gpu.total(&[work, work]), 2.0 * gpu.time(&work));
    /// ```
    pub fn total(&self, workloads: &[Workload]) -> f64 {
        workloads.iter().map(|work| self.time(work)).sum()
    }

    /// The share of the time that is launch overhead.
    ///
    /// ```
    /// use gpu::{DeviceSpec, Workload};
    ///
    /// let small = DeviceSpec::gpu().launch_share(&[Workload::elementwise(2, 1)]);
    /// assert!(small > 0.999);
    /// ```
    pub fn launch_share(&self, workloads: &[Workload]) -> f64 {
        let calls: f64 = workloads.iter().map(|work| work.calls).sum();
        self.latency * calls / self.total(workloads)
    }
}
