//! From a page as it is written to the Markdown that mdBook understands.
//!
//! | written | becomes |
//! |---|---|
//! | `{{value unit.s}}` | the number, from `src/values/unit.txt` |
//! | `{{figure unit-plane: Caption.}}` | the picture with its alternative text and caption |
//! | `{{notebook 01-unit}}` | where to open the notebook, its cells, and what they showed when they ran |
//! | a block with `{{#include …}}` of Rust | the code, under the name of its file |
//! | `$x$`, `$$x$$` | MathML |

use std::path::Path;

mod code;
mod figure;
mod math;
mod notebook;
mod value;

pub use code::{Include, includes};
pub(crate) use math::options;

use crate::values::Values;

/// A page that cannot be turned into Markdown.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MarkupError {
    /// No value has this name.
    #[error("{{{{value {0}}}}}: no such value; is its line in src/values?")]
    Value(String),
    /// No figure has this name.
    #[error(
        "{{{{figure {0}: …}}}}: src/figures/{0}.svg is missing; `cargo run -p book -- refresh` draws it"
    )]
    Figure(String),
    /// No notebook of this name has run.
    #[error(
        "{{{{notebook {0}}}}}: {1}; `cargo run -p book -- notebooks --refresh` keeps what it showed"
    )]
    Notebook(String, String),
    /// No such code.
    #[error("{} has no anchor `{}` with a beginning and an end", .0.file.display(), .0.anchor.as_deref().unwrap_or("(all)"))]
    Code(Include),
    /// Something after two braces that is not closed, or not known.
    #[error(
        "`{0}`: expected {{{{value crate.name}}}}, {{{{figure name: caption}}}} or {{{{notebook name}}}}"
    )]
    Braces(String),
    /// A formula that is not LaTeX.
    #[error("the formula `{formula}` does not parse: {problem}")]
    Math {
        /// The formula.
        formula: String,
        /// What is wrong with it.
        problem: String,
    },
}

/// What the text of a page may refer to.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The numbers inside sentences.
    pub values: &'a Values,
    /// The folder that the crates are in.
    pub workspace: &'a Path,
    /// The folder of the pages, which holds `figures`.
    pub src: &'a Path,
    /// Whether the files that code comes from are part of the site, so that their names are links.
    pub sources: bool,
}

/// The Markdown of one page; `path` is relative to the folder of the pages.
///
/// # Errors
///
/// When a value or figure does not exist, or a formula does not parse.
pub fn page(path: &Path, text: &str, context: Context<'_>) -> Result<String, MarkupError> {
    let up = "../".repeat(path.components().count() - 1);
    let text = braces(text, |kind, rest| match kind {
        "value" => value::get(rest, context.values),
        "figure" => figure::place(rest, &up, context),
        "notebook" => notebook::place(rest, context),
        _ => Err(MarkupError::Braces(format!("{{{{{kind}"))),
    })?;
    let text = code::place(&text, path, &up, context)?;
    math::render(&text)
}

/// Replaces each `{{kind rest}}`.
fn braces(
    text: &str,
    mut replace: impl FnMut(&str, &str) -> Result<String, MarkupError>,
) -> Result<String, MarkupError> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("{{") {
        let (before, inside) = rest.split_at(at);
        out.push_str(before);
        // mdBook's own, such as `{{#include …}}`.
        if inside.starts_with("{{#") || !inside[2..].starts_with(|c: char| c.is_ascii_lowercase()) {
            out.push_str("{{");
            rest = &inside[2..];
            continue;
        }
        let shown = || inside.chars().take(40).collect();
        let end = closing(inside).ok_or_else(|| MarkupError::Braces(shown()))?;
        let Some((kind, argument)) = inside[2..end].split_once(' ') else {
            // Braces of a formula, such as `{{a}}`.
            out.push_str("{{");
            rest = &inside[2..];
            continue;
        };
        out.push_str(&replace(kind, argument.trim())?);
        rest = &inside[end + 2..];
    }
    out.push_str(rest);
    Ok(out)
}

/// Where the `}}` is that closes the `{{` at the start; others may stand inside.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with("{{") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("}}") {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
            at += 2;
        } else {
            at += text[at..].chars().next()?.len_utf8();
        }
    }
    None
}
