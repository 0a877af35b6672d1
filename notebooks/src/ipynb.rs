//! Notebooks as files: JSON of the format that Jupyter calls 4.5.
//!
//! See <https://nbformat.readthedocs.io/en/latest/format_description.html>. Only the
//! fields that this project's tools use are read; all others are skipped.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::ser::{PrettyFormatter, Serializer};

/// The version of the format.
const FORMAT: u64 = 4;

/// Why a file is no notebook.
#[derive(Debug, thiserror::Error)]
pub enum IpynbError {
    /// The file system's answer.
    #[error("{path}: the notebook cannot be read ({source})")]
    Read {
        /// The file.
        path: PathBuf,
        /// The answer.
        source: io::Error,
    },
    /// The file holds something else, or another version of the format.
    #[error("{path}: not a notebook of format 4: {what}")]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        what: String,
    },
}

/// A notebook.
///
/// ```
/// use notebooks::ipynb::{Cell, Notebook};
///
/// let text = r##"{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
///     {"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["# One\n", "two"]}]}"##;
/// let notebook = Notebook::parse("a.ipynb".as_ref(), text)?;
/// let Cell { id, source, .. } = &notebook.cells[0];
/// assert_eq!((id.as_deref(), source.as_str()), (Some("a"), "# One\ntwo"));
/// # Ok::<(), notebooks::ipynb::IpynbError>(())
/// ```
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub struct Notebook {
    nbformat: u64,
    /// Its cells, in order.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, PartialEq, Debug, Deserialize, Serialize)]
pub struct Cell {
    /// Its name inside the notebook; older files have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its metadata.
    #[serde(default)]
    pub metadata: Metadata,
    /// What its author wrote.
    pub source: Text,
    /// Whether it is code, and then its outputs.
    #[serde(flatten)]
    pub kind: Kind,
}

/// The kind of a cell.
#[derive(Clone, PartialEq, Debug, Deserialize, Serialize)]
#[serde(tag = "cell_type", rename_all = "lowercase")]
pub enum Kind {
    /// Code, here always Rust.
    Code {
        /// The number of its last run; none if it did not run.
        execution_count: Option<u64>,
        /// Its outputs.
        #[serde(default)]
        outputs: Vec<Output>,
    },
    /// Text in Markdown.
    Markdown,
    /// Text that Jupyter does not format.
    Raw,
}

/// The metadata of a cell.
#[derive(Clone, PartialEq, Default, Debug, Deserialize, Serialize)]
pub struct Metadata {
    /// Its tags, such as `setup`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// When it ran.
    #[serde(default, skip_serializing)]
    pub execution: Execution,
}

/// When a cell ran, as stamps like `2026-01-31T23:59:59.5Z`.
#[derive(Clone, PartialEq, Default, Debug, Deserialize)]
pub struct Execution {
    /// When the kernel started it.
    #[serde(rename = "iopub.status.busy")]
    pub busy: Option<String>,
    /// When the kernel had finished it.
    #[serde(rename = "iopub.status.idle")]
    pub idle: Option<String>,
}

/// One output of a cell.
#[derive(Clone, PartialEq, Debug, Deserialize, Serialize)]
#[serde(tag = "output_type", rename_all = "snake_case")]
pub enum Output {
    /// What was printed.
    Stream {
        /// `stdout` or `stderr`.
        #[serde(default)]
        name: String,
        /// The text.
        text: Text,
    },
    /// A displayed value.
    #[serde(alias = "execute_result")]
    DisplayData {
        /// Its representations by MIME type, such as `text/html`.
        data: BTreeMap<String, Text>,
        /// Required by the format; always empty here.
        #[serde(default, skip_deserializing)]
        metadata: BTreeMap<String, String>,
    },
    /// A cell that did not compile.
    Error {
        /// The kind of error.
        ename: String,
        /// The message.
        evalue: String,
        /// The message again, with colors.
        #[serde(default)]
        traceback: Vec<String>,
    },
}

/// A text. A file may hold it as one string or as a list of lines; it is written as lines.
#[derive(Clone, PartialEq, Eq, Default, Debug, Deserialize, Serialize)]
#[serde(from = "Lines", into = "Vec<String>")]
pub struct Text(String);

#[derive(Deserialize)]
#[serde(untagged)]
enum Lines {
    One(String),
    Many(Vec<String>),
    /// An output may also be shown as JSON.
    Other(IgnoredAny),
}

impl From<Lines> for Text {
    fn from(lines: Lines) -> Self {
        Self(match lines {
            Lines::One(text) => text,
            Lines::Many(lines) => lines.concat(),
            Lines::Other(_) => String::new(),
        })
    }
}

impl From<Text> for Vec<String> {
    fn from(Text(text): Text) -> Self {
        text.split_inclusive('\n').map(str::to_owned).collect()
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl Text {
    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Cell {
    /// Whether it is code.
    pub fn is_code(&self) -> bool {
        matches!(self.kind, Kind::Code { .. })
    }

    /// Its outputs; none, if it is not code.
    pub fn outputs(&self) -> &[Output] {
        match &self.kind {
            Kind::Code { outputs, .. } => outputs,
            Kind::Markdown | Kind::Raw => &[],
        }
    }
}

impl Notebook {
    /// The notebook of these cells.
    pub fn of(cells: impl IntoIterator<Item = Cell>) -> Self {
        Self { nbformat: FORMAT, cells: cells.into_iter().collect() }
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// When it cannot be read or is no notebook of format 4; the message names it.
    pub fn read(path: &Path) -> Result<Self, IpynbError> {
        let text = fs::read_to_string(path)
            .map_err(|source| IpynbError::Read { path: path.to_owned(), source })?;
        Self::parse(path, &text)
    }

    /// The notebook that `text`, the content of `path`, describes.
    ///
    /// # Errors
    ///
    /// When it is no notebook of format 4; the message names the file.
    pub fn parse(path: &Path, text: &str) -> Result<Self, IpynbError> {
        let what = match serde_json::from_str::<Self>(text) {
            Ok(notebook) if notebook.nbformat == FORMAT => return Ok(notebook),
            Ok(Self { nbformat, .. }) => format!("its `nbformat` is {nbformat}"),
            Err(error) => error.to_string(),
        };
        Err(IpynbError::Format { path: path.to_owned(), what })
    }

    /// The content of a file: keys in order, each level `indent` further in.
    ///
    /// # Panics
    ///
    /// Never: everything in a notebook can be written as JSON.
    pub fn text(&self, indent: &str) -> String {
        // By way of a value, whose keys are sorted.
        let json = serde_json::json!({
            "cells": self.cells,
            "metadata": {
                "kernelspec": { "display_name": "Rust", "language": "rust", "name": "rust" },
                "language_info": { "name": "rust" },
            },
            "nbformat": FORMAT,
            "nbformat_minor": 5,
        });
        let mut bytes = Vec::new();
        let format = PrettyFormatter::with_indent(indent.as_bytes());
        json.serialize(&mut Serializer::with_formatter(&mut bytes, format))
            .expect("a value has string keys");
        String::from_utf8(bytes).expect("JSON is UTF-8") + "\n"
    }
}

/// The notebooks in a folder, in reading order.
///
/// ```
/// let files = notebooks::ipynb::files(env!("CARGO_MANIFEST_DIR").as_ref())?;
/// assert!(files[0].ends_with("01-unit.ipynb"));
/// # Ok::<(), notebooks::ipynb::IpynbError>(())
/// ```
///
/// # Errors
///
/// When the folder cannot be read.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>, IpynbError> {
    let read = |source| IpynbError::Read { path: folder.to_owned(), source };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(read)? {
        let path = entry.map_err(read)?.path();
        if path.extension().is_some_and(|ending| ending == "ipynb") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUN: &str = r##"{"nbformat": 4, "cells": [
        {"cell_type": "markdown", "id": "a", "metadata": {"editable": true}, "source": "# φ\nb\n"},
        {"cell_type": "code", "metadata": {"tags": ["setup"], "execution": {"x": 1}},
         "execution_count": 7, "source": ["1 +\n", "1"], "outputs": [
            {"output_type": "stream", "name": "stdout", "text": "2"},
            {"output_type": "execute_result", "execution_count": 7, "metadata": {},
             "data": {"text/plain": ["2"], "application/json": {"two": 2}}},
            {"output_type": "error", "ename": "E", "evalue": "no", "traceback": ["\u001b[31m"]}]},
        {"cell_type": "raw", "source": ""}]}"##;

    #[test]
    fn what_is_read_and_written_stays_the_same() {
        let path = Path::new("a.ipynb");
        let notebook = Notebook::parse(path, RUN).unwrap();
        let [markdown, code, raw] = &notebook.cells[..] else { panic!("three cells") };
        assert_eq!((markdown.source.as_str(), markdown.is_code()), ("# φ\nb\n", false));
        assert_eq!((code.source.as_str(), code.outputs().len()), ("1 +\n1", 3));
        assert_eq!(code.metadata.tags, ["setup"]);
        assert_eq!((raw.id.as_ref(), raw.outputs().len()), (None, 0));
        let Output::DisplayData { data, .. } = &code.outputs()[1] else { panic!("a result") };
        assert_eq!((data["text/plain"].as_str(), data["application/json"].as_str()), ("2", ""));

        let once = notebook.text(" ");
        assert_eq!(Notebook::parse(path, &once).unwrap().text(" "), once);
        assert!(
            once.contains("\n  {\n   \"cell_type\": \"markdown\",\n   \"id\": \"a\""),
            "{once}"
        );
        assert!(once.contains("φ"), "letters are written as they are");
    }

    #[test]
    fn what_is_no_notebook_says_why() {
        let path = Path::new("folder/a.ipynb");
        for (text, why) in [
            ("", "EOF"),
            ("[]", "Notebook"),
            (r#"{"nbformat": 3, "cells": []}"#, "`nbformat` is 3"),
            (r#"{"nbformat": 4}"#, "`cells`"),
            (r#"{"nbformat": 4, "cells": 1}"#, "a sequence"),
            (r#"{"nbformat": 4, "cells": [{"source": ""}]}"#, "cell_type"),
            (r#"{"nbformat": 4, "cells": [{"source": "", "cell_type": "heading"}]}"#, "heading"),
        ] {
            let message = Notebook::parse(path, text).unwrap_err().to_string();
            assert!(message.contains("a.ipynb") && message.contains(why), "{message}");
        }
        assert!(Notebook::read(path).unwrap_err().to_string().contains("a.ipynb"));
    }
}
