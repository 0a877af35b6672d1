//! The notebooks as they ran, which can be read without a kernel.
//!
//! Notebooks are committed without outputs, in `notebooks`. What their cells showed when they last
//! ran is kept in `book/notebooks`, without what changes from run to run, and shown where a page
//! says `{{notebook 01-unit}}`. [`check`](crate::check) finds a notebook that has changed since;
//! [`differences`] finds cells that show something else today.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use ::notebooks::ipynb::{self, IpynbError, Kind, Metadata, Notebook, Text};

use crate::{compare, pages};

/// One cell, as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its name inside the notebook.
    pub id: String,
    /// Whether it is Rust; otherwise it is Markdown.
    pub is_code: bool,
    /// What its author wrote.
    pub source: String,
    /// What it showed.
    pub outputs: Vec<Output>,
}

/// What a cell showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// A drawing, as SVG.
    Picture(String),
    /// A table, as HTML and as text.
    Table(String, String),
    /// A value, or what was printed.
    Text(String),
    /// A panic or an error, shown on purpose.
    Mistake(String),
}

/// The folder of the notebooks, without outputs.
pub fn folder() -> PathBuf {
    pages::workspace().join("notebooks")
}

/// The folder of the notebooks as they ran.
pub fn kept_in() -> PathBuf {
    pages::root().join("notebooks")
}

/// The names of all notebooks, such as `01-unit`, in reading order.
///
/// # Errors
///
/// When the folder cannot be read.
pub fn names(folder: &Path) -> io::Result<Vec<String>> {
    let files = ipynb::files(folder).map_err(io::Error::other)?;
    let stems = files.iter().filter_map(|path| path.file_stem());
    Ok(stems.map(|name| name.to_string_lossy().into_owned()).collect())
}

/// The cells of `folder/name.ipynb`.
///
/// # Errors
///
/// When it cannot be read or is no notebook; the message names it.
pub fn read(folder: &Path, name: &str) -> io::Result<Vec<Cell>> {
    Ok(kept(folder, name).map_err(io::Error::other)?.cells.iter().map(cell).collect())
}

/// Keeps what the cells of the executed `folder/name.ipynb` showed, and says whether that is
/// something new.
///
/// # Errors
///
/// When it cannot be read, is no notebook, or cannot be written.
pub fn keep(folder: &Path, name: &str) -> io::Result<bool> {
    let path = kept_in().join(name).with_extension("ipynb");
    let text = kept(folder, name).map_err(io::Error::other)?.text("  ");
    if fs::read_to_string(&path).is_ok_and(|old| old == text) {
        return Ok(false);
    }
    fs::create_dir_all(kept_in())?;
    fs::write(path, text).map(|()| true)
}

/// The Markdown of a cell, as its page in `src/notebooks` shows it: a notebook links to other pages by
/// way of `../book/src`, from where it is in the repository.
///
/// ```
/// let cell = "See [the chain rule](../book/src/03-backprop/chain-rule.md).";
/// let page = "See [the chain rule](../03-backprop/chain-rule.md).";
/// assert_eq!(book::notebooks::on_its_page(cell), page);
/// ```
pub fn on_its_page(markdown: &str) -> String {
    markdown.replace("](../book/src/", "](../")
}

/// How far apart the numbers of a notebook may be: those of the first two and of the last come from
/// formulas, the others train.
pub fn tolerance(name: &str) -> compare::Tolerance {
    if ["01-unit", "02-layer", "09-gpu"].contains(&name) {
        compare::COMPUTED
    } else {
        compare::TRAINED
    }
}

/// What cells show now and did not, each difference in one paragraph that names the cell. Words must
/// be the same, numbers nearly; see [`compare`].
pub fn differences(shown: &[Cell], made: &[Cell], tolerance: compare::Tolerance) -> Vec<String> {
    if !same_sources(shown, made) {
        return vec!["its cells are not those that ran".to_owned()];
    }
    let cells = shown.iter().zip(made);
    cells
        .filter_map(|(shown, made)| {
            let difference = if shown.outputs.len() == made.outputs.len() {
                let mut pairs = shown.outputs.iter().zip(&made.outputs);
                pairs.find_map(|(a, b)| differs(a, b, tolerance))?
            } else {
                format!("shows {} outputs, not {}", made.outputs.len(), shown.outputs.len())
            };
            Some(format!("cell {}: {difference}", shown.id))
        })
        .collect()
}

/// Whether two notebooks differ in nothing but what their cells showed.
pub fn same_sources(a: &[Cell], b: &[Cell]) -> bool {
    let written = |cells: &[Cell]| -> Vec<_> {
        cells.iter().map(|cell| (cell.id.clone(), cell.is_code, cell.source.clone())).collect()
    };
    written(a) == written(b)
}

fn differs(shown: &Output, made: &Output, tolerance: compare::Tolerance) -> Option<String> {
    match (shown, made) {
        (Output::Picture(shown), Output::Picture(made)) => compare::figures_differ(shown, made),
        (Output::Table(_, shown), Output::Table(_, made))
        | (Output::Text(shown), Output::Text(made))
        | (Output::Mistake(shown), Output::Mistake(made)) => {
            compare::difference(&steady(shown), &steady(made), tolerance)
        }
        _ => Some("shows another kind of thing".to_owned()),
    }
}

/// A text without what another processor may change at will: how far a long cell has come, the
/// heights of bars, and rounding errors.
fn steady(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with(['█', '░']));
    let line = |line: &str| -> String {
        let words = line.split_inclusive([' ', ',', '(', '[', ')', ']']).map(|word| {
            let number = word.trim_end_matches([' ', ',', '(', '[', ')', ']']);
            let value = number.replace('−', "-").parse::<f64>();
            match value {
                Ok(value) if value != 0.0 && value.abs() < 1e-8 => word.replace(number, "ε"),
                _ => word.replace(|c| ('▁'..='█').contains(&c), "▄"),
            }
        });
        words.collect()
    };
    lines.map(line).collect::<Vec<_>>().join("\n")
}

/// The notebook with what is kept of a run.
fn kept(folder: &Path, name: &str) -> Result<Notebook, IpynbError> {
    let mut notebook = Notebook::read(&folder.join(name).with_extension("ipynb"))?;
    for cell in &mut notebook.cells {
        cell.metadata = Metadata::default();
        if let Kind::Code { execution_count, outputs } = &mut cell.kind {
            *execution_count = None;
            *outputs = without_counts(std::mem::take(outputs));
        }
    }
    Ok(notebook)
}

/// Outputs without counts; lines that were printed one by one, in one piece.
fn without_counts(outputs: Vec<ipynb::Output>) -> Vec<ipynb::Output> {
    let mut kept = vec![];
    for output in outputs {
        match (output, kept.last_mut()) {
            (
                ipynb::Output::Stream { text, .. },
                Some(ipynb::Output::Stream { text: printed, .. }),
            ) => *printed = (printed.as_str().to_owned() + text.as_str()).into(),
            (ipynb::Output::Stream { text, .. }, _) => {
                kept.push(ipynb::Output::Stream { name: "stdout".to_owned(), text });
            }
            (ipynb::Output::Error { ename, evalue, .. }, _) => {
                let traceback = vec![evalue.clone()];
                kept.push(ipynb::Output::Error { ename, evalue, traceback });
            }
            (shown @ ipynb::Output::DisplayData { .. }, _) => kept.push(shown),
        }
    }
    kept
}

fn cell(cell: &ipynb::Cell) -> Cell {
    Cell {
        id: cell.id.clone().unwrap_or_default(),
        is_code: cell.is_code(),
        source: cell.source.as_str().trim_end().to_owned(),
        outputs: cell.outputs().iter().map(output).collect(),
    }
}

fn output(output: &ipynb::Output) -> Output {
    match output {
        ipynb::Output::Stream { text, .. } => Output::Text(text.as_str().to_owned()),
        ipynb::Output::Error { evalue, .. } => Output::Mistake(evalue.clone()),
        ipynb::Output::DisplayData { data, .. } => shown(data),
    }
}

fn shown(data: &BTreeMap<String, Text>) -> Output {
    let data = |kind| data.get(kind).map_or("", Text::as_str).to_owned();
    let (svg, html, plain) = (data("image/svg+xml"), data("text/html"), data("text/plain"));
    if svg.contains("<svg") {
        Output::Picture(svg)
    } else if html.contains("<table") {
        Output::Table(html, plain)
    } else if html.is_empty() {
        Output::Text(plain)
    } else {
        Output::Mistake(plain)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn notebook(outputs: &Value) -> Vec<Cell> {
        let folder = tempfile::tempdir().unwrap();
        let json = json!({ "nbformat": 4, "cells": [
            { "cell_type": "markdown", "id": "a", "source": ["# One\n", "\n", "two"] },
            { "cell_type": "code", "id": "b", "source": "1 + 1\n", "execution_count": 7,
              "outputs": outputs },
        ]});
        fs::write(folder.path().join("n.ipynb"), json.to_string()).unwrap();
        read(folder.path(), "n").unwrap()
    }

    fn shown(text: &str) -> Vec<Cell> {
        notebook(&json!([{ "output_type": "execute_result", "execution_count": 3,
            "data": { "text/plain": text } }]))
    }

    #[test]
    fn a_notebook_is_read_with_what_it_showed() {
        let printed =
            |text: &str| json!({ "output_type": "stream", "name": "stdout", "text": text });
        let data = |kind: &str, content: &str| {
            json!({ "output_type": "execute_result", "data": {
                kind: content, "text/plain": "1 2" } })
        };
        let outputs = json!([
            printed("a\n"), printed("b\n"),
            data("image/svg+xml", "<svg></svg>"), data("text/html", "<table></table>"),
            data("text/html", "<pre>panicked</pre>"),
            { "output_type": "error", "ename": "E", "evalue": "no", "traceback": ["\u{1b}[31m"] },
        ]);
        let cells = notebook(&outputs);
        assert_eq!((cells[0].is_code, &*cells[0].source), (false, "# One\n\ntwo"));
        assert_eq!((cells[1].is_code, &*cells[1].source), (true, "1 + 1"));
        assert_eq!(
            cells[1].outputs,
            [
                Output::Text("a\nb\n".into()),
                Output::Picture("<svg></svg>".into()),
                Output::Table("<table></table>".into(), "1 2".into()),
                Output::Mistake("1 2".into()),
                Output::Mistake("no".into()),
            ]
        );
    }

    #[test]
    fn what_is_shown_must_be_what_is_made() {
        let differ = |a: &str, b: &str| differences(&shown(a), &shown(b), compare::COMPUTED);
        assert_eq!(differ("loss 0.5514", "loss 0.5514"), [""; 0]);
        assert!(differ("loss 0.5514", "loss 0.5614")[0].contains("cell b"));
        assert!(differ("loss 0.5514", "cost 0.5514")[0].contains("+ made  cost"));
        assert_eq!(differ("█░ 1/2  loss 3\n7", "█░ 1/2  loss 4\n7"), [""; 0]);
        assert_eq!(differ("off by 3.1e-12", "off by −7e-13"), [""; 0]);
        assert_eq!(differ("std 1.0 ▁▃█", "std 1.0 ▁▄▇"), [""; 0]);
        let nothing = differences(&shown("1"), &notebook(&json!([])), compare::COMPUTED);
        assert!(nothing[0].contains("0 outputs"), "{nothing:?}");
    }

    #[test]
    fn another_cell_is_another_notebook() {
        let (a, mut b) = (shown("1"), shown("1"));
        assert!(same_sources(&a, &b));
        b[1].source.push('0');
        assert!(!same_sources(&a, &b));
        assert_eq!(differences(&a, &b, compare::COMPUTED).len(), 1);
    }

    #[test]
    fn what_is_kept_is_written_as_it_was_read() {
        let names = names(&kept_in()).unwrap();
        assert!(!names.is_empty());
        for name in names {
            let text = fs::read_to_string(kept_in().join(&name).with_extension("ipynb")).unwrap();
            assert!(kept(&kept_in(), &name).unwrap().text("  ") == text, "{name}");
        }
    }

    #[test]
    fn what_is_no_notebook_is_named() {
        let folder = tempfile::tempdir().unwrap();
        for text in ["", "{", "[]", "{\"cells\": 1}"] {
            fs::write(folder.path().join("n.ipynb"), text).unwrap();
            let error = read(folder.path(), "n").unwrap_err().to_string();
            assert!(error.contains("n.ipynb"), "{error}");
        }
    }
}
