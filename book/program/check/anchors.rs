//! Every anchor that a page names exists, and every anchor is on some page.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::PathBuf,
};

use super::Report;
use crate::{
    markup,
    pages::{self, Page},
};

pub(super) fn check(pages: &[Page], report: &mut Report) -> io::Result<()> {
    let anchors = in_crates()?;
    let mut used = BTreeSet::new();
    for page in pages {
        for line in page.text.lines() {
            for include in markup::includes(&page.path, line) {
                let mut problem = |text: String| {
                    report.problems.push(format!("{}: {text}", page.path.display()));
                };
                let shown = include.file.display();
                match (&include.anchor, anchors.get(&include.file)) {
                    _ if !pages::workspace().join(&include.file).is_file() => {
                        problem(format!("includes {shown}, which does not exist"));
                    }
                    (None, Some(_)) => {
                        problem(format!("includes all of {shown}, which has anchors"));
                    }
                    (Some(anchor), Some(known)) if known.contains(anchor) => {
                        used.insert((include.file.clone(), anchor.clone()));
                    }
                    // Of other files, a page may include some lines, such as `table.md:3:`.
                    (Some(_), None) if include.file.extension().is_none_or(|e| e != "rs") => {}
                    (Some(anchor), _) => {
                        problem(format!("{shown} has no complete anchor `{anchor}`"));
                    }
                    (None, None) => {}
                }
                if include.file.extension().is_some_and(|e| e == "rs") {
                    report.snippets += 1;
                }
            }
        }
    }
    for (file, names) in anchors {
        for name in names {
            if !used.contains(&(file.clone(), name.clone())) {
                report
                    .problems
                    .push(format!("{}: the anchor `{name}` is on no page", file.display()));
            }
        }
    }
    Ok(())
}

/// The anchors that begin and end, by file.
fn in_crates() -> io::Result<BTreeMap<PathBuf, BTreeSet<String>>> {
    let workspace = pages::workspace();
    let mut anchors = BTreeMap::new();
    let mut files = pages::files(&workspace.join("chapters"), "rs")?;
    files.extend(pages::files(&workspace.join("benches"), "rs")?);
    for path in files {
        let text = pages::read(&path)?;
        let named = |mark: &str| -> BTreeSet<String> {
            let names = text.lines().filter_map(|line| line.trim().strip_prefix(mark));
            names.map(|name| name.trim().to_owned()).collect()
        };
        let begun = named("// ANCHOR:");
        let ended = named("// ANCHOR_END:");
        if !begun.is_empty() {
            let file = path.strip_prefix(&workspace).unwrap_or(&path).to_owned();
            anchors.insert(file, begun.intersection(&ended).cloned().collect());
        }
    }
    Ok(anchors)
}
