//! What a committed notebook keeps: its cells and their tags.
//!
//! Outputs, counts and times change with every run, and would bury a change of the text.

use std::fs;
use std::path::Path;

use data::files::write_atomically;
use notebooks::ipynb::{Cell, IpynbError, Kind, Notebook};

use super::Error;

/// Strips a file in place, in one step, and says whether that changed it.
pub fn strip_file(path: &Path) -> Result<bool, Error> {
    let text = fs::read_to_string(path)
        .map_err(|source| IpynbError::Read { path: path.to_owned(), source })?;
    let stripped = stripped(&Notebook::parse(path, &text)?);
    if text == stripped {
        return Ok(false);
    }
    write_atomically(path, stripped.as_bytes())?;
    Ok(true)
}

/// The text of the notebook without what a run leaves behind.
pub fn stripped(notebook: &Notebook) -> String {
    let bare = notebook.cells.iter().enumerate().map(|(i, cell)| Cell {
        id: Some(cell.id.clone().unwrap_or_else(|| format!("cell-{i:02}"))),
        source: cell.source.as_str().trim_end().to_owned().into(),
        kind: match cell.kind {
            Kind::Code { .. } => Kind::Code { execution_count: None, outputs: vec![] },
            Kind::Markdown => Kind::Markdown,
            Kind::Raw => Kind::Raw,
        },
        metadata: cell.metadata.clone(),
    });
    // Jupyter indents by one.
    Notebook::of(bare).text(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUN: &str = r##"{"nbformat": 4, "nbformat_minor": 5,
        "metadata": {"kernelspec": {"name": "rust"}, "widgets": {"volatile": 1}},
        "cells": [
            {"cell_type": "markdown", "id": "a", "metadata": {"editable": true}, "source": "# φ\nb\n"},
            {"cell_type": "code", "metadata": {"tags": ["setup"], "execution": {"x": 1}},
             "execution_count": 7, "source": ["1 +\n", "1"],
             "outputs": [{"output_type": "stream", "name": "stdout", "text": "2"}]}
        ]}"##;

    #[test]
    fn what_a_run_leaves_behind_goes_and_the_rest_stays() {
        let path = Path::new("a.ipynb");
        let notebook = Notebook::parse(path, RUN).unwrap();
        let once = stripped(&notebook);
        let again = Notebook::parse(path, &once).unwrap();
        assert_eq!(stripped(&again), once);
        for volatile in ["widgets", "stdout", "execution\"", "editable"] {
            assert!(!once.contains(volatile), "{volatile} is still there:\n{once}");
        }
        let cell = |i: usize| {
            let Cell { id, source, .. } = &again.cells[i];
            (id.as_deref().unwrap(), source.as_str())
        };
        assert_eq!((cell(0), cell(1)), (("a", "# φ\nb"), ("cell-01", "1 +\n1")));
        assert_eq!(again.cells[1].metadata.tags, ["setup"]);
    }

    #[test]
    fn a_file_is_stripped_in_place_and_only_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ipynb");
        fs::write(&path, RUN).unwrap();
        assert!(strip_file(&path).unwrap());
        assert!(!strip_file(&path).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "a temporary file was left");
    }

    #[test]
    fn what_is_no_notebook_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ipynb");
        for text in ["", "{", "[]", r#"{"nbformat": 3}"#, r#"{"nbformat": 4}"#] {
            fs::write(&path, text).unwrap();
            let message = strip_file(&path).unwrap_err().to_string();
            assert!(message.contains("a.ipynb"), "{message}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }
}
