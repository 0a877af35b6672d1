//! CONTRIBUTING.md is true: for everything that it says how to add, one is named that is already
//! there, and that one is in all the files of the list.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn contributing() -> String {
    fs::read_to_string(workspace().join("CONTRIBUTING.md")).expect("it is there")
}

/// A section that says how to add something: what is added, the one to follow, and the files.
struct Recipe<'a> {
    what: &'a str,
    follow: &'a str,
    files: Vec<String>,
}

/// Reads the sections that are called "Add …", each with "Follow `name`" and a list of files in
/// which `<name>` stands for that name.
fn recipes(text: &str) -> Vec<Recipe<'_>> {
    let recipe = |section| {
        let (what, body): (&str, &str) = str::split_once(section, '\n').expect("a section");
        let follow = between(body, "Follow `", "`").unwrap_or_else(|| panic!("{what}: no pattern"));
        let file = |line: &str| Some(between(line, "- `", "`")?.replace("<name>", follow));
        Recipe { what, follow, files: body.lines().filter_map(file).collect() }
    };
    text.split("\n## ").filter_map(|section| section.strip_prefix("Add ")).map(recipe).collect()
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    text.split_once(start)?.1.split_once(end).map(|(inside, _)| inside)
}

/// Names are written in many ways: `AdamW`, `adamw`, `leaky_relu`, `leaky-relu`, `LeakyReLU`.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !"-_".contains(*c)).flat_map(char::to_lowercase).collect()
}

#[test]
fn whatever_is_added_is_in_all_the_files_of_its_list() {
    let text = contributing();
    let mut added = vec![];
    for Recipe { what, follow, files } in recipes(&text) {
        assert!(files.len() > 2, "Add {what}: only {} files", files.len());
        for file in files {
            let path = workspace().join(&file);
            let read = fs::read_to_string(&path);
            let text = read.unwrap_or_else(|error| panic!("Add {what}: {file}: {error}"));
            let named = plain(&file).contains(&plain(follow));
            assert!(
                named || plain(&text).contains(&plain(follow)),
                "Add {what}: `{follow}` is not in {file}"
            );
        }
        added.push(what);
    }
    let all = ["an activation", "an operation", "an optimizer", "a page", "a figure"];
    assert_eq!(added, all);
}

#[test]
fn every_link_leads_to_a_file() {
    let text = contributing();
    let links: Vec<&str> =
        text.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    assert!(links.len() > 10, "only {} links", links.len());
    for link in links.into_iter().filter(|link| !link.starts_with("http")) {
        let file = link.split('#').next().unwrap_or_default();
        assert!(file.is_empty() || workspace().join(file).exists(), "{link}");
    }
}
