//! A program that does works as they are asked for.
//!
//! It reads lines of a work's name and for how many seconds to do it, and answers each with a
//! [`Record`], or with `{"work": …, "missing": …}` and the reason why not. So a comparison can
//! let several programs take turns, a moment each, while all stay warm.

use std::io::{self, BufRead, Write};

use serde_json::json;

use crate::{Prepared, Record, Work};

/// Answers the lines of the standard input until it ends. Names given as arguments are done
/// first, for one second each; then there is no need for any input.
///
/// # Errors
///
/// When nobody reads the answers any more.
pub fn serve(
    who: [&str; 3],
    names: &[String],
    prepare: impl Fn(&Work) -> Result<Prepared, String>,
) -> io::Result<()> {
    let mut ready = None;
    let mut answer = |name: &str, seconds| {
        let line = match time(&mut ready, name, seconds, &prepare) {
            Ok(timing) => json!(Record::new(name, who, timing)),
            Err(missing) => json!({ "work": name, "missing": missing }),
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

/// The last work stays prepared, for it is likely to be asked for again.
fn time(
    ready: &mut Option<(String, Prepared)>,
    name: &str,
    seconds: f64,
    prepare: &impl Fn(&Work) -> Result<Prepared, String>,
) -> Result<crate::Timing, String> {
    if ready.as_ref().is_none_or(|(last, _)| last != name) {
        *ready = None;
        let work = name.parse().map_err(|error: crate::UnknownWork| error.to_string())?;
        *ready = Some((name.to_owned(), prepare(&work)?));
    }
    let (_, prepared) = ready.as_mut().expect("it was just prepared");
    Ok(prepared.time(seconds))
}
