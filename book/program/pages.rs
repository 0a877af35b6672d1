//! Where the pages are, and in which order they are read.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// One page of the book.
#[derive(Clone, Debug)]
pub struct Page {
    /// The file, relative to `book/src`, such as `01-unit/index.md`.
    pub path: PathBuf,
    /// Its Markdown.
    pub text: String,
}

/// The workspace's folder.
///
/// # Panics
///
/// If this program was built outside of it.
pub fn workspace() -> PathBuf {
    root().parent().expect("the book stands inside the workspace").to_owned()
}

/// The book's folder, which holds `book.toml`.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of the pages.
pub fn src() -> PathBuf {
    root().join("src")
}

/// All pages that `SUMMARY.md` lists, in reading order.
///
/// # Errors
///
/// When a listed page, or the list itself, cannot be read; the message names the file.
pub fn all() -> io::Result<Vec<Page>> {
    let summary = read(&src().join("SUMMARY.md"))?;
    listed(&summary)
        .map(|path| Ok(Page { path: path.into(), text: read(&src().join(path))? }))
        .collect()
}

/// The paths inside the summary's links.
pub(crate) fn listed(summary: &str) -> impl Iterator<Item = &str> {
    summary.lines().filter_map(|line| line.split_once("](")?.1.strip_suffix(')'))
}

/// A text file; an error names it.
pub(crate) fn read(path: &Path) -> io::Result<String> {
    fs::read_to_string(path)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
}

/// All files below a folder that end in `.ending`, sorted. Build folders are left out.
pub(crate) fn files(folder: &Path, ending: &str) -> io::Result<Vec<PathBuf>> {
    let mut found = vec![];
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if path.file_name().is_none_or(|name| name != "target") {
                found.extend(files(&path, ending)?);
            }
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
