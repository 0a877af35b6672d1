//! Writing a file whole or not at all, and opening one without trust.
//!
//! A program that stops in the middle of a write (no space left, a power cut, Ctrl-C) must not
//! leave half a model where a whole one was. So the bytes first go to a temporary file in the same
//! folder, are forced to the disk, and only then take the file's name. Renaming within a folder is
//! one step: whoever opens the name finds either the old content or the new, never a mixture.
//!
//! # What is guaranteed
//!
//! A file from outside may be damaged, cut short, of another kind, or made to do harm. Whatever is
//! in it, reading it ends in a value that is whole or in an error; never in a panic, never in a
//! wait without end. The error names the file, what was found there, what was expected, and what
//! to try.
//!
//! | file | refused before it is read | memory taken, at most |
//! |---|---|---|
//! | IDX, gzipped or not | sides over 4096 pixels, more than 2²⁴ images, more than 2 GiB of content, more content than the file can hold or unpack to | what arrives of the content |
//! | picture, PNG or JPEG | more than 256 MiB, sides over 8192 pixels, more than 256 MiB decoded, more pixels than the file can hold | a few times the decoded picture |
//! | network or checkpoint | more than 640 MiB, a header of more than 16 MiB or longer than the file | a few times the file, twenty times its header |
//!
//! So a number in a header reserves nothing, and a file that unpacks to more than it said is left
//! at the first byte too many. A network is refused, too, when its tensors do not cover the file
//! exactly, when its shapes do not chain, when a weight is infinite or not a number, and when it
//! has more classes than labels can name. A checkpoint is refused when its counts contradict each
//! other.
//!
//! For a file that is written, the promise is: **the old content or the new, whole.** A full disk,
//! a folder that is missing or read-only, a name that is too long: each is an error, the old file
//! is as it was, and no temporary file remains. A program that is killed leaves the old file or
//! the new; its temporary file is removed by the next write into that folder. When a write
//! returns, the bytes have reached the disk, and on Unix so has the name.
//!
//! These promises are tested by damage: every bit of small files flipped, every length cut,
//! headers that lie, and bytes made by the million in the folder `fuzz`.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use crate::DataError;

/// Writes `bytes` to `path`, replacing what was there, or fails and leaves it as it was.
///
/// # Errors
///
/// When the folder is missing or cannot be written to, when `path` is a folder or a device, when
/// the file is marked read-only, when the name is too long, or when the disk is full.
///
/// ```
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("weights.bin");
/// data::files::write_atomically(&path, b"first")?;
/// data::files::write_atomically(&path, b"second")?;
/// assert_eq!(std::fs::read(&path)?, b"second");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), DataError> {
    write_with(path, |file| file.write_all(bytes))
}

fn write_with(
    path: &Path,
    fill: impl FnOnce(&mut File) -> io::Result<()>,
) -> Result<(), DataError> {
    let failed = |action, path: &Path, source| {
        let hint = hint(&source);
        DataError::Io { action, path: path.to_owned(), source, hint }
    };
    // Through a link, the file it points to is replaced, not the link.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let old = match fs::metadata(&target) {
        Ok(old) => Some(old),
        Err(e) if e.kind() == io::ErrorKind::NotFound => None,
        Err(e) => return Err(failed("write", path, e)),
    };
    if let Some(old) = &old {
        check_regular(path, old)?;
        if old.permissions().readonly() {
            let source = io::ErrorKind::PermissionDenied.into();
            let hint = "the file is marked read-only: choose another name, or make it writable";
            return Err(DataError::Io { action: "replace", path: path.to_owned(), source, hint });
        }
    }
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };

    remove_unfinished(folder);
    let mut temporary = new_file_in(folder).map_err(|e| failed("create a file in", folder, e))?;
    fill(temporary.as_file_mut())
        .and_then(|()| match &old {
            Some(old) => temporary.as_file().set_permissions(old.permissions()),
            None => Ok(()),
        })
        .and_then(|()| temporary.as_file().sync_all())
        .map_err(|e| failed("write", path, e))?;
    temporary.persist(&target).map_err(|e| failed("replace", path, e.error))?;
    sync_folder(folder).map_err(|source| {
        let hint = "the file is written, perhaps not yet to the disk";
        DataError::Io { action: "flush", path: folder.to_owned(), source, hint }
    })
}

/// What to try when a file cannot be written.
fn hint(error: &io::Error) -> &'static str {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::NotFound => "check that the folder exists",
        Kind::NotADirectory => "a part of the path is a file, not a folder: choose another",
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem => {
            "check that the folder may be written to"
        }
        Kind::InvalidFilename => "choose a shorter name",
        Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => {
            "make room on the disk, or choose another folder"
        }
        _ => "is the disk full, or the file open in another program?",
    }
}

/// How the names of temporary files begin. Six letters or digits follow.
const TEMPORARY: &str = ".chain-rule-writing-";

/// A locked temporary file in `folder`, with the permissions any new file gets; it removes itself
/// unless it is renamed.
fn new_file_in(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    loop {
        let temporary = builder.tempfile_in(folder)?;
        // Without locks, as on some network drives, no one else gets one either.
        let locked = temporary.as_file().lock().is_ok();
        // Before it was locked, another program may have taken it for unfinished.
        if !locked || temporary.path().exists() {
            return Ok(temporary);
        }
    }
}

/// Removes the temporary files of programs that ended in the middle of a write. Those of programs
/// that still run are locked.
fn remove_unfinished(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let ours = name.to_str().and_then(|name| name.strip_prefix(TEMPORARY)).is_some_and(|end| {
            end.len() == 6 && end.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
        // What cannot be removed stays; it is in no one's way.
        if ours
            && entry.file_type().is_ok_and(|kind| kind.is_file())
            && let Ok(file) = File::open(entry.path())
            && file.try_lock().is_ok()
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The new name is an entry in the folder, and the folder, too, must reach the disk.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Opens a regular file for reading; gives its length in bytes, too.
///
/// A pipe or a device is refused before it is opened: opening one may wait forever, and reading
/// one may never end.
///
/// # Errors
///
/// If there is no such file, it may not be read, or it is not a regular file.
pub fn open_regular(path: &Path) -> Result<(File, u64), DataError> {
    let failed = |source: io::Error| {
        let hint = match source.kind() {
            io::ErrorKind::NotFound => "check the spelling of the path",
            _ => "check that the file may be read",
        };
        DataError::Io { action: "open", path: path.to_owned(), source, hint }
    };
    let metadata = fs::metadata(path).map_err(failed)?;
    check_regular(path, &metadata)?;
    Ok((File::open(path).map_err(failed)?, metadata.len()))
}

fn check_regular(path: &Path, metadata: &fs::Metadata) -> Result<(), DataError> {
    if metadata.is_file() {
        return Ok(());
    }
    let found = if metadata.is_dir() { "a folder" } else { "a pipe or a device" };
    Err(DataError::NotAFile { path: path.to_owned(), found })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_that_breaks_off_leaves_the_old_content_and_no_debris() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("weights.bin");
        write_atomically(&path, b"old").unwrap();
        let error = write_with(&path, |file| {
            file.write_all(b"ne")?;
            Err(io::ErrorKind::StorageFull.into())
        })
        .unwrap_err();
        assert!(error.to_string().contains("weights.bin"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_write_that_goes_on_is_left_alone_and_a_dead_one_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path(".chain-rule-writing-dEad01"), b"hal").unwrap();
        fs::write(path(".chain-rule-writing-mine"), b"a name of someone's own").unwrap();
        fs::create_dir(path(".chain-rule-writing-folder")).unwrap();
        write_with(&path("outer"), |file| {
            file.write_all(b"out")?;
            // Another write, begun and ended while this one goes on.
            write_atomically(&path("inner"), b"inner").unwrap();
            file.write_all(b"er")
        })
        .unwrap();
        assert_eq!(fs::read(path("outer")).unwrap(), b"outer");
        assert_eq!(fs::read(path("inner")).unwrap(), b"inner");
        let mut left: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(
            left,
            [".chain-rule-writing-folder", ".chain-rule-writing-mine", "inner", "outer"]
        );
    }
}
