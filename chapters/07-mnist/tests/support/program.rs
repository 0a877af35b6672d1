//! Running the program, in a folder, with a line of flags.

use std::{
    path::Path,
    process::{Command, Stdio},
};

/// What a run of the program said, and how it ended.
#[derive(Debug)]
pub struct Said {
    /// The exit code.
    pub code: i32,
    /// The standard output.
    pub out: String,
    /// The standard error.
    pub err: String,
}

/// The program with these flags, to be started in `folder`.
pub fn command(folder: &Path, flags: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mnist"));
    command.current_dir(folder).args(flags.split_whitespace());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs it to its end, which must not be a panic.
#[track_caller]
pub fn mnist(folder: &Path, flags: &str) -> Said {
    let output = command(folder, flags).output().expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    let (out, err) = (text(output.stdout), text(output.stderr));
    assert!(!err.contains("panicked"), "mnist {flags}\n{err}");
    let code = output.status.code().expect("it ends by itself");
    Said { code, out, err }
}

/// Runs it to its end, which must be a success.
#[track_caller]
pub fn succeeds(folder: &Path, flags: &str) -> String {
    let said = mnist(folder, flags);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "mnist {flags}");
    said.out
}

/// Runs it to its end, which must be an error whose message holds all the words.
#[track_caller]
pub fn fails(folder: &Path, flags: &str, code: i32, words: &[&str]) {
    let said = mnist(folder, flags);
    assert_eq!(said.code, code, "mnist {flags}: {said:?}");
    assert!(said.err.starts_with("error: "), "mnist {flags}: {}", said.err);
    for word in words {
        assert!(said.err.contains(word), "mnist {flags}: no `{word}` in: {}", said.err);
    }
}
