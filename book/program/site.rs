//! Pages into HTML.

use std::{
    io,
    path::{Path, PathBuf},
};

use ::notebooks::online;
use mdbook_driver::{
    MDBook,
    book::{Book, BookItem},
    config::Config,
    errors::{Error, Result},
};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

use crate::{markup, pages, values::Values};

mod serve;
mod source;

pub use serve::serve;

/// Name of our part of the build in `book.toml`.
const NAME: &str = "chain-rule";

/// Replaces what our pages write in double braces and dollar signs; mdBook does the rest.
#[derive(Clone, Copy, Debug)]
pub struct Markup {
    /// Whether the site holds the files that code comes from.
    pub sources: bool,
}

impl Preprocessor for Markup {
    fn name(&self) -> &str {
        NAME
    }

    fn run(&self, context: &PreprocessorContext, mut book: Book) -> Result<Book> {
        let values = Values::load()?;
        let src = context.root.join(&context.config.book.src);
        let workspace = pages::workspace();
        let context = markup::Context {
            values: &values,
            workspace: &workspace,
            src: &src,
            sources: self.sources,
        };
        let mut problem = None;
        book.for_each_mut(|item| {
            if let BookItem::Chapter(chapter) = item
                && let Some(path) = &chapter.source_path
            {
                match markup::page(path, &chapter.content, context) {
                    Ok(text) => chapter.content = text,
                    Err(error) => {
                        problem = Some(Error::msg(format!("{}: {error}", path.display())));
                    }
                }
            }
        });
        problem.map_or(Ok(book), Err)
    }
}

/// Builds the site into a folder.
///
/// # Errors
///
/// When a page cannot be read or turned into HTML, or the folder cannot be written.
pub fn build(into: &Path) -> Result<PathBuf> {
    let mut config = Config::from_disk(pages::root().join("book.toml"))?;
    into.clone_into(&mut config.build.build_dir);
    // For the page that is shown at an address that doesn't exist. It can't know how deep that
    // address is, so its links begin at the root: GitHub's of this project, or that of a server.
    let on_github = std::env::var_os("GITHUB_PAGES").is_some();
    let root = if on_github { online::book_path() } else { "/".to_owned() };
    config.set("output.html.site-url", root)?;
    let mut book = MDBook::load_with_config(pages::root(), config)?;
    // `book.toml` has mdBook call this program for our part; here it runs inside.
    book.with_preprocessor(Markup { sources: true });
    book.build()?;
    source::write(into)?;
    Ok(into.join("index.html"))
}

/// Our part of a build by mdBook itself: the book comes in on one side as JSON and leaves on the
/// other.
///
/// # Errors
///
/// When mdBook sends something else, or a page cannot be turned into Markdown.
pub fn preprocess(from: impl io::Read, to: impl io::Write) -> Result<()> {
    let (context, book) = mdbook_preprocessor::parse_input(from)?;
    let book = Markup { sources: false }.run(&context, book)?;
    Ok(serde_json::to_writer(to, &book)?)
}
