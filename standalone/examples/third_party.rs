//! THIRD-PARTY.txt: the libraries that the released program is built from, with their licenses.
//!
//! `cargo run -p standalone --example third_party -- x86_64-pc-windows-msvc`, with the computer that
//! the program is for; without one, it is for this computer.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

/// Most who write a library license it under one of two identical texts. Each text is printed once.
type Texts = BTreeMap<String, BTreeSet<String>>;

fn cargo(args: &[&str]) -> Result<String, String> {
    let mut cargo = Command::new(env::var("CARGO").unwrap_or_else(|_| "cargo".into()));
    let output = cargo.args(args).args(["--locked", "--color=never"]).output();
    let output = output.map_err(|error| format!("cargo does not start: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    String::from_utf8(output.stdout).map_err(|error| error.to_string())
}

/// Whether a file states a license, by its name; British authors spell it with another C.
fn states_a_license(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
    path.is_file()
        && ["LICEN", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"]
            .iter()
            .any(|start| name.starts_with(start))
}

/// The folder of every package there is a source of, by `name v1.2.3`.
fn folders() -> Result<BTreeMap<String, PathBuf>, String> {
    let json = cargo(&["metadata", "--format-version=1"])?;
    let metadata: Value = serde_json::from_str(&json).map_err(|error| error.to_string())?;
    let packages = metadata["packages"].as_array().ok_or("no list of packages")?;
    let folder = |package: &Value| {
        // The packages of this workspace have no source but their folder.
        package["source"].as_str()?;
        let name = format!("{} v{}", package["name"].as_str()?, package["version"].as_str()?);
        Some((name, Path::new(package["manifest_path"].as_str()?).parent()?.to_owned()))
    };
    Ok(packages.iter().filter_map(folder).collect())
}

fn third_party(target: Option<&str>) -> Result<String, String> {
    let target = target.map(|target| format!("--target={target}"));
    let mut tree = vec!["tree", "--package=standalone", "--features=embedded", "--edges=normal"];
    tree.extend(["--prefix=none", "--format={p}|{l}|{r}|"]);
    tree.extend(target.as_deref());
    let tree = cargo(&tree)?;
    let folders = folders()?;

    let (mut list, mut texts) = (BTreeSet::new(), Texts::new());
    for line in tree.lines() {
        let mut parts = line.split('|');
        let (Some(package), Some(license), Some(from)) = (parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        // A macro is followed by a word that says so.
        let package = package.trim_end_matches(" (proc-macro)");
        let Some(folder) = folders.get(package) else { continue };
        list.insert(format!("{package}: {license}, {from}"));
        for entry in fs::read_dir(folder).map_err(|error| error.to_string())? {
            let path = entry.map_err(|error| error.to_string())?.path();
            if states_a_license(&path) {
                let text = fs::read_to_string(&path).map_err(|error| error.to_string())?;
                let text = text.replace("\r\n", "\n").trim().to_owned();
                texts.entry(text).or_default().insert(package.to_owned());
            }
        }
    }
    let list: Vec<String> = list.into_iter().collect();
    let mut all = format!(
        "The libraries that the program is built from, each with its license and where its source \
         is:\n\n{}\n",
        list.join("\n")
    );
    let rule = "-".repeat(80);
    for (text, packages) in texts {
        let packages: Vec<String> = packages.into_iter().collect();
        all += &["\n", &rule, "\n", &packages.join(", "), ":\n\n", &text, "\n"].concat();
    }
    Ok(all)
}

fn main() -> Result<(), String> {
    print!("{}", third_party(env::args().nth(1).as_deref())?);
    Ok(())
}
