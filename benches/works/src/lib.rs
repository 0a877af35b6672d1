//! What is timed, so that everybody times the same.
//!
//! A comparison is fair when all do the same work. So the works have names that say everything
//! about them ([`work`]), begin with the same numbers in every library and language
//! ([`numbers`]), are timed by the same rule ([`clock`]) and leave the same kind of line
//! ([`record`]). A program that can do some of the works [`serve`](serve())s them: it reads names and
//! prints records. The benchmarks of this workspace, and those of the other libraries in
//! `benches/peers`, all stand on this crate, which knows none of them.
//!
//! ```
//! use works::Work;
//!
//! let work: Work = "step/784-128-10/128/adam".parse()?;
//! let Work::Step { sizes, batch, .. } = &work else { unreachable!() };
//! assert_eq!((sizes.as_slice(), *batch), ([784, 128, 10].as_slice(), 128));
//! # Ok::<(), works::UnknownWork>(())
//! ```

pub mod work;
pub use work::{Form, Optimizer, UnknownWork, Work};

pub mod numbers;

pub mod clock;
pub use clock::{CRAWL, Prepared, Timing};

pub mod record;
pub use record::Record;

pub mod serve;
pub use serve::serve;

/// How many threads everything may use: `BENCH_THREADS`, or all cores there are.
pub fn threads() -> usize {
    let asked = std::env::var("BENCH_THREADS").ok().and_then(|count| count.parse().ok());
    let all = || std::thread::available_parallelism().map_or(1, usize::from);
    asked.filter(|&count| count > 0).unwrap_or_else(all)
}
