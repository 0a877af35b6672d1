//! A chapter depends on earlier chapters and on appendices only; an appendix on no chapter.
//!
//! So a reader of chapters 1 to n can read chapter n + 1 without looking ahead.

use std::{env, path::Path, process::Command};

use serde_json::Value;

/// The position of a package in reading order.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Appendix,
    Chapter(u32),
}

/// The place, from the folder's name: `03-backprop` is chapter 3, `appendix-data` an appendix.
fn place(manifest: &str) -> Option<Place> {
    let folder = Path::new(manifest).parent()?;
    if folder.parent()?.file_name()? != "chapters" {
        return None;
    }
    let name = folder.file_name()?.to_str()?;
    match name.split_once('-')? {
        ("appendix", _) => Some(Place::Appendix),
        (number, _) => number.parse().ok().map(Place::Chapter),
    }
}

fn workspace_packages() -> Vec<Value> {
    let output = Command::new(env::var("CARGO").unwrap_or_else(|_| "cargo".into()))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    metadata["packages"].as_array().expect("a list of packages").clone()
}

#[test]
fn chapters_look_back_and_appendices_look_at_no_chapter() {
    let packages = workspace_packages();
    let place_of = |name: &str| {
        packages
            .iter()
            .find(|package| package["name"] == name)
            .and_then(|package| place(package["manifest_path"].as_str()?))
    };
    let mut checked = 0;
    for package in &packages {
        let name = package["name"].as_str().expect("a name");
        let Some(here) = place_of(name) else { continue };
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            let other = dependency["name"].as_str().expect("a name");
            let Some(there) = place_of(other) else { continue };
            checked += 1;
            match (here, there) {
                (Place::Appendix, Place::Chapter(n)) => {
                    panic!("the appendix `{name}` depends on chapter {n}, `{other}`")
                }
                (Place::Chapter(n), Place::Chapter(m)) => assert!(
                    m < n,
                    "chapter {n}, `{name}`, depends on chapter {m}, `{other}`, which comes later"
                ),
                (_, Place::Appendix) => {}
            }
        }
    }
    assert!(checked > 5, "only {checked} dependencies inside the workspace were found");
}

#[test]
fn every_folder_of_chapters_has_a_place() {
    for package in workspace_packages() {
        let manifest = package["manifest_path"].as_str().expect("a path").to_owned();
        if Path::new(&manifest)
            .parent()
            .and_then(Path::parent)
            .is_some_and(|p| p.ends_with("chapters"))
        {
            assert!(place(&manifest).is_some(), "{manifest}: name it `NN-name` or `appendix-name`");
        }
    }
}
