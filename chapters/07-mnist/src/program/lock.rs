//! One training at a time in a folder.
//!
//! Two that write the same files would each save over the other's network.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
};

use super::{error::ProgramError, run_folder};

/// The file that is locked.
const NAME: &str = ".chain-rule-training";

/// A folder that no other training may use. It is free again when this is dropped, or when the
/// program ends, however it ends: the operating system holds the lock for the process.
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
        run_folder::make(folder)?;
        let path = folder.join(NAME);
        let failed = |source| ProgramError::Io { path: path.clone(), source };
        let mut tries = 0..10;
        loop {
            let mut options = OpenOptions::new();
            let file =
                options.create(true).truncate(false).write(true).open(&path).map_err(failed)?;
            // Some network drives do not support locks. There, the training goes on without one.
            if let Err(TryLockError::WouldBlock) = file.try_lock() {
                return Err(ProgramError::Busy { folder: folder.to_owned() });
            }
            // Another training may have ended, and removed the file, after we opened it and before
            // we locked it. Our lock is then on a file that no other training can open, so we try
            // again with a new file.
            if path.exists() || tries.next().is_none() {
                return Ok(Self { path, _file: file });
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A file that stays is harmless: it is not locked any more.
        let _ = fs::remove_file(&self.path);
    }
}
