//! `cargo book`, `cargo ci` and these tests are built from the crates that `cargo test --workspace`
//! compiled.
//!
//! Cargo compiles a crate again when the packages named on the command line ask for other features
//! of it. So the book and the tests must ask for every feature that the whole workspace asks for,
//! of every crate that they have in common.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    process::Command,
};

/// The features with which each crate is built. A crate can be built twice: for this computer's
/// build scripts and macros, too.
type Features = BTreeMap<String, BTreeSet<String>>;

fn features(selected: &[&str]) -> Result<Features, String> {
    let output = Command::new(env::var("CARGO").unwrap_or_else(|_| "cargo".into()))
        .args(["tree", "--offline", "--prefix=none", "--format={p}|{f}|"])
        .args(selected)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo starts");
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let mut features = Features::new();
    for line in String::from_utf8(output.stdout).expect("UTF-8").lines() {
        let mut parts = line.split('|').map(str::to_owned);
        if let (Some(package), Some(list)) = (parts.next(), parts.next()) {
            features.entry(package).or_default().insert(list);
        }
    }
    Ok(features)
}

#[test]
fn the_book_and_the_tests_share_what_is_compiled() {
    let Ok(whole) = features(&["--workspace", "--edges=normal,build,dev"]) else {
        // Of these tests alone, cargo has fetched only what they need. There's nothing to share yet.
        return;
    };
    for part in [
        ["--package=book", "--edges=normal,build"],
        ["--package=book", "--edges=normal,build,dev"],
        ["--package=tests", "--edges=normal,build,dev"],
    ] {
        let features = features(&part).unwrap_or_else(|problem| panic!("{problem}"));
        assert!(features.len() > 100, "only {} crates were found", features.len());
        for (package, own) in features {
            assert!(
                own.is_subset(&whole[&package]),
                "{package} is compiled twice: for {part:?} with {own:?}, for the workspace with \
                 {:?}. Name the missing features in book/Cargo.toml, under `shared`.",
                whole[&package]
            );
        }
    }
}
