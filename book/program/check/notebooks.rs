//! Every notebook is on a page, as it is today, and its sentences follow the rules of the pages.

use std::{io, path::Path};

use super::{Report, links, numbers};
use crate::{notebooks, pages::Page};

pub(super) fn check(pages: &[Page], report: &mut Report) -> io::Result<()> {
    let names = notebooks::names(&notebooks::folder())?;
    for name in &names {
        report.notebooks += 1;
        let Some(page) = pages
            .iter()
            .find(|page| page.text.lines().any(|line| line == format!("{{{{notebook {name}}}}}")))
        else {
            report.problems.push(format!("the notebook {name} is on no page"));
            continue;
        };
        let cells = notebooks::read(&notebooks::folder(), name)?;
        match notebooks::read(&notebooks::kept_in(), name) {
            Ok(shown) if notebooks::same_sources(&cells, &shown) => {}
            Ok(_) => report.problems.push(format!(
                "the notebook {name} has changed since it ran for its page: \
                 `cargo run -p notebooks -- run`, then `cargo run -p book -- notebooks --refresh`"
            )),
            Err(error) => report.problems.push(error.to_string()),
        }
        let prose = cells.iter().filter(|cell| !cell.is_code).map(|cell| cell.source.as_str());
        let text = notebooks::on_its_page(&prose.collect::<Vec<_>>().join("\n\n"));
        let prose = Page { path: page.path.clone(), text };
        numbers::check(&prose, report);
        links::check(&prose, report);
    }
    for name in notebooks::names(&notebooks::kept_in())? {
        if !names.contains(&name) {
            let file = Path::new("book/notebooks").join(name).with_extension("ipynb");
            report.problems.push(format!("{}: there is no such notebook", file.display()));
        }
    }
    Ok(())
}
