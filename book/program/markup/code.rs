//! `{{#include path:anchor}}` of Rust: the code on a page, and where it comes from.

use std::{
    fs,
    path::{Component, Path, PathBuf},
};

use super::{Context, MarkupError};

/// One piece of a file, included by a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Include {
    /// The file, relative to the workspace.
    pub file: PathBuf,
    /// The anchor, or nothing for the whole file.
    pub anchor: Option<String>,
}

/// All includes on a line of a page.
pub fn includes(page: &Path, line: &str) -> Vec<Include> {
    line.split("{{#include ")
        .skip(1)
        .filter_map(|rest| {
            let target = rest.split_once("}}")?.0.trim();
            let (file, anchor) = match target.split_once(':') {
                Some((file, anchor)) => (file, Some(anchor.to_owned())),
                None => (target, None),
            };
            let folder = Path::new("book/src").join(page.parent()?);
            Some(Include { file: without_dots(&folder.join(file)), anchor })
        })
        .collect()
}

/// The path with its `..` resolved.
fn without_dots(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => _ = clean.pop(),
            part => clean.push(part),
        }
    }
    clean
}

/// Puts the code into each block of Rust, and above it the file it comes from. (mdBook would
/// include it as it is indented in its file; a page shows it from the margin.)
pub(super) fn place(
    text: &str,
    page: &Path,
    up: &str,
    context: Context<'_>,
) -> Result<String, MarkupError> {
    let mut out = String::with_capacity(2 * text.len());
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let include = lines.peek().and_then(|next| includes(page, next).pop());
        match include {
            Some(include) if line.starts_with("```rust") => {
                lines.next();
                let missing = || MarkupError::Code(include.clone());
                let source = context.workspace.join(&include.file);
                let source = fs::read_to_string(source).map_err(|_| missing())?;
                let code = include.cut(&source).ok_or_else(missing)?;
                let name = include.name(up, context.sources);
                let head = format!("<div class=\"file\">{name}</div>\n\n{line}\n");
                out.extend([head, code]);
            }
            _ => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    Ok(out)
}

impl Include {
    /// The file's name, or a link to the place in it.
    fn name(&self, up: &str, link: bool) -> String {
        let file = self.file.to_string_lossy().replace('\\', "/");
        if link {
            let part = self.anchor.as_ref().map_or(String::new(), |a| format!("#{a}"));
            format!("<a href=\"{up}source/{file}.html{part}\">{file}</a>")
        } else {
            file
        }
    }

    /// The lines between the anchor's two marks, moved to the margin.
    fn cut(&self, source: &str) -> Option<String> {
        let inside = match &self.anchor {
            None => source,
            Some(anchor) => {
                let (_, rest) = source.split_once(&format!("// ANCHOR: {anchor}\n"))?;
                rest.split_once(&format!("// ANCHOR_END: {anchor}\n"))?.0
            }
        };
        let is_mark = |line: &&str| line.trim_start().starts_with("// ANCHOR");
        let lines: Vec<&str> = inside.lines().filter(|line| !is_mark(line)).collect();
        let indent = |line: &&str| line.len() - line.trim_start().len();
        let filled = lines.iter().filter(|line| !line.trim().is_empty());
        let margin = filled.map(indent).min().unwrap_or(0);
        let code = lines.iter().map(|line| line.get(margin..).unwrap_or_default());
        // The mark at the end stands on a line of its own, whose indentation is left over.
        let code = code.collect::<Vec<_>>().join("\n");
        Some(format!("{}\n", code.trim_end()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::Values;

    #[test]
    fn an_include_is_resolved_from_its_page() {
        let found = includes(
            Path::new("01-unit/index.md"),
            "{{#include ../../../chapters/01-unit/src/unit.rs:nn_unit}}",
        );
        let file = PathBuf::from("chapters/01-unit/src/unit.rs");
        assert_eq!(found, [Include { file, anchor: Some("nn_unit".into()) }]);
        let found = includes(Path::new("01-unit/index.md"), "{{#include ../outputs/a.txt}}");
        assert_eq!(found, [Include { file: "book/src/outputs/a.txt".into(), anchor: None }]);
    }

    #[test]
    fn a_block_stands_at_the_margin_under_the_name_of_its_file() {
        let workspace = tempfile::tempdir().unwrap();
        fs::create_dir(workspace.path().join("x")).unwrap();
        let source = "impl X {\n    // ANCHOR: one\n    fn one() {\n        1\n    }\n    // ANCHOR_END: one\n}\n";
        fs::write(workspace.path().join("x/lib.rs"), source).unwrap();
        let values = Values::default();
        let context = |sources| Context {
            values: &values,
            workspace: workspace.path(),
            src: workspace.path(),
            sources,
        };
        let text = "Text.\n\n```rust\n{{#include ../../../x/lib.rs:one}}\n```\n";
        let plain = place(text, Path::new("x/index.md"), "../", context(false)).unwrap();
        let block = "<div class=\"file\">x/lib.rs</div>\n\n```rust\nfn one() {\n    1\n}\n```\n";
        assert!(plain.ends_with(block), "{plain}");
        let linked = place(text, Path::new("x/index.md"), "../", context(true)).unwrap();
        assert!(linked.contains("<a href=\"../source/x/lib.rs.html#one\">"));
        let wrong = text.replace(":one", ":two");
        assert!(place(&wrong, Path::new("x/index.md"), "../", context(true)).is_err());
    }
}
