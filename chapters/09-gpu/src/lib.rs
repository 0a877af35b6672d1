//! The same network in another place: what a graphics card costs, and when it pays.
//!
//! A graphics card adds and multiplies many times faster than a processor, and still a small
//! network trains more slowly on it. Nothing is wrong then. Every call to the card takes a few
//! microseconds before anything happens, and every number has a long way there. Those two prices
//! are fixed, the gain grows with the work, and so there is a size at which the card begins to
//! pay. This chapter computes that size from four numbers of a machine, and measures the four
//! numbers on yours.
//!
//! In reading order:
//!
//! 1. [`work`]: what a call asks for, in bytes and operations;
//! 2. [`machine`]: four numbers, and the time they predict;
//! 3. [`crossover`](mod@crossover): from which size on the card is faster;
//! 4. [`roofline`]: when memory is the limit, and when arithmetic;
//! 5. [`step`]: all the calls of a training step;
//! 6. [`queue`]: orders given ahead, and what it costs to ask;
//! 7. [`fit`]: a price per call and a price per byte, from measured times;
//! 8. [`measured`]: what a machine was found to do, as it is kept in a file;
//! 9. [`report`]: tables of it.
//!
//! The program (`main.rs`, `measure/`) measures the machine it runs on. It needs the feature
//! `arrayfire`; everything else does not.
//!
//! ```
//! use gpu::{Machine, Work, crossover};
//!
//! let (processor, card) = (Machine::processor(), Machine::card());
//! let product = |n| Work::product(n, n, n);
//! let n = crossover(4096, |n| card.time(&product(n)) < processor.time(&product(n)));
//! assert_eq!(n, Some(109)); // smaller squares are done before the card has begun
//! ```

pub mod crossover;
pub mod fit;
pub mod machine;
pub mod measured;
pub mod queue;
pub mod report;
pub mod roofline;
pub mod step;
pub mod work;

pub use crossover::crossover;
pub use machine::Machine;
pub use measured::Measured;
pub use work::Work;
