//! The same run with five seeds.

use std::thread;

/// What `run` gives with the seeds 0 to 4.
pub fn five<T: Send, E: Send>(run: impl Fn(u64) -> Result<T, E> + Sync) -> Result<Vec<T>, E> {
    thread::scope(|scope| {
        let run = &run;
        let runs: Vec<_> = (0..5).map(|seed| scope.spawn(move || run(seed))).collect();
        runs.into_iter().map(|run| run.join().expect("a run does not panic")).collect()
    })
}

/// The mean and the standard deviation of a sample.
pub fn mean_and_spread(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / (n - 1.0)).sqrt())
}
