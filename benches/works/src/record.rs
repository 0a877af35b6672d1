//! One line about one work.

use serde::{Deserialize, Serialize};

use crate::Timing;

/// Who did which work, and how long it took. A program prints one as a line of JSON.
///
/// ```
/// use works::Record;
///
/// let line = r#"{"work": "ceiling/fma", "library": "machine", "setting": "2 threads",
///     "version": "", "median_s": 0.5, "mad_s": 0.01, "samples": 9, "check": null}"#;
/// let record: Record = serde_json::from_str(line)?;
/// assert_eq!((record.work.as_str(), record.samples), ("ceiling/fma", 9));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Record {
    /// The work's name.
    pub work: String,
    /// Who did it, such as `pytorch`.
    pub library: String,
    /// In which way, such as `eager, 2 threads`.
    pub setting: String,
    /// Which version of the library.
    pub version: String,
    /// The median time, in seconds.
    pub median_s: f64,
    /// The median deviation from the median, in seconds.
    pub mad_s: f64,
    /// How many times the work was done.
    pub samples: usize,
    /// What the work computed, if that can be compared: a loss, or the mean absolute value of a
    /// result.
    pub check: Option<f64>,
}

impl Record {
    /// The record of a work that was timed.
    pub fn new(work: &str, [library, setting, version]: [&str; 3], timing: Timing) -> Self {
        Self {
            work: work.to_owned(),
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
