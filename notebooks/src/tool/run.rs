//! Runs notebooks with the real kernel.

use std::io::Read;
use std::path::PathBuf;
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use notebooks::ipynb::{Execution, Notebook};

use super::{Error, jupyter, outputs, target};

/// Runs notebooks one after another, prints how long they took, and gathers everything that is
/// wrong with what they show. The executed notebooks are left in `target/notebooks`.
pub fn all(paths: &[PathBuf]) -> Result<(), Error> {
    let mut problems = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default();
        println!("{}", name.display());
        let start = Instant::now();
        wait(jupyter::execute(path, &target())?, start)?;
        let executed = Notebook::read(&target().join(name))?;
        println!("  {}", Times::of(&executed).text(start.elapsed()));
        let found = outputs::problems(&executed);
        problems.extend(found.into_iter().map(|what| format!("{}: {what}", name.display())));
    }
    println!("executed: {}", target().display());
    if problems.is_empty() { Ok(()) } else { Err(Error::Problems(problems)) }
}

/// Waits for a run, and prints every 15 seconds how long it has taken.
pub fn wait(mut child: Child, start: Instant) -> Result<(), Error> {
    let stderr = child.stderr.take();
    let reader = thread::spawn(move || {
        let mut says = String::new();
        // Without the error stream, there is only the exit status to report.
        let _ = stderr.map(|mut stderr| stderr.read_to_string(&mut says));
        says
    });
    let failed = |says| Error::Failed { command: "jupyter nbconvert --execute".to_owned(), says };
    let mut next = Duration::from_secs(15);
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) => thread::sleep(Duration::from_millis(200)),
            Err(error) => return Err(failed(error.to_string())),
        }
        if start.elapsed() > next {
            println!("  … {} s", next.as_secs());
            next += Duration::from_secs(15);
        }
    };
    let says = reader.join().unwrap_or_default();
    if status.success() { Ok(()) } else { Err(failed(says.trim().to_owned())) }
}

/// How long the cells took, in seconds.
struct Times {
    first: f64,
    later: Vec<f64>,
}

impl Times {
    fn of(notebook: &Notebook) -> Self {
        let mut times = notebook.cells.iter().filter_map(|cell| {
            let Execution { busy, idle } = &cell.metadata.execution;
            passed(busy.as_ref()?, idle.as_ref()?)
        });
        let first = times.next().unwrap_or(f64::NAN);
        let mut later: Vec<f64> = times.collect();
        later.sort_by(f64::total_cmp);
        Self { first, later }
    }

    fn text(&self, whole: Duration) -> String {
        let median = self.later.get(self.later.len() / 2).copied().unwrap_or(f64::NAN);
        let longest = self.later.last().copied().unwrap_or(f64::NAN);
        format!(
            "first cell {:.1} s; {} after it, median {median:.1} s, longest {longest:.1} s; {:.0} s \
             in all",
            self.first,
            text::counted(self.later.len(), "cell"),
            whole.as_secs_f64()
        )
    }
}

/// The seconds between two stamps like `2026-01-31T23:59:59.5Z`; none if the clock was set back
/// between them.
fn passed(busy: &str, idle: &str) -> Option<f64> {
    let at = |stamp| humantime::parse_rfc3339(stamp).ok();
    Some(at(idle)?.duration_since(at(busy)?).unwrap_or_default().as_secs_f64())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn times_are_read_also_past_midnight() {
        let cell = |busy: &str, idle: &str| {
            json!({ "cell_type": "code", "source": "", "metadata": { "execution": {
                "iopub.status.busy": busy, "iopub.status.idle": idle } } })
        };
        let json = json!({ "nbformat": 4, "cells": [
            cell("2026-01-31T23:59:58.5Z", "2026-02-01T00:00:08.500000Z"),
            cell("2026-02-01T00:00:09.0Z", "2026-02-01T00:00:11.0Z"),
            json!({ "cell_type": "markdown", "source": "", "metadata": {} }),
            cell("2026-02-01T00:00:11.0+00:00", "2026-02-01T00:00:12.0+00:00"),
            // A clock that was set back.
            cell("2026-02-01T00:00:12.0Z", "2026-02-01T00:00:11.9Z"),
        ]});
        let notebook = Notebook::parse("a.ipynb".as_ref(), &json.to_string()).unwrap();
        let times = Times::of(&notebook);
        assert_eq!((times.first, times.later), (10.0, vec![0.0, 1.0, 2.0]));
    }
}
