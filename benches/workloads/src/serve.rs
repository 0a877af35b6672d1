//! A program that runs workloads on request.
//!
//! It reads lines with a workload's name and the seconds to run it for, and answers each with a
//! [`Record`], or with `{"workload": …, "missing": …}` and the reason. So a comparison can let
//! several programs take turns, a fraction of a second each, while all stay warm.

use std::io::{self, BufRead, Write};

use serde_json::json;

use crate::{Prepared, Record, Workload};

/// Answers the lines of the standard input until it ends. With `names`, it runs those workloads
/// for one second each instead. `library` is its name, setting and version, as in a [`Record`].
///
/// # Errors
///
/// When the answers cannot be written, for example because the reader has gone.
pub fn serve(
    library: [&str; 3],
    names: &[String],
    prepare: impl Fn(&Workload) -> Result<Prepared, String>,
) -> io::Result<()> {
    let mut ready = None;
    let mut answer = |name: &str, seconds| {
        let line = match time(&mut ready, name, seconds, &prepare) {
            Ok(timing) => json!(Record::new(name, library, timing)),
            Err(missing) => json!({ "workload": name, "missing": missing }),
        };
        let mut out = io::stdout().lock();
        writeln!(out, "{line}")?;
        out.flush()
    };
    for name in names {
        answer(name, 1.0)?;
    }
    if names.is_empty() {
        for line in io::stdin().lock().lines() {
            let line = line?;
            let (name, seconds) = line.split_once(' ').unwrap_or((&line, "1"));
            answer(name, seconds.parse().unwrap_or(1.0))?;
        }
    }
    Ok(())
}

/// The last workload stays prepared, since it is likely to be requested again.
fn time(
    ready: &mut Option<(String, Prepared)>,
    name: &str,
    seconds: f64,
    prepare: &impl Fn(&Workload) -> Result<Prepared, String>,
) -> Result<crate::Timing, String> {
    if ready.as_ref().is_none_or(|(last, _)| last != name) {
        *ready = None;
        let workload = name.parse().map_err(|error: crate::UnknownWorkload| error.to_string())?;
        *ready = Some((name.to_owned(), prepare(&workload)?));
    }
    let (_, prepared) = ready.as_mut().expect("it was just prepared");
    Ok(prepared.time(seconds))
}
