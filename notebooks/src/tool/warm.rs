//! Compiling what the notebooks need before a kernel does.
//!
//! A kernel shows no progress while it compiles; Cargo, in a terminal, does. So a crate that asks for
//! the same things, with the kernel's own settings, is compiled here and now; what comes of it each
//! kernel copies when it starts (see the crate `warm`).

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

use notebooks::ipynb::Notebook;
use warm::Warm;

use super::{Error, builds, files, folder, made, quoted};

/// The kernel's `Cargo.toml`, as evcxr 0.22 writes it (`get_cargo_toml_contents` in its `module.rs`).
/// With other settings, what is compiled here would not be what the kernel looks for.
fn manifest(dependencies: &str) -> String {
    format!(
        r#"[package]
name = "ctx"
version = "1.0.0"
edition = "2024"

[lib]
crate-type = ["cdylib"]
path = "src/lib.rs"

[profile.dev]
opt-level = {OPT_LEVEL}
debug = false
strip = "debuginfo"
rpath = true
lto = false
debug-assertions = true
codegen-units = 16
panic = 'unwind'
incremental = true
overflow-checks = true

[dependencies]
{dependencies}
"#
    )
}

/// As in `notebooks/evcxr.toml`.
const OPT_LEVEL: u8 = 1;
const ENVIRONMENT: [(&str, &str); 2] = [
    ("RUSTFLAGS", "-Cprefer-dynamic -Clink-args=-Wl,-rpath,$ORIGIN,-rpath,@loader_path"),
    ("CARGO_INCREMENTAL", "0"),
];

/// Fetches and compiles what all notebooks need, with Cargo's own progress bar. If that has been
/// done, it takes a second.
pub fn all() -> Result<(), Error> {
    let workspace = folder().join("..");
    cargo(Command::new("cargo").current_dir(&workspace).args(["fetch", "--locked"]))?;

    let warm = Warm::of(&made(&builds())?);
    let at = |source| Error::Folder { path: warm.folder().to_owned(), source };
    let host = host()?;
    // A kernel that starts now should not copy what is half compiled.
    remove(&warm.done()).map_err(at)?;
    fs::create_dir_all(warm.folder().join("src")).map_err(at)?;
    fs::write(warm.folder().join("src/lib.rs"), "").map_err(at)?;
    for dependencies in dependencies()? {
        fs::write(warm.folder().join("Cargo.toml"), manifest(&dependencies)).map_err(at)?;
        fs::copy(workspace.join("Cargo.lock"), warm.folder().join("Cargo.lock")).map_err(at)?;
        // A cell is compiled; one with a mistake is checked as well, to find it.
        for command in ["build", "check"] {
            let mut cargo_command = Command::new("cargo");
            cargo_command
                .current_dir(warm.folder())
                .args([command, "--offline", "--target", &host])
                .env("CARGO_TARGET_DIR", warm.target())
                .env("CARGO_BUILD_BUILD_DIR", warm.target())
                .envs(ENVIRONMENT);
            cargo(&mut cargo_command)?;
        }
    }
    fs::write(warm.done(), "").map_err(at)
}

/// What the notebooks ask for in their first cells, each set once.
fn dependencies() -> Result<BTreeSet<String>, Error> {
    let here = folder()
        .canonicalize()
        .map_err(|source| Error::Folder { path: folder().to_owned(), source })?;
    let mut sets = BTreeSet::new();
    for path in files(Vec::new())? {
        let notebook = Notebook::read(&path)?;
        let set: Vec<String> = notebook
            .cells
            .iter()
            .flat_map(|cell| cell.source.as_str().lines())
            .filter_map(|line| line.strip_prefix(":dep "))
            .map(|dependency| absolute(dependency, &here))
            .collect();
        sets.insert(set.join("\n"));
    }
    Ok(sets)
}

/// `name = { path = "folder" }`, with the path from the root.
fn absolute(dependency: &str, here: &Path) -> String {
    match dependency
        .split_once("path = \"")
        .and_then(|(name, rest)| Some((name, rest.split_once('"')?)))
    {
        Some((name, (path, rest))) => {
            format!("{name}path = {}{rest}", quoted(&here.join(path)))
        }
        None => dependency.to_owned(),
    }
}

/// The computer's target triple, such as `x86_64-unknown-linux-gnu`.
fn host() -> Result<String, Error> {
    let failed = |says: String| Error::Failed { command: "rustc -vV".to_owned(), says };
    let version = Command::new("rustc").arg("-vV").output().map_err(|e| failed(e.to_string()))?;
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).map(str::to_owned);
    host.ok_or_else(|| failed(version))
}

fn cargo(command: &mut Command) -> Result<(), Error> {
    let words: Vec<_> = command.get_args().map(|word| word.to_string_lossy()).collect();
    let name = format!("cargo {}", words.join(" "));
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Error::Failed { command: name, says: String::new() }),
        Err(error) => Err(Error::Failed { command: name, says: error.to_string() }),
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_are_those_of_the_kernel() {
        let config = include_str!("../../evcxr.toml");
        assert!(config.contains(&format!("\nopt_level = \"{OPT_LEVEL}\"\n")), "{config}");
        for (key, value) in ENVIRONMENT {
            assert!(config.contains(&format!("\n:build_env {key}={value}\n")), "{config}");
        }
    }

    #[test]
    fn the_notebooks_ask_for_two_sets() {
        let sets: Vec<String> = dependencies().unwrap().into_iter().collect();
        assert_eq!(sets.len(), 2, "each takes minutes to compile: {sets:?}");
        for (set, name) in sets.iter().zip(["tensors", "vectors"]) {
            let path = folder().canonicalize().unwrap().join(name);
            assert_eq!(*set, format!("{name} = {{ path = {path:?} }}"));
        }
    }

    #[test]
    fn other_dependencies_stay_as_they_are() {
        assert_eq!(absolute("rand = \"0.10\"", Path::new("/a")), "rand = \"0.10\"");
        assert_eq!(
            absolute("u = { path = \"b/c\", x = 1 }", Path::new("/a")),
            "u = { path = \"/a/b/c\", x = 1 }"
        );
    }
}
