//! The results of a comparison.

use std::{
    fs,
    path::{Path, PathBuf},
};

use data::files::write_atomically;
use serde::{Deserialize, Serialize};
use workloads::{Record, Workload};

use crate::machine::Machine;

/// The results of a comparison, as they are kept in a file.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Results {
    /// The day, as year-month-day.
    pub date: String,
    /// The machine.
    pub machine: Machine,
    /// How many threads each program could use.
    pub threads: usize,
    /// How many rounds there were; in each, every program ran every workload once.
    pub rounds: usize,
    /// One record for each workload and program; medians over the rounds.
    pub records: Vec<Record>,
    /// Programs that are missing, and why.
    pub missing: Vec<Missing>,
}

/// A program that did not run.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Missing {
    /// Its name.
    pub name: String,
    /// Why it did not, and what to do about it.
    pub reason: String,
}

/// Why results cannot be read or kept.
#[derive(Debug, thiserror::Error)]
pub enum ResultsError {
    /// The file system's answer.
    #[error("{path}: {problem}")]
    File {
        /// The file.
        path: PathBuf,
        /// The answer.
        #[source]
        problem: std::io::Error,
    },
    /// The file cannot be written.
    #[error(transparent)]
    Write(#[from] data::DataError),
    /// The file holds something else.
    #[error("{path}: expected the results that `benches/compare` writes, but {problem}")]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        #[source]
        problem: serde_json::Error,
    },
}

impl Results {
    /// The file that the book shows.
    pub fn published() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("results").join("results.json")
    }

    /// Reads a file of results.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or holds something else.
    pub fn load(path: &Path) -> Result<Self, ResultsError> {
        let path = path.to_owned();
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|problem| ResultsError::Format { path, problem }),
            Err(problem) => Err(ResultsError::File { path, problem }),
        }
    }

    /// Writes the file, whole or not at all.
    ///
    /// # Errors
    ///
    /// When the folder cannot be made or written to.
    pub fn save(&self, path: &Path) -> Result<(), ResultsError> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|problem| ResultsError::Format { path: path.to_owned(), problem })?;
        write(path, &(text + "\n"))
    }

    /// The fastest record of a workload among those whose library and setting begin like this; an
    /// empty setting matches all.
    pub fn best(&self, workload: &str, library: &str, setting: &str) -> Option<&Record> {
        let fits = |record: &&Record| {
            record.workload == workload
                && record.library == library
                && record.setting.starts_with(setting)
        };
        self.records.iter().filter(fits).min_by(|a, b| a.median_s.total_cmp(&b.median_s))
    }

    /// This project's time for a workload.
    pub fn ours(&self, workload: &str) -> Option<&Record> {
        self.best(workload, OURS, "faer")
    }

    /// The speed of a record, in billions of floating-point operations per second.
    pub fn gflops(&self, record: &Record) -> Option<f64> {
        let workload: Workload = record.workload.parse().ok()?;
        Some(workload.operations(self.threads)? / record.median_s / 1e9)
    }

    /// The speed of all threads together, in billions of floating-point operations per second.
    pub fn peak(&self) -> Option<f64> {
        let all = text::counted(self.threads, "thread");
        self.gflops(self.best("ceiling/fma", "machine", &all)?)
    }

    /// Billions of bytes per second that are read from memory, or read and written in copying.
    pub fn bandwidth(&self, workload: &str) -> Option<f64> {
        let record = self.best(workload, "machine", &text::counted(self.threads, "thread"))?;
        Some(Workload::MEMORY as f64 / record.median_s / 1e9)
    }

    /// The records whose result differs from this project's by more than rounding can explain.
    pub fn mismatches(&self) -> Vec<&Record> {
        let differs = |record: &&Record| {
            let ours = self.ours(&record.workload).and_then(|ours| ours.check);
            ours.zip(record.check)
                .is_some_and(|(a, b)| (a - b).abs() > 1e-3 * a.abs() || !b.is_finite())
        };
        self.records.iter().filter(differs).collect()
    }
}

/// The name of this project among the libraries.
pub const OURS: &str = "chain-rule";

/// Writes a text, whole or not at all, into a folder that is made if it is missing.
///
/// # Errors
///
/// When the folder cannot be made or written to.
pub fn write(path: &Path, text: &str) -> Result<(), ResultsError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)
        .map_err(|problem| ResultsError::File { path: folder.to_owned(), problem })?;
    Ok(write_atomically(path, text.as_bytes())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(workload: &str, library: &str, setting: &str, median_s: f64, check: f64) -> Record {
        let timing = workloads::Timing { median_s, mad_s: 0.0, samples: 3, check: Some(check) };
        Record::new(workload, [library, setting, "1"], timing)
    }

    pub(crate) fn example() -> Results {
        let product = "matmul/nn/100x100x100";
        Results {
            date: "2026-01-01".into(),
            machine: Machine::here(),
            threads: 2,
            rounds: 3,
            records: vec![
                record(product, OURS, "faer, 2 threads", 0.002, 1.0),
                record(product, "faer", "1 thread", 0.004, 1.0),
                record(product, "faer", "2 threads", 0.003, 1.5),
                record("ceiling/fma", "machine", "1 thread", 0.5, 0.0),
                record("ceiling/fma", "machine", "2 threads", 0.25, 0.0),
            ],
            missing: vec![],
        }
    }

    #[test]
    fn the_best_setting_counts() {
        let results = example();
        let product = "matmul/nn/100x100x100";
        assert_eq!(results.best(product, "faer", "").unwrap().median_s, 0.003);
        assert_eq!(results.best(product, "faer", "1 thread").unwrap().median_s, 0.004);
        assert!(results.best(product, "pytorch", "").is_none());
        // 2·100³ operations in 2 ms.
        let gflops = results.gflops(results.ours(product).unwrap()).unwrap();
        assert!((gflops - 1.0).abs() < 1e-12);
        // 2·2²⁷ on each of two threads in 0.25 s.
        assert!((results.peak().unwrap() - 2.147483648).abs() < 1e-12);
    }

    #[test]
    fn another_result_is_a_mismatch() {
        let results = example();
        let mismatches = results.mismatches();
        assert_eq!(mismatches.len(), 1);
        assert_eq!(mismatches[0].setting, "2 threads");
    }

    #[test]
    fn a_file_comes_back_as_it_went() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep").join("results.json");
        let results = example();
        results.save(&path).unwrap();
        assert_eq!(Results::load(&path).unwrap(), results);
        fs::write(&path, "[]").unwrap();
        assert!(Results::load(&path).unwrap_err().to_string().contains("results.json"));
    }
}
