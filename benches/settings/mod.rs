//! How long criterion measures: a few minutes for everything together.

#![allow(dead_code, reason = "no benchmark needs all of it")]

use std::time::Duration;

use criterion::Criterion;

/// Short and many rather than long and few.
pub fn criterion() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(800))
}

/// One thread, and all.
pub fn one_and_all() -> Vec<usize> {
    let mut counts = vec![1, workloads::threads()];
    counts.dedup();
    counts
}

/// Whether each benchmark runs only once, as under `cargo test`, which leaves out `--bench`.
pub fn only_tried() -> bool {
    !std::env::args().any(|argument| argument == "--bench")
}

/// The size, or a sixteenth of it when each benchmark runs only once.
pub fn or_less(size: usize) -> usize {
    if only_tried() { size / 16 } else { size }
}
