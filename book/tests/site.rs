//! The built site: every link leads somewhere, every picture is there and says what it shows, and
//! nothing is asked of the network.
#![cfg(feature = "site")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Component, Path, PathBuf},
};

/// The values of an attribute in a page, with the tag each stands in.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<(&'a str, &'a str)> {
    let mark = format!(" {name}=\"");
    html.match_indices(&mark)
        .filter_map(|(at, _)| {
            let tag = &html[html[..at].rfind('<')? + 1..];
            let value = html[at + mark.len()..].split('"').next()?;
            // Code that shows HTML has its `<` escaped, so a real tag is all one piece.
            (!tag[..tag.find('>')?.min(tag.len())].is_empty()).then_some((tag, value))
        })
        .collect()
}

fn pages_of(site: &Path) -> BTreeMap<PathBuf, String> {
    let mut pages = BTreeMap::new();
    let mut folders = vec![site.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "html") {
                let text = fs::read_to_string(&path).expect("a page");
                pages.insert(path.strip_prefix(site).expect("inside").to_owned(), text);
            }
        }
    }
    pages
}

fn resolve(page: &Path, link: &str) -> PathBuf {
    let mut path = PathBuf::new();
    for part in page.parent().expect("a folder").join(link).components() {
        match part {
            Component::ParentDir => _ = path.pop(),
            part => path.push(part),
        }
    }
    path
}

#[test]
fn the_site_holds_together() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = folder.path().join("book");
    book::site::build(&site).expect("the book builds");
    let pages = pages_of(&site);
    assert!(pages.len() > 30, "{} pages", pages.len());
    let ids: BTreeMap<&PathBuf, BTreeSet<&str>> = pages
        .iter()
        .map(|(path, html)| (path, attributes(html, "id").into_iter().map(|(_, id)| id).collect()))
        .collect();

    let mut problems = vec![];
    for (page, html) in &pages {
        // The list of contents for readers without scripts is loaded into other pages.
        let is_toc = page == Path::new("toc.html");
        let mut problem = |text: String| problems.push(format!("{}: {text}", page.display()));
        let loaded = attributes(html, "src").into_iter().map(|link| (true, link));
        let linked = attributes(html, "href").into_iter().map(|link| (false, link));
        for (loads, (tag, link)) in loaded.chain(linked) {
            // A picture that carries its own data.
            if link.starts_with("data:image/svg+xml,") {
                continue;
            }
            let outside = link.contains("://") || link.starts_with("mailto:");
            if outside {
                if loads || tag.starts_with("link") {
                    problem(format!("loads {link}"));
                }
                continue;
            }
            // The page for wrong addresses does not know where it stands, but where the site does.
            if page == Path::new("404.html") && link == "/" {
                continue;
            }
            let (file, part) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { page.clone() } else { resolve(page, file) };
            if !site.join(&target).is_file() {
                problem(format!("{link} leads nowhere"));
            } else if !part.is_empty() && !is_toc && !ids[&target].contains(part) {
                problem(format!("{link}: {} has no part `{part}`", target.display()));
            }
        }
        for (tag, _) in attributes(html, "src").iter().filter(|(tag, _)| tag.starts_with("img")) {
            let tag = &tag[..tag.find('>').expect("its end")];
            let alt = attributes(&format!("<{tag}>"), "alt").first().map(|(_, alt)| alt.len());
            if alt.is_none_or(|length| length < 20) {
                problem(format!("a picture without words: {tag}"));
            }
        }
        for left in ["{{", "$$", "<merror"] {
            let main = html.split_once("<main>").and_then(|(_, rest)| rest.split_once("</main>"));
            let prose = main.map_or("", |(main, _)| main);
            let prose: String = prose
                .split("<code")
                .map(|part| part.split_once("</code>").map_or(part, |p| p.1))
                .collect();
            if prose.contains(left) {
                problem(format!("`{left}` is left in the text"));
            }
        }
    }
    let problems: BTreeSet<_> = problems.into_iter().collect();
    let text: Vec<_> = problems.iter().map(String::as_str).collect();
    assert!(problems.is_empty(), "{}", text.join("\n"));
}
