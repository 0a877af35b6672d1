//! The same network on a GPU: what it costs, and when it pays.
//!
//! A GPU adds and multiplies many times faster than a processor, and still a small network trains
//! more slowly on it. Nothing is wrong then. Every launch takes a few microseconds before anything
//! is computed, and data must be transferred to the GPU first. The launch overhead is fixed, the
//! gain grows with the work, and so there is a size from which on the GPU is faster. This chapter
//! computes that size from four numbers of a device, and measures the four numbers on yours.
//!
//! In reading order:
//!
//! 1. [`workload`]: how much work a call is, in bytes and operations;
//! 2. [`device_spec`]: a device as four numbers, and the time they predict;
//! 3. [`crossover`](mod@crossover): from which size on the GPU is faster;
//! 4. [`roofline`]: when memory is the limit, and when arithmetic is;
//! 5. [`step`]: all the calls of a training step;
//! 6. [`queue`]: work queued ahead, and what it costs to wait for a result;
//! 7. [`fit`]: launch overhead and bandwidth, from measured times;
//! 8. [`measured`]: the measurements of a machine, as they are kept in a file;
//! 9. [`report`]: tables of it.
//!
//! The program (`main.rs`, `measure/`) measures the machine it runs on. It needs the feature
//! `arrayfire`; everything else does not.
//!
//! ```
//! use gpu::{DeviceSpec, Workload, crossover};
//!
//! let (cpu, gpu) = (DeviceSpec::cpu(), DeviceSpec::gpu());
//! let product = |n| Workload::product(n, n, n);
//! let n = crossover(4096, |n| gpu.time(&product(n)) < cpu.time(&product(n)));
//! assert_eq!(n, Some(109)); // smaller products are done before the GPU has begun
//! ```

pub mod crossover;
pub mod device_spec;
pub mod fit;
pub mod measured;
pub mod queue;
pub mod report;
pub mod roofline;
pub mod step;
pub mod workload;

pub use crossover::crossover;
pub use device_spec::DeviceSpec;
pub use measured::Measured;
pub use workload::Workload;
