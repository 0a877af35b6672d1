//! The rule by which workloads are timed.

use std::time::Instant;

/// The factor on the learning rate while steps are timed. Thousands of steps at the full rate would
/// fit the one batch perfectly, and the velocities of weights without a gradient would become
/// subnormal, with which processors are slow. Neither happens in real training.
pub const TIMING_LR_FACTOR: f64 = 1e-4;

/// A workload with its data in place, ready to run any number of times.
pub struct Prepared {
    run: Box<dyn FnMut() -> f64>,
    check: Option<f64>,
    long: bool,
}

impl Prepared {
    /// A workload that has run once, with its result, by which it can be compared with the same
    /// workload in another library.
    pub fn new(check: impl Into<Option<f64>>, mut run: impl FnMut() + 'static) -> Self {
        let run = move || {
            run();
            f64::NAN
        };
        Self { run: Box::new(run), check: check.into(), long: false }
    }

    /// A training step, which takes a factor for its learning rate and returns its loss. The loss
    /// of the tenth step is what is compared. From then on, at [`TIMING_LR_FACTOR`], the network
    /// hardly changes.
    pub fn step(mut step: impl FnMut(f64) -> f64 + 'static) -> Self {
        let check = (0..10).fold(f64::NAN, |_, _| step(1.0));
        Self { run: Box::new(move || step(TIMING_LR_FACTOR)), check: Some(check), long: false }
    }

    /// A workload so long that it is timed from its first run; it returns its result.
    pub fn long(run: impl FnMut() -> f64 + 'static) -> Self {
        Self { run: Box::new(run), check: None, long: true }
    }

    /// Runs the workload for about so many seconds, at least three times unless it is a long one,
    /// after a fifth of that time to warm up.
    pub fn time(&mut self, seconds: f64) -> Timing {
        let long = self.long;
        let begin = Instant::now();
        while !long && begin.elapsed().as_secs_f64() < seconds / 5.0 {
            (self.run)();
        }
        let mut times = vec![];
        let mut last = f64::NAN;
        let begin = Instant::now();
        while times.len() < if long { 1 } else { 3 } || begin.elapsed().as_secs_f64() < seconds {
            let begin = Instant::now();
            last = (self.run)();
            times.push(begin.elapsed().as_secs_f64());
        }
        let median_s = median(&times);
        let deviations: Vec<f64> = times.iter().map(|time| (time - median_s).abs()).collect();
        let check = if long { Some(last) } else { self.check };
        Timing { median_s, mad_s: median(&deviations), samples: times.len(), check }
    }
}

/// How long a workload took.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Timing {
    /// The median time, in seconds.
    pub median_s: f64,
    /// The median absolute deviation from it, which says how noisy the machine is.
    pub mad_s: f64,
    /// How many times it ran.
    pub samples: usize,
    /// What it computed, if that can be compared.
    pub check: Option<f64>,
}

/// The value in the middle; of an even number, the mean of the two there. NaN of nothing.
///
/// ```
/// use workloads::clock::median;
///
/// assert_eq!(median(&[9.0, 1.0, 2.0]), 2.0);
/// assert_eq!(median(&[9.0, 1.0, 2.0, 4.0]), 3.0);
/// ```
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => sorted[n / 2],
        n => f64::midpoint(sorted[n / 2 - 1], sorted[n / 2]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tenth_step_is_compared_and_a_long_workload_runs_once() {
        let mut count = 0.0;
        let mut steps = Prepared::step(move |lr_factor| {
            count += lr_factor;
            count
        });
        let timing = steps.time(0.0);
        assert_eq!((timing.check, timing.samples), (Some(10.0), 3));
        let mut epoch = Prepared::long(|| 2.5);
        let timing = epoch.time(0.0);
        assert_eq!((timing.check, timing.samples), (Some(2.5), 1));
        assert!(timing.median_s >= 0.0 && timing.mad_s == 0.0);
    }
}
