//! Reads all pages and finds what does not fit, and counts what there is.

use std::{collections::BTreeSet, fmt, io, path::Path};

use crate::{
    markup,
    outputs::{self, Output},
    pages::{self, Page},
    values::Values,
};

mod anchors;
mod blocks;
mod links;
mod notebooks;
mod numbers;

/// What the book holds, and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Each problem in one sentence that names the file.
    pub problems: Vec<String>,
    /// Pages listed in the summary.
    pub pages: usize,
    /// Words of prose, without code, outputs and formulas.
    pub words: usize,
    /// Formulas.
    pub formulas: usize,
    /// Figures.
    pub figures: usize,
    /// Files of program output.
    pub outputs: usize,
    /// Pieces of code included from the crates.
    pub snippets: usize,
    /// Numbers inside sentences that come from programs.
    pub values: usize,
    /// Questions and hints that fold open.
    pub folded: usize,
    /// Notebooks, as they ran.
    pub notebooks: usize,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            pages,
            words,
            formulas,
            figures,
            outputs,
            snippets,
            values,
            folded,
            notebooks,
            ..
        } = self;
        write!(
            f,
            "{pages} pages, {words} words, {formulas} formulas, {figures} figures, {outputs} outputs, \
             {snippets} pieces of code, {values} numbers in sentences, {folded} answers folded away, \
             {notebooks} notebooks"
        )
    }
}

/// Checks the whole book.
///
/// # Errors
///
/// When a page or a file beside it cannot be read.
pub fn all() -> io::Result<Report> {
    let pages = pages::all()?;
    let values = Values::load()?;
    let outputs = outputs::all()?;
    let mut report = Report { pages: pages.len(), ..Report::default() };

    for page in &pages {
        numbers::check(page, &mut report);
        blocks::check(page, &mut report);
        links::check(page, &mut report);
        report.folded += page.text.matches("<details>").count();
        let (workspace, src) = (pages::workspace(), pages::src());
        let context =
            markup::Context { values: &values, workspace: &workspace, src: &src, sources: false };
        if let Err(error) = markup::page(&page.path, &page.text, context) {
            report.problems.push(format!("{}: {error}", page.path.display()));
        }
    }
    notebooks::check(&pages, &mut report)?;
    anchors::check(&pages, &mut report)?;
    listed(&pages, &mut report)?;
    used(&pages, &values, &outputs, &mut report)?;
    Ok(report)
}

/// Every Markdown file is a page, once, and is called as it calls itself.
fn listed(pages: &[Page], report: &mut Report) -> io::Result<()> {
    let mut seen = BTreeSet::new();
    let summary = pages::read(&pages::src().join("SUMMARY.md"))?;
    for page in pages {
        let path = page.path.display();
        if !seen.insert(&page.path) {
            report.problems.push(format!("SUMMARY.md lists {path} twice"));
        }
        let title = page.text.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or_default();
        if !summary.contains(&format!("[{title}]({path})")) {
            report
                .problems
                .push(format!("SUMMARY.md does not call {path} `{title}`, as its page does"));
        }
    }
    for path in pages::files(&pages::src(), "md")? {
        let path = path.strip_prefix(pages::src()).unwrap_or(&path).to_owned();
        if path != Path::new("SUMMARY.md") && !seen.contains(&path) {
            report.problems.push(format!("SUMMARY.md does not list {}", path.display()));
        }
    }
    Ok(())
}

/// Every figure, output and value is on some page.
fn used(
    pages: &[Page],
    values: &Values,
    outputs: &[Output],
    report: &mut Report,
) -> io::Result<()> {
    let text: String = pages.iter().map(|page| page.text.as_str()).collect();
    report.values = text.matches("{{value ").count();
    for name in values.names() {
        if !text.contains(&format!("{{{{value {name}}}}}")) {
            report.problems.push(format!("the value {name} is on no page"));
        }
    }
    for Output { path, .. } in outputs {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        if path.parent().is_some_and(|folder| folder.ends_with("outputs")) {
            report.outputs += 1;
            if !text.contains(&format!("outputs/{file}}}}}")) {
                report.problems.push(format!("the output {file} is on no page"));
            }
        }
    }
    one_of_each_name(report)?;
    for file in pages::files(&pages::src().join("figures"), "svg")? {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        report.figures += 1;
        if !text.contains(&format!("{{{{figure {name}:")) {
            report.problems.push(format!("the figure {name} is on no page, or without a caption"));
        }
    }
    Ok(())
}

/// Cargo builds all examples into one folder, where two of one name would take each other's place.
fn one_of_each_name(report: &mut Report) -> io::Result<()> {
    let mut seen = BTreeSet::new();
    for file in pages::files(&pages::workspace().join("chapters"), "rs")? {
        let folder = file.parent().unwrap_or(&file);
        let example = if file.ends_with("main.rs") { folder } else { &file };
        let is_example = example.parent().is_some_and(|folder| folder.ends_with("examples"));
        if is_example && !seen.insert(example.file_stem().unwrap_or_default().to_owned()) {
            report.problems.push(format!("{}: another example has this name", file.display()));
        }
    }
    Ok(())
}
