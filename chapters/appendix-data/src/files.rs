//! Writing a file whole or not at all.
//!
//! A program that stops in the middle of a write (no space left, a power cut, Ctrl-C) must not
//! leave half a model where a whole one was. So the bytes first go to a temporary file in the same
//! folder, are forced to the disk, and only then take the file's name. Renaming within a folder is
//! one step: whoever opens the name finds either the old content or the new, never a mixture.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use crate::DataError;

/// Writes `bytes` to `path`, replacing what was there, or fails and leaves it as it was.
///
/// # Errors
///
/// When the folder is missing or cannot be written to, when `path` is a folder or a device, when
/// the file is marked read-only, or when the disk is full.
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
    let failed = |action, path: &Path, source, hint| DataError::Io {
        action,
        path: path.to_owned(),
        source,
        hint,
    };
    // Through a link, the file it points to is replaced, not the link.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let old = fs::metadata(&target).ok();
    if let Some(old) = &old {
        check_regular(path, old)?;
        if old.permissions().readonly() {
            let source = io::ErrorKind::PermissionDenied.into();
            let hint = "the file is marked read-only: choose another name, or make it writable";
            return Err(failed("replace", path, source, hint));
        }
    }
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };

    let mut temporary = new_file_in(folder).map_err(|e| {
        failed("create a file in", folder, e, "check that the folder exists and may be written to")
    })?;
    fill(temporary.as_file_mut())
        .and_then(|()| match &old {
            Some(old) => temporary.as_file().set_permissions(old.permissions()),
            None => Ok(()),
        })
        .and_then(|()| temporary.as_file().sync_all())
        .map_err(|e| failed("write", path, e, "is the disk full?"))?;
    temporary
        .persist(&target)
        .map_err(|e| failed("replace", path, e.error, "is it open in another program?"))?;
    sync_folder(folder)
        .map_err(|e| failed("flush", folder, e, "the file is written, perhaps not yet to the disk"))
}

/// A temporary file in `folder`, with the permissions any new file gets; it removes itself unless
/// it is renamed.
fn new_file_in(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".writing-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
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
}
