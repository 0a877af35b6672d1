//! What the chapters' programs print, as the pages show it.
//!
//! Every file in `src/outputs` and `src/values` begins with the command that made it:
//!
//! ```text
//! $ cargo run -p unit --example one_unit
//! ```
//!
//! To add an output, write a file with that line alone and run `cargo run -p book -- refresh`.

use std::{
    env, io,
    path::{Path, PathBuf},
    process::Command,
};

use crate::pages;

/// One file of output.
#[derive(Clone, Debug)]
pub struct Output {
    /// The file.
    pub path: PathBuf,
    /// Its whole text: the command, then what it printed.
    pub text: String,
}

/// All files of output and of values, sorted by name.
///
/// # Errors
///
/// When one of them cannot be read.
pub fn all() -> io::Result<Vec<Output>> {
    let mut paths = pages::files(&pages::src().join("outputs"), "txt")?;
    paths.extend(pages::files(&pages::src().join("values"), "txt")?);
    paths.into_iter().map(|path| Ok(Output { text: pages::read(&path)?, path })).collect()
}

/// Builds every program that an output may name, as the running program was built.
///
/// # Errors
///
/// When cargo cannot be started or a program does not compile.
pub fn build() -> io::Result<()> {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--workspace", "--examples", "--bins", "--quiet"]);
    if profile_folder()?.ends_with("release") {
        cargo.arg("--release");
    }
    let status = cargo.current_dir(pages::workspace()).status()?;
    if status.success() { Ok(()) } else { Err(io::Error::other("the programs do not compile")) }
}

impl Output {
    /// Runs the command and returns the file's text as it should be.
    ///
    /// # Errors
    ///
    /// When the first line is not a command of the kinds above, or the program fails.
    pub fn fresh(&self) -> io::Result<String> {
        let line = self.text.lines().next().unwrap_or_default();
        let (program, arguments) = parse(line).ok_or_else(|| self.error(&format!(
            "found `{line}` as the first line, expected \
             `$ cargo run -p <crate> --example <name> [-- <arguments>]` or `$ cargo run --release -- <arguments>`"
        )))?;
        let path = profile_folder()?.join(program).with_extension(env::consts::EXE_EXTENSION);
        let output = Command::new(&path)
            .args(arguments)
            .current_dir(pages::workspace())
            .output()
            .map_err(|error| self.error(&format!("`{line}` did not start: {error}")))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(self.error(&format!("`{line}` failed:\n{said}")));
        }
        let printed = String::from_utf8_lossy(&output.stdout);
        Ok(format!("{line}\n{}\n", printed.trim_end()).replace("\r\n", "\n"))
    }

    fn error(&self, problem: &str) -> io::Error {
        io::Error::other(format!("{}: {problem}", self.path.display()))
    }
}

/// The program that a command runs, relative to the folder cargo builds in, and its arguments.
fn parse(line: &str) -> Option<(PathBuf, Vec<&str>)> {
    let mut words = line.strip_prefix("$ cargo run ")?.split_whitespace();
    let mut program = None;
    loop {
        match words.next() {
            Some("-p") => _ = words.next()?,
            Some("--release") => program = program.or(Some(PathBuf::from("mnist"))),
            Some("--example") => program = Some(Path::new("examples").join(words.next()?)),
            Some("--") | None => return Some((program?, words.collect())),
            Some(_) => return None,
        }
    }
}

/// The folder of the running program's profile: `target/debug` or `target/release`.
fn profile_folder() -> io::Result<PathBuf> {
    let program = env::current_exe()?;
    let folder = program.parent().unwrap_or(&program);
    let folder = if folder.ends_with("deps") { folder.parent().unwrap_or(folder) } else { folder };
    Ok(folder.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_names_its_program() {
        let example = Path::new("examples").join("blobs");
        assert_eq!(
            parse("$ cargo run -p optimizers --example blobs -- 3 x"),
            Some((example, vec!["3", "x"]))
        );
        assert_eq!(
            parse("$ cargo run --release -- info"),
            Some((PathBuf::from("mnist"), vec!["info"]))
        );
        assert_eq!(parse("$ rm -rf everything"), None);
        assert_eq!(parse("$ cargo run -p unit"), None);
    }
}
