//! A notebook: JSON of the format that Jupyter calls 4.5.
//!
//! See <https://nbformat.readthedocs.io/en/latest/format_description.html>.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::Error;

/// A notebook and where it was read.
pub struct Notebook {
    pub path: PathBuf,
    pub json: Value,
}

/// A cell, as far as the tool looks at it.
pub struct Cell<'a> {
    pub id: &'a str,
    pub is_code: bool,
    pub source: String,
    pub tags: Vec<&'a str>,
    pub json: &'a Value,
}

impl Notebook {
    /// Reads a file that must be a notebook of format 4.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = fs::read_to_string(path)
            .map_err(|source| Error::Read { path: path.to_owned(), source })?;
        Self::parse(path, &text)
    }

    /// The notebook that `text` describes.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Error> {
        let path = path.to_owned();
        let json: Value = match serde_json::from_str(text) {
            Ok(json) => json,
            Err(source) => return Err(Error::Json { path, source }),
        };
        let format = &json["nbformat"];
        if format != 4 {
            return Err(Error::Format { path, what: format!("its `nbformat` is {format}") });
        }
        if !json["cells"].is_array() {
            return Err(Error::Format { path, what: "it has no list of `cells`".to_owned() });
        }
        Ok(Self { path, json })
    }

    /// Its cells, in order.
    pub fn cells(&self) -> Vec<Cell<'_>> {
        list(&self.json["cells"]).iter().map(cell).collect()
    }

    /// The file as Jupyter writes it: keys in order, indented by one, letters as they are.
    pub fn text(&self) -> String {
        let mut bytes = Vec::new();
        let format = serde_json::ser::PrettyFormatter::with_indent(b" ");
        let mut writer = serde_json::Serializer::with_formatter(&mut bytes, format);
        serde::Serialize::serialize(&self.json, &mut writer).expect("a value has string keys");
        String::from_utf8(bytes).expect("JSON is UTF-8") + "\n"
    }
}

fn cell(json: &Value) -> Cell<'_> {
    Cell {
        id: json["id"].as_str().unwrap_or_default(),
        is_code: json["cell_type"] == "code",
        source: text(&json["source"]),
        tags: list(&json["metadata"]["tags"]).iter().filter_map(Value::as_str).collect(),
        json,
    }
}

/// A text, which the format also allows to be a list of lines.
pub fn text(json: &Value) -> String {
    match json {
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
        _ => json.as_str().unwrap_or_default().to_owned(),
    }
}

/// The items of a list; none if it is something else.
pub fn list(json: &Value) -> &[Value] {
    json.as_array().map_or(&[], Vec::as_slice)
}
