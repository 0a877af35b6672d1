//! `{{notebook 01-unit}}`: where to open a notebook, its cells, and what they showed when they ran.

use std::fmt::Write;

use ::notebooks::online;

use super::{Context, MarkupError};
use crate::notebooks::{self, Output};

/// The cells as Markdown. The page has a title of its own, so the notebook's is left out.
pub(super) fn place(name: &str, context: Context<'_>) -> Result<String, MarkupError> {
    let folder = context.src.join("../notebooks");
    let cells = notebooks::read(&folder, name)
        .map_err(|error| MarkupError::Notebook(name.to_owned(), error.to_string()))?;
    let mut out = format!(
        "Or run it in your browser, with nothing to install: [in Colab]({}), [in Binder]({}) or \
         [in Codespaces]({}).\n\n",
        online::colab(name),
        online::binder(name),
        online::codespaces()
    );
    for (i, cell) in cells.iter().enumerate() {
        if cell.is_code {
            let _ = write!(out, "```rust\n{}\n```\n\n", cell.source);
        } else {
            let source = notebooks::on_its_page(&cell.source);
            let title = i == 0 && source.starts_with("# ");
            let rest = source.split_once('\n').map_or("", |(_, rest)| rest);
            let _ = write!(out, "{}\n\n", if title { rest.trim() } else { &source });
        }
        for output in &cell.outputs {
            out.push_str(&shown(output));
        }
    }
    Ok(out)
}

fn shown(output: &Output) -> String {
    match output {
        Output::Picture(svg) => format!("<div class=\"output\">{}</div>\n\n", image(svg)),
        Output::Table(html, _) => {
            format!("<div class=\"output\">{}</div>\n\n", html.replace('\n', " "))
        }
        Output::Text(text) => block("output", text),
        Output::Mistake(text) => block("output mistake", text),
    }
}

fn block(class: &str, text: &str) -> String {
    format!("<div class=\"{class}\">\n\n```text\n{}\n```\n\n</div>\n\n", text.trim_end())
}

/// A drawing as an image that carries its own data: inside the page, the names of its parts could
/// meet those of another.
fn image(svg: &str) -> String {
    let between = |open: &str, close: char| {
        svg.split_once(open).and_then(|(_, rest)| rest.split(close).next()).unwrap_or_default()
    };
    let (width, height) = (between(" width=\"", '"'), between(" height=\"", '"'));
    let alt = between("<title>", '<').replace('"', "&quot;");
    let mut data = String::with_capacity(2 * svg.len());
    for byte in svg.bytes() {
        // What may stand in a URL inside double quotes, and in Markdown.
        if byte.is_ascii_alphanumeric() || b"-_.~/,;=() ".contains(&byte) {
            data.push(char::from(byte));
        } else {
            let _ = write!(data, "%{byte:02X}");
        }
    }
    format!(
        "<img src=\"data:image/svg+xml,{data}\" width=\"{width}\" height=\"{height}\" alt=\"{alt}\">"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::Values;

    #[test]
    fn cells_become_markdown() {
        let root = tempfile::tempdir().unwrap();
        let src = root.path().join("src");
        std::fs::create_dir_all(&src).unwrap();
        std::fs::create_dir_all(root.path().join("notebooks")).unwrap();
        let notebook = r##"{"nbformat": 4, "cells": [
            {"cell_type": "markdown", "id": "a", "source":
                "# 1 · One\n\nThe sum $s$, as on [its page](../book/src/01-one/sum.md#s)."},
            {"cell_type": "code", "id": "b", "source": "unit", "outputs": [
                {"output_type": "stream", "text": "two\n"},
                {"output_type": "display_data", "data": {"image/svg+xml":
                    "<svg width=\"3\" height=\"4\">\n<title>A &amp; \"B\"</title></svg>"}},
                {"output_type": "display_data", "data": {"text/html": "<table>\n</table>"}}
            ]}]}"##;
        std::fs::write(root.path().join("notebooks/01-one.ipynb"), notebook).unwrap();
        let values = Values::default();
        let context =
            Context { values: &values, workspace: root.path(), src: &src, sources: false };
        let page = place("01-one", context).unwrap();
        let (online, page) = page.split_once("\n\n").unwrap();
        for address in [online::colab("01-one"), online::binder("01-one"), online::codespaces()] {
            assert!(online.contains(&format!("]({address})")), "{online}");
        }
        let prose = "The sum $s$, as on [its page](../01-one/sum.md#s).";
        assert!(page.starts_with(&format!("{prose}\n\n```rust\nunit\n```\n\n")), "{page}");
        assert!(page.contains("<div class=\"output\">\n\n```text\ntwo\n```\n\n</div>"), "{page}");
        assert!(page.contains("width=\"3\" height=\"4\" alt=\"A &amp; &quot;B&quot;\">"), "{page}");
        assert!(page.contains("src=\"data:image/svg+xml,%3Csvg width=%223%22"), "{page}");
        assert!(page.contains("<div class=\"output\"><table> </table></div>"), "{page}");
        assert!(place("02-two", context).unwrap_err().to_string().contains("02-two"));
    }
}
