//! How a work is timed.

use std::time::Instant;

/// The factor on the learning rate while steps are timed. Thousands of steps on one batch would
/// learn it by heart, and the velocities of what no longer changes would fade into numbers so small
/// that processors are slow with them. No training looks like that.
pub const CRAWL: f64 = 1e-4;

/// A work, ready to be done again and again.
pub struct Prepared {
    run: Box<dyn FnMut() -> f64>,
    check: Option<f64>,
    long: bool,
}

impl Prepared {
    /// A work that has been done before, with this result, by which it can be compared with
    /// the same work elsewhere.
    pub fn new(check: impl Into<Option<f64>>, mut run: impl FnMut() + 'static) -> Self {
        let run = move || {
            run();
            f64::NAN
        };
        Self { run: Box::new(run), check: check.into(), long: false }
    }

    /// A training step, which takes a factor for its learning rate and returns its loss. The result
    /// to compare is that of the tenth. From then on, at [`CRAWL`], the network hardly changes.
    pub fn step(mut step: impl FnMut(f64) -> f64 + 'static) -> Self {
        let check = (0..10).fold(f64::NAN, |_, _| step(1.0));
        Self { run: Box::new(move || step(CRAWL)), check: Some(check), long: false }
    }

    /// A work so long that it is not done before it counts; it returns its result.
    pub fn long(run: impl FnMut() -> f64 + 'static) -> Self {
        Self { run: Box::new(run), check: None, long: true }
    }

    /// Does the work for about so many seconds, at least three times unless it is a long one,
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

/// What the clock said.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Timing {
    /// The median time, in seconds.
    pub median_s: f64,
    /// The median of the deviations from it, which says how noisy the machine is.
    pub mad_s: f64,
    /// How many times the work was done.
    pub samples: usize,
    /// What it computed, if that can be compared.
    pub check: Option<f64>,
}

/// The value in the middle; of an even number, the mean of the two there. NaN of nothing.
///
/// ```
/// use works::clock::median;
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
    fn the_tenth_step_is_compared_and_a_long_work_is_done_once() {
        let mut count = 0.0;
        let mut steps = Prepared::step(move |pace| {
            count += pace;
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
