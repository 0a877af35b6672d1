//! What the README shows is what the program does, with nothing but its defaults.
//!
//! `UPDATE=1 cargo test --release -p mnist --test readme` writes both anew.
#![cfg(feature = "program")]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use mnist::program::metrics::Metrics;

/// Runs the program in `folder` and returns what it printed.
fn program(folder: &Path, args: &[&str]) -> String {
    let mut program = Command::new(env!("CARGO_BIN_EXE_mnist"));
    let output = program.args(args).current_dir(folder).output().expect("the program starts");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The file as it is, or, with `UPDATE` set, as it should be.
fn kept(path: &Path, fresh: impl FnOnce(&str) -> String) -> String {
    let text = fs::read_to_string(path).expect("the file is in the repository");
    if env::var_os("UPDATE").is_none() {
        return text;
    }
    let text = fresh(&text);
    fs::write(path, &text).expect("the repository can be written to");
    text
}

/// Text in which the numbers stand apart: words and numbers in turn.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut in_number = false;
    for c in text.chars() {
        let number = c.is_ascii_digit() || (in_number && (c == '.' || c == ','));
        if number != in_number {
            pieces.push(String::new());
            in_number = number;
        }
        pieces.last_mut().expect("never empty").push(c);
    }
    pieces
}

/// Whether two texts are the same but for small differences in their numbers. Another processor
/// adds in another order, so after a few thousand steps the last digits differ.
fn alike(shown: &str, found: &str, near: impl Fn(f64, f64) -> bool) -> Result<(), String> {
    let (shown, found) = (pieces(shown), pieces(found));
    for (shown, found) in shown.iter().zip(&found) {
        let number = |text: &str| text.replace(',', "").parse::<f64>();
        let same = match (number(shown), number(found)) {
            (Ok(shown), Ok(found)) => near(shown, found),
            _ => shown == found,
        };
        if !same {
            return Err(format!("`{shown}` is shown, but it is `{found}`"));
        }
    }
    if shown.len() == found.len() { Ok(()) } else { Err("one is longer than the other".to_owned()) }
}

/// The lines without the speeds at their ends, which are the machine's.
fn without_speeds(text: &str) -> String {
    let line = |line: &str| match line.rsplit_once("  ") {
        Some((rest, speed)) if speed.ends_with("images/s") => rest.trim_end().to_owned(),
        _ => line.to_owned(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

const FENCE: &str = "```text\n";

/// The block of the README in which the program's output stands: before, inside, after.
fn block(readme: &str) -> (&str, &str, &str) {
    let start = readme.find(FENCE).expect("a block of text") + FENCE.len();
    let end = start + readme[start..].find("```").expect("its end");
    (&readme[..start], &readme[start..end], &readme[end..])
}

#[test]
fn the_first_command_reads_97_5_percent_and_prints_what_is_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = program(folder.path(), &[]);
    let json = fs::read_to_string(folder.path().join("runs/mnist/metrics.json")).expect("written");
    let metrics: Metrics = serde_json::from_str(&json).expect("metrics");
    let accuracy = metrics.test.expect("the training is over").score.accuracy;
    assert!(accuracy >= 0.975, "{accuracy}");

    let end = said.find("read correctly").expect("the result");
    let end = end + said[end..].find('\n').expect("its line");
    let said = &said[..=end];
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let readme = kept(&path, |readme| {
        let (before, _, after) = block(readme);
        format!("{before}{said}{after}")
    });
    let shown = block(&readme).1;
    let near = |a: f64, b: f64| (a - b).abs() <= 0.02 + 0.005 * b.abs();
    if let Err(problem) = alike(&without_speeds(shown), &without_speeds(said), near) {
        panic!("the README is out of date: {problem}\n\n{said}");
    }

    // The saved network is that network: of ten thousand images, it reads the same share.
    let eval = program(folder.path(), &["eval"]);
    let expected = format!("of 10,000 test images read correctly: {:.2} %", 100.0 * accuracy);
    assert!(eval.contains(&expected), "no `{expected}` in {eval}");
}

#[test]
fn the_picture_is_what_the_tutorial_command_draws() {
    let folder = tempfile::tempdir().expect("a folder");
    program(folder.path(), &["tutorial"]);
    let drawn = folder.path().join("runs/tutorial/tutorial.svg");
    let drawn = fs::read_to_string(drawn).expect("written");
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tutorial.svg");
    let shown = kept(&path, |_| drawn.clone());
    // Two of the drawing's units are half a pixel.
    if let Err(problem) = alike(&shown, &drawn, |a, b| (a - b).abs() <= 2.0) {
        panic!("the README's picture is out of date: {problem}");
    }
}
