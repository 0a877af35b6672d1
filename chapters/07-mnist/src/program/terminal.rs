//! Printing: results to the standard output, warnings to the standard error.

use std::{fmt::Display, io::Write};

/// Prints a result. A program that reads our output may stop early, as `head` does; that is no
/// reason to stop a training, so errors are ignored.
pub(super) fn say(text: impl Display) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Prints a warning or an error, which must not stand among the results.
pub(super) fn warn(text: impl Display) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// How the reader starts this program: with cargo, or by its own name.
pub(super) fn this_program() -> String {
    // Set for every program that cargo starts.
    if std::env::var_os("CARGO").is_some() {
        return "cargo run --release --".to_owned();
    }
    std::env::args().next().unwrap_or_else(|| "mnist".to_owned())
}
