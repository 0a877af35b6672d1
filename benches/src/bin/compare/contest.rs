//! Turns and rounds.

use std::io::{IsTerminal, Write};

use benches::aims::AIMS;
use works::{Record, Work, clock::median};

use crate::programs::Program;

/// All works of the comparison: those that have an aim, and the machine's limits.
pub fn works() -> Vec<String> {
    let limits = ["ceiling/fma", "ceiling/read", "ceiling/copy"];
    let aims = AIMS.iter().flat_map(|aim| aim.works).map(|(work, _)| *work);
    limits.into_iter().chain(aims).map(str::to_owned).collect()
}

/// Lets everybody do every work in every round; returns the medians.
pub fn run(works: &[String], programs: &mut [Program], rounds: usize, seconds: f64) -> Vec<Record> {
    let mut records = vec![];
    for (i, name) in works.iter().enumerate() {
        let Ok(work) = name.parse::<Work>() else { continue };
        // A work of many seconds varies little, and need not be done so often.
        let rounds = if matches!(work, Work::Epoch { .. }) { rounds.min(3) } else { rounds };
        let mut turns: Vec<Vec<Record>> = programs.iter().map(|_| vec![]).collect();
        for round in 1..=rounds {
            for (program, turns) in programs.iter_mut().zip(&mut turns) {
                if program.does(&work) {
                    progress(&format!(
                        "{}/{} {name}, round {round} of {rounds}: {}",
                        i + 1,
                        works.len(),
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

/// The median turn: of the times, and of their deviations.
fn over_rounds(turns: &[Record]) -> Option<Record> {
    let column = |value: fn(&Record) -> f64| median(&turns.iter().map(value).collect::<Vec<_>>());
    Some(Record {
        median_s: column(|turn| turn.median_s),
        mad_s: column(|turn| turn.mad_s),
        samples: turns.iter().map(|turn| turn.samples).sum(),
        ..turns.first()?.clone()
    })
}

/// One line that changes, on a terminal; nothing anywhere else.
fn progress(line: &str) {
    let mut err = std::io::stderr();
    if err.is_terminal() {
        let _ = write!(err, "\r\x1b[2K{line}");
        let _ = err.flush();
    }
}
