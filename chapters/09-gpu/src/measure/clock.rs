//! How to time what runs on another device.

use std::time::{Duration, Instant};

use engine::Device;

/// A row of calls takes at least this long, so that the clock and the wait at its end matter little.
const ROW: Duration = Duration::from_millis(2);
/// For how long rows are timed.
const BUDGET: Duration = Duration::from_millis(300);
/// How many rows there are at least, and at most.
const ROWS: (usize, usize) = (3, 101);

/// The median time of `work` on the device, in seconds.
///
/// An operation returns when it has been queued, not when it is done. So many are queued in a row,
/// the clock stops when the device has done the last of them, and the time is divided by their
/// number.
// ANCHOR: median
pub fn median(device: Device, mut work: impl FnMut()) -> f64 {
    let mut row = |count: usize| {
        let start = Instant::now();
        for _ in 0..count {
            work();
        }
        device.synchronize();
        start.elapsed().as_secs_f64() / count as f64
    };
    row(2); // kernels are compiled when they are first used
    let count = row_length(row(1));
    let (began, mut times) = (Instant::now(), vec![]);
    while times.len() < ROWS.0 || (times.len() < ROWS.1 && began.elapsed() < BUDGET) {
        times.push(row(count));
    }
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
// ANCHOR_END: median

/// How many calls of so many seconds make a row.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 1000")]
fn row_length(seconds: f64) -> usize {
    (ROW.as_secs_f64() / seconds).ceil().clamp(1.0, 1000.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_calls_come_in_long_rows() {
        assert_eq!([0.0, 1e-9, 1e-4, 5e-3].map(row_length), [1000, 1000, 20, 1]);
    }

    #[test]
    fn the_work_is_done_and_timed() {
        let mut calls = 0;
        let seconds = median(Device::default(), || {
            calls += 1;
            std::thread::sleep(Duration::from_millis(1));
        });
        assert!(calls > 2 * ROWS.0 && seconds >= 1e-3, "{calls} calls of {seconds} s");
    }
}
