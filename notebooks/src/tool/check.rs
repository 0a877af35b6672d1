//! What can be checked without a kernel.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use notebooks::ipynb::{Cell, IpynbError, Notebook};

use super::Error;
use super::outputs::Expectation;
use super::strip::stripped;

/// The tag of the first code cell, which makes everything ready.
pub const SETUP: &str = "setup";
/// The tag of the last cell, which asserts what was learned.
pub const CHECK: &str = "check";

/// Checks notebooks and gathers everything that is wrong with them.
pub fn all(paths: &[PathBuf]) -> Result<(), Error> {
    let mut problems = Vec::new();
    for path in paths {
        let text = fs::read_to_string(path)
            .map_err(|source| IpynbError::Read { path: path.clone(), source })?;
        let notebook = Notebook::parse(path, &text)?;
        let found = problems_of(&notebook, &text);
        problems.extend(found.into_iter().map(|what| format!("{}: {what}", path.display())));
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Problems(problems)) }
}

fn problems_of(notebook: &Notebook, text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let cells = &notebook.cells;
    let mut ids = BTreeSet::new();
    for (i, cell) in cells.iter().enumerate() {
        let letters = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        let id = cell.id.as_deref().unwrap_or_default();
        if id.is_empty() || id.len() > 64 || !id.chars().all(letters) {
            let rule = "an id is 1 to 64 letters, digits, - and _";
            problems.push(format!("cell {} has the id {id:?}, but {rule}", i + 1));
        } else if !ids.insert(id) {
            problems.push(format!("two cells have the id {id:?}"));
        }
        if cell.source.as_str().trim().is_empty() {
            problems.push(format!("cell {id:?} is empty"));
        }
        for tag in &cell.metadata.tags {
            if tag.contains(',') {
                let rule = "a tag has no comma: Jupyter would refuse the notebook";
                problems.push(format!("cell {id:?} has the tag {tag:?}, but {rule}"));
            } else if ![SETUP, CHECK].contains(&tag.as_str()) && Expectation::parse(tag).is_none() {
                let known = Expectation::KNOWN;
                problems.push(format!("cell {id:?} has the tag {tag:?}; known are {known}"));
            }
        }
    }
    let tagged = |cell: &Cell, tag: &str| cell.metadata.tags.iter().any(|other| other == tag);
    let first = cells.iter().find(|cell| cell.is_code());
    if !first.is_some_and(|cell| {
        let source = cell.source.as_str();
        tagged(cell, SETUP) && source.contains(":dep ") && source.contains("begin!()")
    }) {
        let rule = "begins with a set-up cell: tag `setup`, `:dep` lines, a prelude, `begin!()`";
        problems.push(format!("the code must be such that it {rule}"));
    }
    if !cells.last().is_some_and(|cell| {
        cell.is_code() && tagged(cell, CHECK) && cell.source.as_str().contains("assert")
    }) {
        problems
            .push("the last cell must assert what was learned, under the tag `check`".to_owned());
    }
    if stripped(notebook) != text {
        let cure = "cargo run -p notebooks -- strip";
        problems
            .push(format!("it has outputs, or is not written as the tool writes it; run `{cure}`"));
    }
    problems
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn problems(change: impl FnOnce(&mut Value)) -> Vec<String> {
        let code = |id: &str, tag: &str, source: &str| {
            json!({ "cell_type": "code", "id": id, "metadata": { "tags": [tag] },
                    "execution_count": null, "outputs": [], "source": [source] })
        };
        let mut json = json!({ "nbformat": 4, "cells": [
            code("a", "setup", ":dep unit = { path = \"x\" }; begin!()"),
            code("b", "expect:svg", "unit"),
            code("c", "check", "assert!(true)"),
        ]});
        change(&mut json);
        let notebook = Notebook::parse("a.ipynb".as_ref(), &json.to_string()).unwrap();
        let text = stripped(&notebook);
        problems_of(&notebook, &if json["dirty"] == true { text + " " } else { text })
    }

    #[test]
    fn a_notebook_as_it_should_be_has_no_problems() {
        assert_eq!(problems(|_| ()), [""; 0]);
    }

    #[test]
    fn each_rule_is_found_broken() {
        let one = |change: fn(&mut Value), word: &str| {
            let found = problems(change);
            assert!(found.len() == 1 && found[0].contains(word), "{word}: {found:?}");
        };
        one(|json| json["cells"][1]["id"] = json!("a"), "two cells");
        one(|json| json["cells"][1]["id"] = json!("a b"), "letters");
        one(|json| json["cells"][1]["source"] = json!([" "]), "empty");
        one(|json| json["cells"][1]["metadata"]["tags"] = json!(["expect:png"]), "expect:png");
        one(
            |json| json["cells"][1]["metadata"]["tags"] = json!(["expect:text=1, 2"]),
            "\"expect:text=1, 2\", but a tag has no comma",
        );
        one(|json| json["cells"][0]["source"] = json!(["let x = 1;"]), "set-up");
        one(|json| json["cells"][2]["source"] = json!(["1 + 1"]), "assert");
        one(|json| json["dirty"] = json!(true), "strip");
    }

    #[test]
    fn the_committed_notebooks_have_no_problems() {
        all(&super::super::files(Vec::new()).unwrap()).unwrap();
    }
}
