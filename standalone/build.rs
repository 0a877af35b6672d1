//! Makes the list of the book's files, from which the compiler puts them into the program.

use std::{
    env,
    fmt::Write,
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_EMBEDDED").is_none() {
        return ExitCode::SUCCESS;
    }
    match write_list() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            println!("cargo::error={problem}");
            ExitCode::FAILURE
        }
    }
}

fn write_list() -> Result<(), String> {
    let folder = |name| env::var_os(name).map(PathBuf::from).ok_or(format!("cargo sets {name}"));
    // Where `cargo book` builds it, even if cargo itself was told to build elsewhere.
    let book = folder("CARGO_MANIFEST_DIR")?.with_file_name("target").join("book");
    if !book.join("index.html").is_file() {
        return Err(format!(
            "the released program has the book inside, and {} does not hold it; run `cargo run -p \
             book -- build` first",
            book.display()
        ));
    }
    // A page that changes, comes or goes.
    println!("cargo::rerun-if-changed={}", book.display());

    let mut files = vec![];
    collect(&book, "", &mut files).map_err(|error| format!("{}: {error}", book.display()))?;
    files.sort();
    let mut list = "&[\n".to_owned();
    for (name, path) in files {
        let path = path.to_str().ok_or(format!("{}: a name must be UTF-8", path.display()))?;
        writeln!(list, "    ({name:?}, include_bytes!({path:?})),").map_err(|e| e.to_string())?;
    }
    list.push_str("]\n");
    let path = folder("OUT_DIR")?.join("files.rs");
    fs::write(&path, list).map_err(|error| format!("{}: {error}", path.display()))
}

/// Every file below a folder: its name, as a browser asks for it, and its path.
fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let last = path.file_name().unwrap_or_default().to_string_lossy();
        let name = format!("{prefix}{last}");
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files)?;
        } else {
            files.push((name, path));
        }
    }
    Ok(())
}
