//! A file is written completely or not at all, and an error says why.

use std::fs;
use std::path::Path;

use data::DataError;
use data::files::write_atomically;
use proptest::prelude::*;

#[test]
fn new_and_old_files_get_the_content() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("numbers");
    for content in [&b"first"[..], b"", b"a longer second one"] {
        write_atomically(&path, content).unwrap();
        assert_eq!(fs::read(&path).unwrap(), content);
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "a temporary file was left");
}

#[test]
fn a_folder_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("inside"), "kept").unwrap();
    let error = write_atomically(folder.path(), b"new").unwrap_err();
    assert!(matches!(&error, DataError::NotAFile { found: "a folder", .. }), "{error}");
    assert_eq!(fs::read(folder.path().join("inside")).unwrap(), b"kept");
}

#[test]
fn a_missing_folder_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = write_atomically(&folder.path().join("gone/numbers"), b"new").unwrap_err();
    let message = error.to_string();
    assert!(message.contains("gone") && message.contains("folder exists"), "{message}");
}

#[test]
fn a_read_only_file_keeps_its_content() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("numbers");
    fs::write(&path, "kept").unwrap();
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let error = write_atomically(&path, b"new").unwrap_err();
    assert!(error.to_string().contains("read-only"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), b"kept");
}

#[test]
fn a_name_without_a_folder_is_in_the_current_folder() {
    let name = format!("written-by-test-{}", std::process::id());
    write_atomically(Path::new(&name), b"here").unwrap();
    let content = fs::read(&name).unwrap();
    fs::remove_file(&name).unwrap();
    assert_eq!(content, b"here");
}

/// Asserts that a write fails, that no old file is lost, and that no temporary one remains.
#[track_caller]
fn write_fails(folder: &Path, path: &Path, words: &[&str]) {
    let names = || {
        let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
        names.sort();
        names
    };
    let before = names();
    let message = write_atomically(path, b"new").unwrap_err().to_string();
    for word in words.iter().copied().chain([path.to_str().unwrap()]) {
        assert!(message.contains(word), "no `{word}` in: {message}");
    }
    assert_eq!(names(), before);
}

#[test]
fn a_file_is_not_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("numbers");
    fs::write(&path, "kept").unwrap();
    #[cfg(unix)]
    for below in ["one", "one/two", "."] {
        write_fails(folder.path(), &path.join(below), &["is a file, not a folder"]);
    }
    assert_eq!(fs::read(&path).unwrap(), b"kept");
}

#[cfg(unix)]
#[test]
fn a_name_can_be_too_long() {
    let folder = tempfile::tempdir().unwrap();
    let name = |length: usize| folder.path().join("n".repeat(length));
    write_atomically(&name(255), b"new").unwrap();
    write_fails(folder.path(), &name(256), &["cannot write", "choose a shorter name"]);
    write_fails(folder.path(), &name(256).join("numbers"), &["choose a shorter name"]);
    write_fails(folder.path(), &folder.path().join("n/".repeat(5000)), &["choose a shorter name"]);
}

/// On Linux a name may contain all bytes but two.
#[cfg(target_os = "linux")]
#[test]
fn a_name_need_not_be_text() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(OsStr::from_bytes(b"numbers-\xff\n\x1b"));
    for content in [&b"first"[..], b"second"] {
        write_atomically(&path, content).unwrap();
        assert_eq!(fs::read(&path).unwrap(), content);
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let never = folder.path().join(OsStr::from_bytes(b"a\0b"));
    write_atomically(&never, b"new").unwrap_err();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_folder_may_be_read_only() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("numbers");
    fs::write(&path, "kept").unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    // Root may write in spite of the permissions.
    if fs::write(folder.path().join("probe"), "").is_err() {
        let message = write_atomically(&path, b"new").unwrap_err().to_string();
        assert!(message.contains("may be written to"), "{message}");
        assert_eq!(fs::read(&path).unwrap(), b"kept");
    }
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
}

/// Not even root may create a file in `/proc`.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_to_is_named() {
    let error = write_atomically(Path::new("/proc/numbers"), b"new").unwrap_err();
    assert!(error.to_string().contains("cannot create a file in /proc"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_device_stays_a_device() {
    let error = write_atomically(Path::new("/dev/null"), b"new").unwrap_err();
    assert!(error.to_string().contains("a pipe or a device"), "{error}");
}

#[cfg(unix)]
#[test]
fn links_and_permissions_survive() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let (path, link) = (folder.path().join("numbers"), folder.path().join("link"));
    fs::write(&path, "old").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink(&path, &link).unwrap();

    write_atomically(&link, b"new").unwrap();
    assert!(link.is_symlink());
    assert_eq!(fs::read(&path).unwrap(), b"new");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);

    // A new file has the permissions of any new file.
    fs::write(folder.path().join("plain"), "").unwrap();
    write_atomically(&folder.path().join("ours"), b"").unwrap();
    let mode = |name| fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
    assert_eq!(mode("ours"), mode("plain"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_bytes_come_back(bytes in prop::collection::vec(any::<u8>(), 0..5000)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("numbers");
        write_atomically(&path, &bytes).unwrap();
        prop_assert_eq!(fs::read(&path).unwrap(), bytes);
    }
}
