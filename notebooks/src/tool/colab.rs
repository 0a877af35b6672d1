//! The notebooks' copies for Google Colab, in `notebooks/colab`.
//!
//! Colab can't run a Rust kernel as the notebook's own: it talks to kernels through Unix sockets, and
//! evcxr listens on TCP. So the copies stay on Colab's Python kernel. Their first cell clones the
//! repository and runs `setup.py`, which installs a Rust kernel and starts it in the folder of the
//! notebooks; every other code cell begins with `%%rust`, which hands it over. Because the Rust kernel
//! runs in the same folder as always, the cells need no other change.

use std::fs;
use std::path::{Path, PathBuf};

use data::files::write_atomically;
use notebooks::ipynb::{self, Cell, Kind, Metadata, Notebook};
use notebooks::online::{self, REPOSITORY};
use serde::Serialize;
use serde_json::json;
use serde_json::ser::{PrettyFormatter, Serializer};

use super::{Error, folder};

/// Where Colab keeps the files of a session.
const CLONE: &str = "/content/chain-rule";

/// Writes every copy that isn't as it should be, and returns the paths of those.
pub fn write() -> Result<Vec<PathBuf>, Error> {
    let outdated = outdated()?;
    let colab = folder().join("colab");
    fs::create_dir_all(&colab).map_err(|source| Error::Folder { path: colab, source })?;
    for (path, text) in &outdated {
        write_atomically(path, text.as_bytes())?;
    }
    Ok(outdated.into_iter().map(|(path, _)| path).collect())
}

/// The copies that differ from what [`copy`] makes of their notebooks today, with their new text.
fn outdated() -> Result<Vec<(PathBuf, String)>, Error> {
    let mut outdated = Vec::new();
    for path in ipynb::files(folder())? {
        let name = path.file_name().unwrap_or_default();
        let text = copy(&Notebook::read(&path)?, name.as_ref());
        let path = folder().join("colab").join(name);
        if fs::read_to_string(&path).ok().as_ref() != Some(&text) {
            outdated.push((path, text));
        }
    }
    Ok(outdated)
}

/// The text of the copy for Colab of the notebook that is called `name`.
fn copy(notebook: &Notebook, name: &Path) -> String {
    let mut cells = notebook.cells.clone();
    for cell in &mut cells {
        cell.source = if cell.is_code() {
            format!("%%rust\n{}", cell.source.as_str()).into()
        } else {
            on_the_site(cell.source.as_str()).into()
        };
    }
    // Under the title.
    let at = usize::from(cells.first().is_some_and(|cell| !cell.is_code()));
    cells.splice(at..at, bootstrap(name));
    // The metadata that `Notebook` writes is that of the Rust kernel.
    let mut copy: serde_json::Value = serde_json::from_str(&Notebook::of(cells).text(""))
        .expect("what was written as JSON is JSON");
    copy["metadata"] = json!({
        "kernelspec": { "display_name": "Python 3", "language": "python", "name": "python3" },
        "language_info": { "name": "python" },
    });
    let mut bytes = Vec::new();
    copy.serialize(&mut Serializer::with_formatter(&mut bytes, PrettyFormatter::with_indent(b" ")))
        .expect("a value has string keys");
    String::from_utf8(bytes).expect("JSON is UTF-8") + "\n"
}

/// Markdown whose links to pages of the book lead to the published site: Colab opens a notebook without
/// the files beside it.
fn on_the_site(markdown: &str) -> String {
    let mut parts = markdown.split("](../book/src/");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (page, rest) = part.split_at(part.find(')').unwrap_or(part.len()));
        out.push_str("](");
        out.push_str(&online::book());
        out.push_str(&page.replacen(".md", ".html", 1));
        out.push_str(rest);
    }
    out
}

/// The cells that come first: what this copy is, and the preparation.
fn bootstrap(name: &Path) -> [Cell; 2] {
    let cell = |id: &str, source: String, kind| Cell {
        id: Some(id.to_owned()),
        metadata: Metadata::default(),
        source: source.into(),
        kind,
    };
    let name = name.display();
    let note = format!(
        "This is the copy for Google Colab of [`notebooks/{name}`]({REPOSITORY}/blob/main/notebooks/{name}). \
         Colab\nspeaks Python, so run the next cell first. It installs Rust and compiles the chapters, \
         which takes some\nminutes, once per session. After that, every cell that begins with `%%rust` \
         is Rust."
    );
    let setup = format!(
        "![ -d {CLONE} ] || git clone --quiet --depth 1 {REPOSITORY} {CLONE}\n\
         %run {CLONE}/notebooks/colab/setup.py"
    );
    let code = Kind::Code { execution_count: None, outputs: vec![] };
    [cell("colab-00", note, Kind::Markdown), cell("colab-01", setup, code)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_copies_are_those_of_the_notebooks() {
        let outdated: Vec<_> = outdated().unwrap().into_iter().map(|(path, _)| path).collect();
        let cure = "cargo run -p notebooks -- colab";
        assert!(outdated.is_empty(), "{outdated:?} are out of date; run `{cure}`");
        let names = |folder: &Path| -> Vec<_> {
            let files = ipynb::files(folder).unwrap();
            files.iter().filter_map(|path| path.file_name().map(ToOwned::to_owned)).collect()
        };
        assert_eq!(names(folder()), names(&folder().join("colab")), "a copy of no notebook");
    }

    #[test]
    fn colab_gets_the_rust_that_the_container_has() {
        let read = |file| fs::read_to_string(folder().join(file)).unwrap();
        let (setup, container) = (read("colab/setup.py"), read("../Dockerfile"));
        let version =
            setup.split("RUST = \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        assert!(container.contains(&format!("FROM rust:{version}-slim-")), "not {version}");
    }

    #[test]
    fn a_copy_is_python_that_hands_its_cells_to_rust() {
        let text = r##"{"nbformat": 4, "cells": [
            {"cell_type": "markdown", "id": "a", "source":
             "# One\n\n[The sum](../book/src/01-one/sum.md#s), and [a file](README.md)"},
            {"cell_type": "code", "id": "b", "metadata": {"tags": ["setup"]},
             "source": ":dep unit = { path = \"../chapters/01-unit\" }\nbegin!()", "outputs": []}
        ]}"##;
        let name = Path::new("01-one.ipynb");
        let text = copy(&Notebook::parse(name, text).unwrap(), name);
        assert!(
            text.contains(r#""name": "python3""#) && !text.contains(r#""name": "rust""#),
            "{text}"
        );
        let copy = Notebook::parse(name, &text).unwrap();
        let sources: Vec<_> = copy.cells.iter().map(|cell| cell.source.as_str()).collect();
        let [title, note, setup, first] = sources[..] else { panic!("four cells: {sources:?}") };
        let link = format!("[The sum]({}01-one/sum.html#s)", online::book());
        assert_eq!(title, format!("# One\n\n{link}, and [a file](README.md)"));
        assert!(note.contains("01-one.ipynb"), "{note}");
        assert!(setup.contains(REPOSITORY) && setup.ends_with("/colab/setup.py"), "{setup}");
        // As it is in the notebook, path and all.
        assert_eq!(first, "%%rust\n:dep unit = { path = \"../chapters/01-unit\" }\nbegin!()");
        assert_eq!(copy.cells[3].metadata.tags, ["setup"]);
    }
}
