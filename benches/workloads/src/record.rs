//! One measurement, as one line.

use serde::{Deserialize, Serialize};

use crate::Timing;

/// Which library ran which workload, and how long it took. A program prints it as a line of JSON.
///
/// ```
/// use workloads::Record;
///
/// let line = r#"{"workload": "ceiling/fma", "library": "machine", "setting": "2 threads",
///     "version": "", "median_s": 0.5, "mad_s": 0.01, "samples": 9, "check": null}"#;
/// let record: Record = serde_json::from_str(line)?;
/// assert_eq!((record.workload.as_str(), record.samples), ("ceiling/fma", 9));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Record {
    /// The workload's name.
    pub workload: String,
    /// The library, such as `pytorch`.
    pub library: String,
    /// Its setting, such as `eager, 2 threads`.
    pub setting: String,
    /// The library's version.
    pub version: String,
    /// The median time, in seconds.
    pub median_s: f64,
    /// The median absolute deviation from the median, in seconds.
    pub mad_s: f64,
    /// How many times the workload ran.
    pub samples: usize,
    /// What the workload computed, if that can be compared: a loss, or the mean absolute value of a
    /// result.
    pub check: Option<f64>,
}

impl Record {
    /// The record of a timed workload.
    pub fn new(workload: &str, [library, setting, version]: [&str; 3], timing: Timing) -> Self {
        Self {
            workload: workload.to_owned(),
            library: library.to_owned(),
            setting: setting.to_owned(),
            version: version.to_owned(),
            median_s: timing.median_s,
            mad_s: timing.mad_s,
            samples: timing.samples,
            check: timing.check,
        }
    }
}
