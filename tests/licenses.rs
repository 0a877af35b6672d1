//! Everything this project is built from may be used under MIT or Apache-2.0, and comes from
//! crates.io.
//!
//! The list of licenses is that of `deny.toml`; this test needs no tool but cargo.

use std::{collections::BTreeMap, env, fs, path::Path, process::Command};

use serde::Deserialize;
use spdx::{Expression, Licensee, ParseError, ParseMode};

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

/// What this test reads of `deny.toml`.
#[derive(Deserialize)]
struct Deny {
    licenses: Licenses,
}

#[derive(Deserialize)]
struct Licenses {
    /// Allowed to every package.
    allow: Vec<String>,
    exceptions: Vec<Exception>,
}

/// Licenses that are allowed to one package only.
#[derive(Deserialize)]
struct Exception {
    #[serde(rename = "crate")]
    package: String,
    allow: Vec<String>,
}

impl Licenses {
    fn for_package<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let own = self.exceptions.iter().filter(move |exception| exception.package == name);
        self.allow.iter().chain(own.flat_map(|exception| &exception.allow)).map(String::as_str)
    }
}

/// Whether the allowed licenses are enough for an expression such as
/// `(MIT OR Apache-2.0) AND Unicode-3.0`.
fn satisfied<'a>(
    expression: &str,
    allowed: impl IntoIterator<Item = &'a str>,
) -> Result<bool, ParseError> {
    let allowed: Vec<Licensee> =
        allowed.into_iter().map(Licensee::parse).collect::<Result<_, _>>()?;
    // Old packages separate alternatives with a `/`.
    let expression = Expression::parse_mode(expression, ParseMode::LAX)?;
    Ok(expression.evaluate(|required| allowed.iter().any(|license| license.satisfies(required))))
}

#[test]
fn every_license_is_allowed() {
    // Of a single crate's test, cargo has fetched only what that crate needs.
    let packages = licenses(&["--workspace"])
        .or_else(|_| licenses(&["--package=tests"]))
        .unwrap_or_else(|problem| panic!("{problem}"));
    assert!(packages.len() > 50, "only {} packages were found", packages.len());
    let Deny { licenses } = toml::from_str(&read("deny.toml")).expect("a list of licenses");
    for (package, license) in packages {
        let name = package.split(' ').next().unwrap_or_default();
        match satisfied(&license, licenses.for_package(name)) {
            Ok(satisfied) => assert!(satisfied, "{package}: `{license}` is not allowed"),
            Err(problem) => panic!("{package}: {problem}"),
        }
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
fn licenses_are_matched_as_spdx_says() {
    for (expression, allowed, expected) in [
        ("GPL-3.0/MIT", "MIT", true),
        // AND binds more tightly than OR.
        ("MIT OR ISC AND GPL-3.0", "MIT", true),
        ("(MIT OR ISC) AND GPL-3.0", "MIT", false),
        // An exception is part of a license.
        ("Apache-2.0", "Apache-2.0 WITH LLVM-exception", false),
        ("Apache-2.0 WITH LLVM-exception", "Apache-2.0", false),
        ("Apache-2.0 WITH LLVM-exception", "Apache-2.0 WITH LLVM-exception", true),
    ] {
        assert_eq!(satisfied(expression, [allowed]).unwrap(), expected, "{expression}");
    }
    assert!(satisfied("", ["MIT"]).is_err(), "no license at all");
}

#[test]
fn a_license_allowed_to_one_package_is_allowed_to_no_other() {
    let Deny { licenses } = toml::from_str(&read("deny.toml")).expect("a list of licenses");
    let exception = licenses.exceptions.first().expect("at least one exception");
    let allowed = |name| satisfied(&exception.allow[0], licenses.for_package(name));
    assert!(allowed(&exception.package).unwrap());
    assert!(!allowed("unit").unwrap());
}
