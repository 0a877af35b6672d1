//! How fast it is.
//!
//! A time alone says little: it depends on the machine, and on what else the machine does. What
//! says something is a ratio of two times from the same minutes: against the processor's ceiling,
//! against the same step without autograd, against other libraries. Here are the workloads that
//! are timed for that; [`workloads`] defines each of them.
//!
//! In reading order: [`ceiling`], what the machine can do at all; [`products`], matrix products by
//! this project's engines and by faer alone; [`networks`], training steps and inference;
//! [`by_hand`], a training step without autograd; [`epoch`], from files to a trained network;
//! [`implementations`], which of these runs which workload. Then, for the comparison: [`machine`],
//! [`results`], [`targets`], [`report`] and [`plot`].
//!
//! ```sh
//! cargo bench -p benches                # criterion, a few minutes
//! cargo bench -p benches --bench matmul
//! benches/compare                       # beside PyTorch, JAX, candle and burn
//! ```
//!
//! All use as many threads as there are cores, or as `BENCH_THREADS` says.

pub mod ceiling;
pub mod products;

pub mod by_hand;
pub mod epoch;
pub mod networks;

pub mod implementations;

pub mod machine;
pub mod plot;
pub mod report;
pub mod results;
pub mod targets;

pub use implementations::{Implementation, prepare};

use engine::{Array, Device, Options, Shape};

/// The engines that are timed. A new one only needs to be a [`Device`].
pub const DEVICES: &[Device] = Device::ALL;

/// Runs `work` with [`workloads::threads`] threads.
///
/// # Panics
///
/// If the system does not start that many threads.
pub fn on_all_threads<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    engine::threads::with_threads(workloads::threads(), work)
        .unwrap_or_else(|error| panic!("{error}"))
}

/// The options of a device, in single precision.
pub fn on(device: Device) -> Options {
    Options { device, ..Options::default() }
}

/// A matrix of single-precision numbers, row by row, on a device.
pub fn matrix(values: &[f32], rows: usize, cols: usize, device: Device) -> Array {
    let values: Vec<f64> = values.iter().copied().map(f64::from).collect();
    Array::new(Shape::matrix(rows, cols), &values, on(device))
}

/// One number by which results are compared; see [`workloads::numbers::mean_abs`].
pub fn mean_abs(array: &Array) -> f64 {
    let values = array.to_vec();
    values.iter().map(|x| x.abs()).sum::<f64>() / values.len() as f64
}
