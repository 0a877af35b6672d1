//! A reader's mistake, without a wall of text.
//!
//! The kernel runs every cell with a backtrace of some forty lines, none of which is the
//! reader's. What helps is the message, and the line of the cell that led to it.

use std::fs;
use std::panic;
use std::path::{Path, PathBuf};

use crate::show::send;

/// Shows panics in two or three lines. `kept_in` is where the kernel keeps the source of the
/// cell that runs; see [`begin!`](crate::begin).
pub fn shorten(kept_in: impl Into<PathBuf>) {
    let folder = kept_in.into();
    panic::set_hook(Box::new(move |info| {
        let payload = info.payload();
        let text = payload.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| payload.downcast_ref::<&str>().copied());
        let message = text.unwrap_or("a panic without a message");
        let place = info.location().and_then(|at| describe(at.file(), at.line(), &folder));
        let place = place.unwrap_or_default();
        // Not to the error stream: the kernel may pass that on too late, when the cell is done.
        send("text/plain", &format!("{PANICKED}{message}\n{place}"));
        send("text/html", &html(message, &place));
    }));
}

/// How the text of a panic begins.
pub const PANICKED: &str = "panicked: ";

fn html(message: &str, place: &str) -> String {
    // JupyterLab would break the lines in the middle of words.
    let pre = "<pre style=\"white-space: pre-wrap; word-break: normal; overflow-wrap: anywhere; \
               margin: 0\">";
    format!(
        "<div style=\"border-left: 4px solid #d33; padding: 0 0 0 0.8em\">{pre}<b>{PANICKED}</b>{}\n{}\
         </pre></div>",
        text::html(message),
        text::html(place)
    )
}

/// The reader's own line, or the place in a library.
fn describe(file: &str, line: u32, folder: &Path) -> Option<String> {
    if Path::new(file) != Path::new("src").join("lib.rs") {
        return Some(format!("  in {}, line {line}", within_its_crate(file)));
    }
    let cell = fs::read_to_string(folder.join(file)).ok()?;
    let number = usize::try_from(line).ok()?.checked_sub(1)?;
    // The kernel puts a last expression between parentheses, on lines of their own.
    let code = cell.lines().skip(number).map(str::trim).find(|&code| code != "(")?;
    (!code.is_empty()).then(|| format!("  in your line: {code}"))
}

/// Without the folder in which Cargo keeps the crates of other people.
fn within_its_crate(file: &str) -> &str {
    let kept = file.split_once("/registry/src/").and_then(|(_, rest)| rest.split_once('/'));
    kept.map_or(file, |(_, file)| file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_the_readers() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("src")).unwrap();
        let cell = "let a = 1;\n    let y = f(&x);\n\n(\nf(&y)\n).evcxr_display()";
        fs::write(folder.path().join("src/lib.rs"), cell).unwrap();
        let at = |line| describe("src/lib.rs", line, folder.path());
        assert_eq!(at(2).unwrap(), "  in your line: let y = f(&x);");
        assert_eq!(at(3), None, "an empty line says nothing");
        assert_eq!(at(4).unwrap(), "  in your line: f(&y)");
        assert_eq!(at(9), None, "the cell is not that long");
        let library = describe("chapters/01-unit/src/unit.rs", 41, folder.path());
        assert_eq!(library.unwrap(), "  in chapters/01-unit/src/unit.rs, line 41");
        let kept = "/home/me/.cargo/registry/src/some-index/nalgebra-0.35.0/src/base/ops.rs";
        let library = describe(kept, 7, folder.path()).unwrap();
        assert_eq!(library, "  in nalgebra-0.35.0/src/base/ops.rs, line 7");
    }
}
