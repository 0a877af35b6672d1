//! The files of the program import each other in one direction only, so that each can be read after
//! those it needs.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

type Imports = BTreeMap<String, BTreeSet<String>>;

/// The modules of `program`, and which of them each imports.
fn imports() -> Imports {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/program");
    let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path());
    let files: Vec<_> = files.filter(|path| !path.ends_with("mod.rs")).collect();
    let name = |path: &Path| path.file_stem().expect("a name").to_str().expect("UTF-8").to_owned();
    let modules: BTreeSet<String> = files.iter().map(|path| name(path)).collect();
    let imports = |path: &Path| {
        let text = fs::read_to_string(path).expect("a file");
        let code = text.split("#[cfg(test)]").next().expect("some text");
        let found: BTreeSet<String> = code.split("super::").skip(1).flat_map(imported).collect();
        let unknown: Vec<_> = found.difference(&modules).collect();
        assert!(unknown.is_empty(), "{}: {unknown:?} is no file beside it", path.display());
        (name(path), found)
    };
    files.iter().map(|path| imports(path)).collect()
}

/// The modules named right after `super::`: one, or a list in braces.
fn imported(rest: &str) -> Vec<String> {
    let first = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let Some(list) = rest.strip_prefix('{') else { return vec![first(rest)] };
    let (mut depth, mut modules) = (0, vec![first(list)]);
    for (place, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => modules.push(first(&list[place + 1..])),
            _ => {}
        }
    }
    modules.retain(|module| !module.is_empty());
    modules
}

#[test]
fn no_imports_go_in_a_circle() {
    let mut left = imports();
    assert!(left.len() > 25 && left["train"].contains("start") && left["cli"].contains("settings"));
    // Whatever imports nothing that is left can be read next.
    loop {
        let names: BTreeSet<String> = left.keys().cloned().collect();
        let before = left.len();
        left.retain(|_, imports| imports.iter().any(|import| names.contains(import)));
        if left.is_empty() {
            return;
        }
        assert!(left.len() < before, "a circle among {left:#?}");
    }
}
