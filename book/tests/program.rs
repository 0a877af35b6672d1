//! `cargo book`, as it runs where a browser can open and where none can.
#![cfg(all(target_os = "linux", feature = "site"))]

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

/// The program, building into a folder of its own, on a computer without a display.
fn book(folder: &Path) -> Command {
    let mut book = Command::new(env!("CARGO_BIN_EXE_book"));
    book.args(["open", "--into"]).arg(folder.join("book"));
    for name in ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"] {
        book.env_remove(name);
    }
    book
}

/// What it printed, and the file it named, which must exist.
fn run(book: &mut Command) -> (String, String) {
    let output = book.output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    let file = printed.lines().map(str::trim).find(|line| line.ends_with("index.html"));
    let file = file.unwrap_or_else(|| panic!("no file is named in: {printed}")).to_owned();
    assert!(Path::new(&file).is_file(), "{file} was named, but is not there");
    (printed, file)
}

#[test]
fn without_a_display_the_reader_is_told_what_to_open() {
    let folder = tempfile::tempdir().expect("a folder");
    let (printed, _) = run(&mut book(folder.path()));
    assert!(printed.contains("there's no display here"), "{printed}");
    assert!(printed.contains("cargo book serve"), "{printed}");
}

#[test]
fn with_a_display_the_page_that_was_named_opens() {
    let folder = tempfile::tempdir().expect("a folder");
    let opened = folder.path().join("opened");
    let browser = folder.path().join("xdg-open");
    fs::write(&browser, format!("#!/bin/sh\nprintf %s \"$1\" > '{}'\n", opened.display()))
        .expect("a script");
    fs::set_permissions(&browser, fs::Permissions::from_mode(0o755)).expect("a program");
    let (printed, file) = run(book(folder.path()).env("DISPLAY", ":0").env("PATH", folder.path()));
    assert!(printed.contains("your browser should open it"), "{printed}");
    let patience = Instant::now() + Duration::from_secs(20);
    while fs::read_to_string(&opened).is_ok_and(|page| page != file) || !opened.exists() {
        assert!(Instant::now() < patience, "the browser was not asked to open {file}");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn with_a_display_but_no_browser_the_reader_is_told_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let (printed, _) = run(book(folder.path()).env("DISPLAY", ":0").env("PATH", folder.path()));
    assert!(printed.contains("no browser could be started"), "{printed}");
}
