//! One training at a time in a folder.
//!
//! Two that write the same files would each save over the other's network.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
};

use super::{ProgramError, output};

/// The file that is locked.
const NAME: &str = ".chain-rule-training";

/// A folder that no other training may use. It is free again when this is dropped, or when the
/// program ends, however it ends: the system keeps the lock, not the file.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    _file: File,
}

impl Lock {
    /// Takes the folder; makes it first, if it is missing.
    ///
    /// # Errors
    ///
    /// If another training has it, or it cannot be written to.
    pub fn take(folder: &Path) -> Result<Self, ProgramError> {
        output::make(folder)?;
        let path = folder.join(NAME);
        let failed = |source| ProgramError::Io { path: path.clone(), source };
        let mut tries = 0..10;
        loop {
            let mut options = OpenOptions::new();
            let file =
                options.create(true).truncate(false).write(true).open(&path).map_err(failed)?;
            // Some network drives know no locks; then nobody is kept out.
            if let Err(TryLockError::WouldBlock) = file.try_lock() {
                return Err(ProgramError::Busy { folder: folder.to_owned() });
            }
            // Between opening and locking, a training that ended may have removed the file. Then
            // the lock is on a file without a name, and keeps nobody out.
            if path.exists() || tries.next().is_none() {
                return Ok(Self { path, _file: file });
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // What cannot be removed is in no one's way.
        let _ = fs::remove_file(&self.path);
    }
}
