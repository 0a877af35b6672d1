//! Writing files atomically, and opening untrusted ones.
//!
//! If a program stops in the middle of a write (no space left, a power failure, Ctrl-C), it must
//! not leave half a model where a complete one was. So the bytes first go to a temporary file in
//! the same folder and are flushed to the disk; only then is that file renamed. Renaming within a
//! folder is atomic: another program that opens the file finds either the old content or the new,
//! never a mixture.
//!
//! # What is guaranteed
//!
//! An input file may be damaged, truncated, of another format, or malicious. Whatever it contains,
//! reading it returns a complete value or an error; it never panics or hangs. The error names the
//! file, what was found there, what was expected, and what to try.
//!
//! | file | rejected before it is read | memory used, at most |
//! |---|---|---|
//! | IDX, gzipped or not | sides over 4096 pixels, more than 2²⁴ images, more than 2 GiB of content, more content than the file can hold or unpack to | what arrives of the content |
//! | picture, PNG or JPEG | more than 256 MiB, sides over 8192 pixels, more than 256 MiB decoded, more pixels than the file can hold | a few times the decoded picture |
//! | network or checkpoint | more than 640 MiB, a header of more than 16 MiB or longer than the file | a few times the file, twenty times its header |
//!
//! So a number in a header never causes an allocation, and reading stops at the first byte beyond
//! the size that the header promised. A network is also rejected if its tensors do not cover the
//! file exactly, if the shapes of its layers do not fit together, if a weight is infinite or NaN,
//! or if it has more classes than labels can represent. A checkpoint is rejected if its counts
//! contradict each other.
//!
//! For a file that is written, the guarantee is: **the complete old content or the complete new.**
//! A full disk, a folder that is missing or read-only, or a name that is too long is an error, the
//! old file is unchanged, and no temporary file remains. If a program is killed, the file is the
//! old or the new one, and the next write to that folder removes the temporary file. When a write
//! returns, the bytes are on the disk, and on Unix so is the name.
//!
//! The tests damage files to check these guarantees: they flip every bit of small files, truncate
//! them at every length, and write false headers; in the folder `fuzz`, millions of files are
//! generated.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use crate::DataError;

/// Writes `bytes` to `path`, replacing the old content, or fails and leaves it unchanged.
///
/// # Errors
///
/// If the folder is missing or cannot be written to, `path` is a folder or a device, the file is
/// read-only, the name is too long, or the disk is full.
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
    // If the path is a symbolic link, its target is replaced, not the link.
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

/// Advice if a file cannot be written.
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

/// The prefix of the names of temporary files. Six letters or digits follow.
const TEMPORARY: &str = ".chain-rule-writing-";

/// A locked temporary file in `folder`, with the permissions of any new file; it is removed when it
/// is dropped, unless it was renamed.
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
        // Some network drives have no locks; then other programs cannot lock the file, either.
        let locked = temporary.as_file().lock().is_ok();
        // Before it was locked, another program may have removed it as unfinished.
        if !locked || temporary.path().exists() {
            return Ok(temporary);
        }
    }
}

/// Removes the temporary files of programs that were killed during a write. Those of running
/// programs are locked.
fn remove_unfinished(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let ours = name.to_str().and_then(|name| name.strip_prefix(TEMPORARY)).is_some_and(|end| {
            end.len() == 6 && end.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
        // Errors are ignored: a file that remains does no harm.
        if ours
            && entry.file_type().is_ok_and(|kind| kind.is_file())
            && let Ok(file) = File::open(entry.path())
            && file.try_lock().is_ok()
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Flushes the folder to the disk, too, because the new name is an entry in it.
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
/// A pipe or a device is rejected before it is opened, since opening or reading one may block
/// forever.
///
/// # Errors
///
/// If there is no such file, it cannot be read, or it is not a regular file.
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
    fn a_failed_write_leaves_the_old_content_and_no_temporary_file() {
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
    fn only_abandoned_temporary_files_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path(".chain-rule-writing-dEad01"), b"hal").unwrap();
        fs::write(path(".chain-rule-writing-mine"), b"a name of someone's own").unwrap();
        fs::create_dir(path(".chain-rule-writing-folder")).unwrap();
        write_with(&path("outer"), |file| {
            file.write_all(b"out")?;
            // Another write, started and finished during this one.
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
