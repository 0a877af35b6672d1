//! Links between pages lead to files that exist. (The parts after `#` are checked on the built
//! site.) An image on a page is a figure, so that its alternative text is its own.

use pulldown_cmark::{Event, Parser, Tag};

use super::Report;
use crate::{markup, pages, pages::Page};

pub(super) fn check(page: &Page, report: &mut Report) {
    let folder = pages::src().join(&page.path);
    let folder = folder.parent().unwrap_or(&folder);
    let mut problem =
        |text: String| report.problems.push(format!("{}: {text}", page.path.display()));
    for event in Parser::new_ext(&page.text, markup::options()) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                let file = dest_url.split('#').next().unwrap_or_default();
                let outside = dest_url.contains("://");
                if !outside && !file.is_empty() && !folder.join(file).is_file() {
                    problem(format!("links to {dest_url}, which does not exist"));
                }
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                problem(format!(
                    "shows {dest_url} as an image; write it as {{{{figure name: caption}}}}"
                ));
            }
            _ => {}
        }
    }
}
