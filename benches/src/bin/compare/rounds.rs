//! Rounds, in each of which every program has a turn at a workload.

use std::io::{IsTerminal, Write};

use benches::targets::COMPARISONS;
use workloads::{Record, Workload, clock::median};

use crate::programs::Program;

/// The names of all workloads that are compared, and of those that measure the machine's limits.
pub fn all() -> Vec<String> {
    let limits = ["ceiling/fma", "ceiling/read", "ceiling/copy"];
    let compared = COMPARISONS.iter().flat_map(|c| c.workloads).map(|(workload, _)| *workload);
    limits.into_iter().chain(compared).map(str::to_owned).collect()
}

/// Lets every program run every workload in every round; returns the medians.
pub fn run(
    workloads: &[String],
    programs: &mut [Program],
    rounds: usize,
    seconds: f64,
) -> Vec<Record> {
    let mut records = vec![];
    for (i, name) in workloads.iter().enumerate() {
        let Ok(workload) = name.parse::<Workload>() else { continue };
        // A workload of many seconds varies little, and needs fewer rounds.
        let rounds =
            if matches!(workload, Workload::Epoch { .. }) { rounds.min(3) } else { rounds };
        let mut turns: Vec<Vec<Record>> = programs.iter().map(|_| vec![]).collect();
        for round in 1..=rounds {
            for (program, turns) in programs.iter_mut().zip(&mut turns) {
                if program.supports(&workload) {
                    progress(&format!(
                        "{}/{} {name}, round {round} of {rounds}: {}",
                        i + 1,
                        workloads.len(),
                        program.name()
                    ));
                    turns.extend(program.ask(name, seconds));
                }
            }
        }
        records.extend(turns.iter().filter_map(|turns| over_rounds(turns)));
    }
    progress("");
    records
}

/// The medians over the turns, of the times and of their deviations.
fn over_rounds(turns: &[Record]) -> Option<Record> {
    let column = |value: fn(&Record) -> f64| median(&turns.iter().map(value).collect::<Vec<_>>());
    Some(Record {
        median_s: column(|turn| turn.median_s),
        mad_s: column(|turn| turn.mad_s),
        samples: turns.iter().map(|turn| turn.samples).sum(),
        ..turns.first()?.clone()
    })
}

/// Overwrites one line of a terminal; prints nothing anywhere else.
fn progress(line: &str) {
    let mut err = std::io::stderr();
    if err.is_terminal() {
        let _ = write!(err, "\r\x1b[2K{line}");
        let _ = err.flush();
    }
}
