//! What an executed notebook shows, and what it should.
//!
//! To Jupyter, a cell that panics has run: only its output tells.

use std::collections::BTreeMap;

use notebooks::ipynb::{Cell, Kind, Notebook, Output, Text};
use notebooks::panics::PANICKED;

/// What a tag such as `expect:svg` asks for.
#[derive(Debug, PartialEq)]
pub enum Expectation<'a> {
    /// A picture.
    Svg,
    /// A table, or something else in HTML.
    Html,
    /// A panic, shown on purpose.
    Panic,
    /// A cell that does not compile, on purpose.
    Error,
    /// These words or numbers in what is printed or shown.
    Text(&'a str),
}

impl<'a> Expectation<'a> {
    pub const KNOWN: &'static str = "`setup`, `check`, `expect:svg`, `expect:html`, \
                                     `expect:panic`, `expect:error` and `expect:text=…`";

    pub fn parse(tag: &'a str) -> Option<Self> {
        match tag.strip_prefix("expect:")? {
            "svg" => Some(Self::Svg),
            "html" => Some(Self::Html),
            "panic" => Some(Self::Panic),
            "error" => Some(Self::Error),
            what => what.strip_prefix("text=").filter(|text| !text.is_empty()).map(Self::Text),
        }
    }
}

/// What a cell shows.
#[derive(Default)]
struct Shown {
    printed: String,
    stderr: String,
    errors: Vec<String>,
    svg: bool,
    html: bool,
}

impl Shown {
    fn of(outputs: &[Output]) -> Self {
        let mut shown = Self::default();
        for output in outputs {
            match output {
                Output::Stream { name, text } if name == "stderr" => {
                    shown.stderr.push_str(text.as_str());
                }
                Output::Stream { text, .. } => shown.printed.push_str(text.as_str()),
                Output::Error { evalue, .. } => shown.errors.push(evalue.clone()),
                Output::DisplayData { data, .. } => shown.add(data),
            }
        }
        shown
    }

    fn add(&mut self, data: &BTreeMap<String, Text>) {
        let text = |kind: &str| data.get(kind).map_or("", Text::as_str);
        self.svg |= text("image/svg+xml").contains("<svg");
        self.html |= data.contains_key("text/html");
        self.printed.push_str(text("text/plain"));
    }

    fn panic(&self) -> Option<&str> {
        self.printed.find(PANICKED).map(|at| &self.printed[at..])
    }
}

/// Everything that is not as it should be in an executed notebook.
pub fn problems(notebook: &Notebook) -> Vec<String> {
    let mut problems = Vec::new();
    for cell in &notebook.cells {
        let Kind::Code { execution_count, outputs } = &cell.kind else { continue };
        let mut found = problems_of(cell, &Shown::of(outputs));
        if execution_count.is_none() {
            found.insert(0, "it did not run".to_owned());
        }
        let id = cell.id.as_deref().unwrap_or_default();
        let mut lines = cell.source.as_str().lines();
        let first = lines.find(|line| !line.starts_with(':')).unwrap_or_default();
        problems.extend(found.into_iter().map(|what| format!("cell {id:?}, `{first}`: {what}")));
    }
    problems
}

fn problems_of(cell: &Cell, shown: &Shown) -> Vec<String> {
    let mut problems = Vec::new();
    let tags = &cell.metadata.tags;
    let expected: Vec<_> = tags.iter().filter_map(|tag| Expectation::parse(tag)).collect();
    let expects = |what: &Expectation<'_>| expected.contains(what);
    match shown.panic() {
        Some(panic) if !expects(&Expectation::Panic) => problems.push(panic.trim().to_owned()),
        None if expects(&Expectation::Panic) => problems.push("a panic was expected".to_owned()),
        _ => (),
    }
    match (shown.errors.is_empty(), expects(&Expectation::Error)) {
        (false, false) => {
            problems.push(format!("it does not compile: {}", shown.errors.join("; ")));
        }
        (true, true) => problems.push("an error was expected".to_owned()),
        _ => (),
    }
    let stderr = shown.stderr.trim();
    if !stderr.is_empty() {
        problems.push(format!("it wrote to the error stream: {stderr}"));
    }
    for expectation in &expected {
        match expectation {
            Expectation::Svg if !shown.svg => problems.push("a picture was expected".to_owned()),
            Expectation::Html if !shown.html => problems.push("a table was expected".to_owned()),
            Expectation::Text(words) if !shown.printed.contains(words) => {
                let printed = shown.printed.trim();
                problems.push(format!("{words:?} was expected, but it shows {printed:?}"));
            }
            _ => (),
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn problems_in(cell: &Value) -> Vec<String> {
        let text = json!({ "nbformat": 4, "cells": [cell] }).to_string();
        problems(&Notebook::parse("a.ipynb".as_ref(), &text).unwrap())
    }

    fn found(tags: &[&str], outputs: &Value) -> Vec<String> {
        problems_in(&json!({
            "cell_type": "code", "id": "a", "metadata": { "tags": tags }, "execution_count": 2,
            "source": [":dep unit\n", "unit"], "outputs": outputs
        }))
    }

    fn result(kind: &str, content: &str) -> Value {
        json!([{ "output_type": "execute_result", "data": { kind: content } }])
    }

    fn stream(name: &str, content: &str) -> Value {
        json!([{ "output_type": "stream", "name": name, "text": [content] }])
    }

    fn broken() -> Value {
        json!([{ "output_type": "error", "ename": "Error", "evalue": "cannot find value" }])
    }

    #[test]
    fn what_was_expected_is_found() {
        for (tag, outputs) in [
            ("setup", json!([])),
            ("expect:svg", result("image/svg+xml", "<svg></svg>")),
            ("expect:html", result("text/html", "<table></table>")),
            ("expect:text=0.96", result("text/plain", "-0.964")),
            ("expect:text=0.96", stream("stdout", "y = -0.964")),
            ("expect:panic", result("text/plain", "panicked: x·w")),
            ("expect:error", broken()),
        ] {
            assert_eq!(found(&[tag], &outputs), [""; 0], "{tag}");
        }
    }

    #[test]
    fn what_is_missing_or_wrong_is_found() {
        for (tag, outputs, word) in [
            ("expect:svg", result("text/html", "<table></table>"), "picture"),
            ("expect:html", json!([]), "table"),
            ("expect:text=0.96", result("text/plain", "-0.97"), "-0.97"),
            ("expect:panic", json!([]), "panic"),
            ("expect:error", json!([]), "error"),
            ("check", result("text/plain", "panicked: assertion failed"), "assertion"),
            ("check", broken(), "cannot find value"),
            ("check", stream("stderr", "No such file"), "No such file"),
        ] {
            let found = found(&[tag], &outputs);
            assert!(found.len() == 1 && found[0].contains(word), "{tag}: {found:?}");
            assert!(found[0].contains("`unit`"), "the cell is named by its code: {found:?}");
        }
    }

    #[test]
    fn a_cell_that_did_not_run_is_found() {
        let cell = json!({
            "cell_type": "code", "execution_count": null, "source": "1", "outputs": []
        });
        assert!(problems_in(&cell)[0].contains("did not run"));
    }
}
