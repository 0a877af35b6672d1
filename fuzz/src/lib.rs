//! What the targets share: a place for a file, and frames that make damage go deeper.
//!
//! Most random bytes are refused at the first byte. So each target takes the first byte of its
//! input as a choice: either the rest is the whole file, or it is the inside of one, and an honest
//! frame (a length, a checksum) is put around it. What is inside is then looked at, too.

use std::{
    fs,
    path::{Path, PathBuf},
    process,
    sync::LazyLock,
};

/// The folder of this process; in memory, where the system has such a place.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let memory = Path::new("/dev/shm");
    let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    let folder = parent.join(format!("chain-rule-fuzz-{}", process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    folder
});

/// Writes the bytes to a file of that name, and gives its path.
///
/// # Panics
///
/// If the file cannot be written.
pub fn file(name: &str, bytes: &[u8]) -> PathBuf {
    let path = FOLDER.join(name);
    fs::write(&path, bytes).expect("a file");
    path
}

/// The error must name the file, on one line that a person can read.
///
/// # Panics
///
/// If it does not.
pub fn check_message(error: &str, path: &Path) {
    assert!(error.contains(&path.display().to_string()), "{error}");
    assert!(error.len() < 2000, "{} bytes of message", error.len());
    assert!(!error.contains(|c: char| c.is_control()), "{error:?}");
}

/// A safetensors file around the header and the body that the input holds: a header up to the
/// first zero byte, then the body. JSON has no such byte.
pub fn safetensors(input: &[u8]) -> Vec<u8> {
    let end = input.iter().position(|&byte| byte == 0).unwrap_or(input.len());
    let (header, body) = input.split_at(end);
    let body = body.get(1..).unwrap_or_default();
    [&(header.len() as u64).to_le_bytes(), header, body].concat()
}
