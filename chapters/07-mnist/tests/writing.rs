//! Disks that are full, folders that are no folders, names that are strange, and a power cut: an
//! error says which file and what to try, and what was there stays whole.
#![cfg(feature = "program")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use program::{fails, succeeds};
use tempfile::TempDir;

#[path = "support/program.rs"]
mod program;
#[path = "support/small.rs"]
mod small;

/// A folder with small data in `data`.
fn place() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    small::write(&folder.path().join("data"), 600, 100);
    folder
}

fn read(path: impl AsRef<Path>) -> Vec<u8> {
    let path = path.as_ref();
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The names in a folder, hidden ones too.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .collect();
    names.sort();
    names
}

const FLAGS: &str = "--data data --hidden 64 --batch-size 64 --schedule constant";

/// What a program leaves that was killed in the middle of a write: half a file under another name.
fn leave_unfinished(run: &Path, good: &[u8]) -> Vec<PathBuf> {
    let lengths = [0, 1, good.len() / 2, good.len()];
    let leave = |(length, name): (usize, &str)| {
        let path = run.join(format!(".chain-rule-writing-{name}"));
        fs::write(&path, &good[..length]).expect("a file");
        path
    };
    lengths.into_iter().zip(["aaaaaa", "bB3bbb", "000000", "Zzzzzz"]).map(leave).collect()
}

#[test]
fn what_a_power_cut_left_is_in_no_ones_way() {
    let folder = place();
    succeeds(folder.path(), &format!("{FLAGS} --epochs 2 --out whole"));
    succeeds(folder.path(), &format!("{FLAGS} --epochs 1 --out run"));
    let run = folder.path().join("run");
    let checkpoint = read(run.join("checkpoint.safetensors"));
    let left = leave_unfinished(&run, &checkpoint);
    let mine = run.join(".chain-rule-writing-something-else");
    fs::write(&mine, "mine").expect("a file");

    // The network is found as before, and reading removes nothing.
    succeeds(folder.path(), "eval --data data --model run/model.safetensors");
    assert!(left.iter().all(|path| path.exists()));

    succeeds(folder.path(), "--resume --epochs 2 --out run");
    assert!(left.iter().all(|path| !path.exists()), "{:?}", names(&run));
    assert_eq!(read(mine), b"mine");
    let model = |run: &str| read(folder.path().join(run).join("model.safetensors"));
    assert!(model("run") == model("whole"));
}

/// The shell lets a program write files of a certain size and no larger, as a disk would that is
/// full from there on.
#[cfg(unix)]
#[test]
fn a_full_disk_loses_nothing() {
    let folder = place();
    let limited = |kib: u32, flags: &str| {
        // The limit is in blocks of 512 bytes. Without the trap, the program would be killed.
        let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", 2 * kib);
        let output = std::process::Command::new("sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_mnist")])
            .args(flags.split_whitespace())
            .current_dir(folder.path())
            .output()
            .expect("there is `sh`");
        let error = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(!error.contains("panicked"), "{error}");
        (output.status.code(), error)
    };
    succeeds(folder.path(), &format!("{FLAGS} --epochs 2 --out whole"));

    // Parameters take 203 kB, and twice as much once the optimizer has its momentum: the first
    // checkpoint finds room, that of the first epoch does not.
    let (code, error) = limited(300, &format!("{FLAGS} --epochs 2 --out run"));
    assert_eq!(code, Some(1), "{error}");
    for word in ["error: cannot write run/checkpoint.safetensors", "large", "make room"] {
        assert!(error.contains(word), "no `{word}` in: {error}");
    }
    let run = folder.path().join("run");
    assert_eq!(names(&run), ["checkpoint.safetensors", "settings.toml"]);

    // With room again, the run goes on from there, to the same bits.
    succeeds(folder.path(), "--resume --out run");
    let model = |run: &str| read(folder.path().join(run).join("model.safetensors"));
    assert!(model("run") == model("whole"));

    // Full again: what was there stays, to the last bit.
    let before: Vec<_> =
        names(&run).into_iter().map(|name| (read(run.join(&name)), name)).collect();
    let (code, error) = limited(100, "--resume --epochs 3 --out run");
    assert_eq!(code, Some(1), "{error}");
    assert!(error.contains("cannot write run/checkpoint.safetensors"), "{error}");
    let settings = "settings.toml";
    for (bytes, name) in before.iter().filter(|(_, name)| name != settings) {
        assert!(read(run.join(name)) == *bytes, "{name}");
    }
    assert_eq!(names(&run).len(), before.len());

    // A figure is a file like any other.
    let (code, error) = limited(4, "tutorial --data data --out drawn");
    assert_eq!(code, Some(1), "{error}");
    assert!(error.contains("cannot write drawn/tutorial.svg"), "{error}");
    assert!(names(&folder.path().join("drawn")).is_empty());
}

#[test]
fn a_folder_where_a_file_should_be() {
    let folder = place();
    for name in ["settings.toml", "model.safetensors", "metrics.json", "mistakes.png"] {
        let run = folder.path().join(name.replace('.', "-"));
        let out = run.file_name().expect("a name").to_str().expect("UTF-8");
        let flags = "--data data --hidden 8 --batch-size 64 --schedule constant";
        succeeds(folder.path(), &format!("{flags} --epochs 1 --out {out}"));
        let checkpoint = read(run.join("checkpoint.safetensors"));
        fs::remove_file(run.join(name)).expect("removed");
        fs::create_dir(run.join(name)).expect("a folder");
        fs::write(run.join(name).join("inside"), "mine").expect("a file");
        let resume = format!("--resume --epochs 2 --out {out}");
        fails(folder.path(), &resume, 1, &[name, "is a folder", "expected a regular file"]);
        assert_eq!(read(run.join(name).join("inside")), b"mine");
        assert!(!names(&run).iter().any(|name| name.starts_with('.')), "{:?}", names(&run));
        // What was learned until then is in the checkpoint, and not lost.
        fs::rename(run.join(name), run.join("aside")).expect("renamed");
        succeeds(folder.path(), &resume);
        assert!(read(run.join("checkpoint.safetensors")) != checkpoint);
        assert!(run.join(name).is_file());
    }
}

#[cfg(unix)]
#[test]
fn folders_that_cannot_be_written_to() {
    use std::os::unix::fs::PermissionsExt;

    let folder = place();
    let run = folder.path().join("run");
    fs::create_dir(&run).expect("a folder");
    fs::set_permissions(&run, fs::Permissions::from_mode(0o555)).expect("set");
    // Permissions do not bind the system's administrator.
    if fs::write(run.join("probe"), "").is_err() {
        for (flags, words) in [
            ("--data data --out run", ["run", "denied"]),
            ("--data data --out run/deeper", ["run/deeper", "denied"]),
            ("tutorial --data data --out run", ["in run", "may be written to"]),
        ] {
            fails(folder.path(), flags, 1, &words);
        }
        assert!(names(&run).is_empty());
    }
    fs::set_permissions(&run, fs::Permissions::from_mode(0o755)).expect("set");
    // But no one creates a file here.
    #[cfg(target_os = "linux")]
    for flags in ["--data data --out /proc", "tutorial --data data --out /proc"] {
        fails(folder.path(), flags, 1, &["/proc"]);
    }
    #[cfg(target_os = "linux")]
    fails(
        folder.path(),
        "--data data --out /proc/run",
        1,
        &["/proc/run", "another folder", "--out"],
    );
}

#[test]
fn names_that_are_too_long() {
    let folder = place();
    let long = "n".repeat(300);
    for flags in [
        format!("--data data --out {long}"),
        format!("tutorial --data data --out {long}"),
        format!("--data {long} --out run"),
        format!("eval --data data --model {long}"),
        format!("predict --model {long} {long}.png"),
    ] {
        fails(folder.path(), &flags, 1, &[&long]);
    }
    assert_eq!(names(folder.path()), ["data"]);
}

/// On Unix a name is any bytes.
#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_text() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt, process::Command};

    let folder = place();
    let strange = OsStr::from_bytes(b"run-\xff\xfe");
    let run = |flags: &str, name: &OsStr| {
        let output = Command::new(env!("CARGO_BIN_EXE_mnist"))
            .current_dir(folder.path())
            .args(flags.split_whitespace())
            .arg(name)
            .output()
            .expect("the program starts");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!error.contains("panicked"), "{error}");
        (output.status.code(), error)
    };
    // Results may go anywhere, and are found again.
    let train = "--data data --hidden 8 --batch-size 64 --schedule constant";
    assert_eq!(run(&format!("{train} --epochs 1 --out"), strange), (Some(0), String::new()));
    assert_eq!(run("--resume --epochs 2 --out", strange), (Some(0), String::new()));
    let model = folder.path().join(strange).join("model.safetensors");
    assert_eq!(run("eval --data data --model", model.as_os_str()), (Some(0), String::new()));

    // Settings are text, so the folder of the data has to be.
    fs::rename(folder.path().join("data"), folder.path().join(strange).join("data"))
        .expect("moved");
    let data = Path::new(strange).join("data");
    let (code, error) = run("--out other --data", data.as_os_str());
    assert_eq!(code, Some(1));
    assert!(error.contains("settings cannot be saved") && error.contains("UTF-8"), "{error}");
    assert!(!folder.path().join("other").exists(), "nothing was begun");

    // A name of no file is shown as well as can be.
    let (code, error) = run("predict --model", OsStr::from_bytes(b"none-\xff"));
    assert_eq!(code, Some(2), "{error}");
    let (code, error) = run("eval --model", OsStr::from_bytes(b"none-\xff"));
    assert_eq!(code, Some(1));
    assert!(error.contains("none-\u{fffd}") && error.contains("train a network first"), "{error}");
}
