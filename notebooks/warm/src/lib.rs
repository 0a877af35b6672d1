//! A kernel's own copy of what has been compiled for all kernels.
//!
//! The kernel compiles every cell as a crate of the same name. If two kernels shared a build folder,
//! Cargo, which compares times, could take the cell of one for the cell of the other. So each kernel
//! has a folder of its own. But compiling the chapters takes minutes. `cargo lab` does it once, in
//! `target/notebooks/warm`, and each kernel begins with a copy of that folder. Libraries, the bulk of
//! it, are hard links where the file system has them, so the copy takes a moment and next to no space.
//!
//! `evcxr.toml`, beside the notebooks, has each kernel call [`begin`] when it starts. There are no
//! dependencies, because each kernel compiles this crate anew.

use std::fs::{self, File, FileTimes};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// What `cargo lab` compiles for all kernels.
pub struct Warm {
    folder: PathBuf,
}

impl Warm {
    /// The one in `target`, the workspace's build folder.
    pub fn of(target: &Path) -> Self {
        Self { folder: target.join("notebooks/warm") }
    }

    /// The folder of the crate that is compiled as a kernel would compile it.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where that crate is compiled.
    pub fn target(&self) -> PathBuf {
        self.folder.join("target")
    }

    /// A file that is there while everything has been compiled.
    pub fn done(&self) -> PathBuf {
        self.folder.join("done")
    }
}

/// Gives a kernel, whose folder is `kernel`, its copy and the workspace's `Cargo.lock`.
///
/// If nothing has been compiled yet, the kernel's first cell says why it takes minutes.
pub fn begin(kernel: impl Into<PathBuf>) {
    let kernel = kernel.into();
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let warm = Warm::of(&target.unwrap_or_else(|| workspace.join("target")));
    // Without it, the kernel takes the newest version of every crate.
    let locked = fs::copy(workspace.join("Cargo.lock"), kernel.join("Cargo.lock")).is_ok();
    let copied = warm.done().exists() && copy(&warm.target(), &kernel.join("target")).is_ok();
    if !(locked && copied) {
        thread::spawn(move || explain(&kernel));
    }
}

const COLD: &str = "This cell compiles the chapters first. That takes a few minutes, each time a \
notebook is opened.\nTo compile them once, for all notebooks, run in a terminal:\n    cargo lab";

/// Waits until the kernel compiles the chapters, and says so.
fn explain(kernel: &Path) {
    let asks = |what: &str| what.contains("vectors = ") || what.contains("tensors = ");
    while let Ok(manifest) = fs::read_to_string(kernel.join("Cargo.toml")) {
        if asks(&manifest) {
            // What is printed waits until the cell has been compiled; the error stream does not.
            return eprintln!("{COLD}");
        }
        thread::sleep(Duration::from_millis(200));
    }
}

/// Copies a build folder with the times of its files, by which Cargo knows what is fresh. A file that
/// is there already stays.
///
/// # Errors
///
/// If the folder is not there, or a file can be neither linked nor copied.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy(&from, &to)?;
            continue;
        }
        if to.exists() || is_replaced(&from) && fs::hard_link(&from, &to).is_ok() {
            continue;
        }
        fs::copy(&from, &to)?;
        let times = FileTimes::new().set_modified(entry.metadata()?.modified()?);
        File::options().append(true).open(&to)?.set_times(times)?;
    }
    Ok(())
}

/// A library. The compiler puts a new file in its place, while it writes into other files as they
/// are; in those, a link would change the original.
fn is_replaced(path: &Path) -> bool {
    let libraries = ["rlib", "rmeta", "so", "dylib", "dll"];
    path.extension().is_some_and(|kind| libraries.iter().any(|&library| kind == library))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_the_same_files_of_the_same_age() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        fs::create_dir_all(from.join("deps")).unwrap();
        fs::create_dir_all(to.join("deps")).unwrap();
        let old = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        for name in ["deps/libunit.rlib", "deps/unit.d"] {
            fs::write(from.join(name), name).unwrap();
            let file = File::options().append(true).open(from.join(name)).unwrap();
            file.set_modified(old).unwrap();
        }
        fs::write(from.join("mine"), "of all").unwrap();
        fs::write(to.join("mine"), "the kernel's own").unwrap();
        copy(&from, &to).unwrap();

        for name in ["deps/libunit.rlib", "deps/unit.d"] {
            assert_eq!(fs::read_to_string(to.join(name)).unwrap(), name);
            assert_eq!(fs::metadata(to.join(name)).unwrap().modified().unwrap(), old);
        }
        assert_eq!(fs::read_to_string(to.join("mine")).unwrap(), "the kernel's own");
        // What the kernel writes into its own file does not reach the original.
        fs::write(to.join("deps/unit.d"), "changed").unwrap();
        assert_eq!(fs::read_to_string(from.join("deps/unit.d")).unwrap(), "deps/unit.d");
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(copy(&folder.path().join("none"), &folder.path().join("to")).is_err());
    }
}
