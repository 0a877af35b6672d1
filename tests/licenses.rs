//! Everything this project is built from may be used under MIT or Apache-2.0, and comes from
//! crates.io.
//!
//! The list of licenses is that of `deny.toml`; this test needs no tool but cargo.

use std::{collections::BTreeMap, env, fs, iter::Peekable, path::Path, process::Command};

/// Package and license of everything that the selected packages are built and tested with here,
/// or what cargo says instead.
fn licenses(selected: &[&str]) -> Result<BTreeMap<String, String>, String> {
    let output = Command::new(env::var("CARGO").unwrap_or_else(|_| "cargo".into()))
        .args(["tree", "--offline", "--edges=normal,build,dev", "--prefix=none"])
        .args(["--format={p}|{l}|"])
        .args(selected)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo starts");
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let lines = text.lines().filter(|line| !line.is_empty());
    let entry = |line: &str| {
        let mut parts = line.split('|').map(str::to_owned);
        parts.next().zip(parts.next()).unwrap_or_else(|| panic!("package|license|, not {line}"))
    };
    Ok(lines.map(entry).collect())
}

fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    fs::read_to_string(path).expect("in the repository")
}

/// What stands between quotation marks.
fn quoted(text: &str) -> Vec<String> {
    text.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The licenses allowed to everyone, and those allowed to one package, by its name.
fn allowed() -> (Vec<String>, BTreeMap<String, Vec<String>>) {
    let file = read("deny.toml");
    let list = file.split_once("\nallow = [").and_then(|(_, rest)| rest.split_once(']'));
    let everyone = quoted(list.expect("a list of licenses").0);
    let exceptions = file.lines().filter(|line| line.trim_start().starts_with("{ crate ="));
    let exception = |line| quoted(line).split_first().map(|(name, l)| (name.clone(), l.to_vec()));
    (everyone, exceptions.filter_map(exception).collect())
}

/// Whether the allowed licenses are enough for an expression such as
/// `(MIT OR Apache-2.0) AND Unicode-3.0`, as SPDX defines them; `/` is an old way to write `OR`.
fn satisfied(expression: &str, allowed: &dyn Fn(&str) -> bool) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    let satisfied = any(&mut words, allowed);
    assert_eq!(words.next(), None, "the end of `{expression}`");
    satisfied
}

type Words<'a, 'b> = &'a mut Peekable<std::str::SplitWhitespace<'b>>;

fn any(words: Words, allowed: &dyn Fn(&str) -> bool) -> bool {
    let mut satisfied = all(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        satisfied |= all(words, allowed);
    }
    satisfied
}

fn all(words: Words, allowed: &dyn Fn(&str) -> bool) -> bool {
    let mut satisfied = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        satisfied &= one(words, allowed);
    }
    satisfied
}

fn one(words: Words, allowed: &dyn Fn(&str) -> bool) -> bool {
    match words.next().expect("a license") {
        "(" => {
            let satisfied = any(words, allowed);
            assert_eq!(words.next(), Some(")"));
            satisfied
        }
        license if words.next_if_eq(&"WITH").is_some() => {
            allowed(&format!("{license} WITH {}", words.next().expect("an exception")))
        }
        license => allowed(license),
    }
}

#[test]
fn every_license_is_allowed() {
    // Of a single crate's test, cargo has fetched only what that crate needs.
    let packages = licenses(&["--workspace"])
        .or_else(|_| licenses(&["--package=tests"]))
        .unwrap_or_else(|problem| panic!("{problem}"));
    assert!(packages.len() > 50, "only {} packages were found", packages.len());
    let (everyone, exceptions) = allowed();
    for (package, license) in packages {
        let name = package.split(' ').next().unwrap_or_default();
        let own = exceptions.get(name).map_or(&[][..], Vec::as_slice);
        let allowed = |license: &str| everyone.iter().chain(own).any(|other| other == license);
        assert!(!license.is_empty(), "{package} names no license");
        assert!(satisfied(&license, &allowed), "{package}: `{license}` is not allowed");
    }
}

#[test]
fn everything_comes_from_crates_io() {
    let lock = read("Cargo.lock");
    let sources: Vec<&str> =
        lock.lines().filter_map(|line| line.strip_prefix("source = ")).collect();
    assert!(sources.len() > 50, "only {} sources were found", sources.len());
    for source in sources {
        assert_eq!(source, r#""registry+https://github.com/rust-lang/crates.io-index""#);
    }
}

#[test]
fn expressions_mean_what_spdx_says() {
    let allowed = |license: &str| ["MIT", "ISC", "A WITH B"].contains(&license);
    for (expression, expected) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("MIT OR GPL-3.0", true),
        ("GPL-3.0/MIT", true),
        ("MIT AND GPL-3.0", false),
        ("MIT AND ISC", true),
        // AND binds more tightly than OR.
        ("MIT OR ISC AND GPL-3.0", true),
        ("(MIT OR ISC) AND GPL-3.0", false),
        ("(GPL-3.0 OR MIT) AND (ISC OR GPL-3.0)", true),
        ("A WITH B", true),
        ("A", false),
        ("MIT WITH B", false),
        ("A WITH B OR GPL-3.0", true),
    ] {
        assert_eq!(satisfied(expression, &allowed), expected, "{expression}");
    }
}
