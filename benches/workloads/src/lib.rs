//! What is timed, and how, for every library of the comparison.
//!
//! A comparison is fair when all libraries run the same workload. So a workload has a name that
//! says everything about it ([`workload`]), begins with the same numbers in every library and
//! language ([`numbers`]), is timed by the same rule ([`clock`]), and its result is one line of the
//! same form ([`record`]). A program [`serve`](serve())s the workloads that it can run: it reads
//! names and prints records. The benchmarks of this workspace, and those of the other libraries in
//! `benches/peers`, depend on this crate; it depends on none of them.
//!
//! ```
//! use workloads::Workload;
//!
//! let workload: Workload = "step/784-128-10/128/adam".parse()?;
//! let Workload::Step { sizes, batch, .. } = &workload else { unreachable!() };
//! assert_eq!((sizes.as_slice(), *batch), ([784, 128, 10].as_slice(), 128));
//! # Ok::<(), workloads::UnknownWorkload>(())
//! ```

pub mod workload;
pub use workload::{Optimizer, Transposition, UnknownWorkload, Workload};

pub mod numbers;

pub mod clock;
pub use clock::{Prepared, TIMING_LR_FACTOR, Timing};

pub mod record;
pub use record::Record;

pub mod serve;
pub use serve::serve;

/// How many threads a workload may use: `BENCH_THREADS`, or one for each core.
pub fn threads() -> usize {
    let asked = std::env::var("BENCH_THREADS").ok().and_then(|count| count.parse().ok());
    let all = || std::thread::available_parallelism().map_or(1, usize::from);
    asked.filter(|&count| count > 0).unwrap_or_else(all)
}
