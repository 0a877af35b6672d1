//! A lock, so that only one thread at a time uses ArrayFire.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Backend, failure};

static LOCK: Mutex<()> = Mutex::new(());

/// Exclusive use of ArrayFire, until it is dropped.
///
/// ArrayFire evaluates lazily: an array is computed when it is first needed, and its expression is
/// then overwritten by the result. Two threads that need the same array at the same time would both
/// write. The active backend is a setting of each thread, and arrays of two backends must never be
/// combined, so acquiring the lock selects it each time.
pub(super) struct Lock {
    pub(super) backend: Backend,
    _guard: MutexGuard<'static, ()>,
}

impl Lock {
    pub(super) fn acquire(backend: Backend) -> Self {
        let backend = backend.resolve().unwrap_or_else(|error| failure::raise(error));
        // A thread that panicked while it held the lock has left no array half written, so the lock
        // can be used again.
        let guard = LOCK.lock().unwrap_or_else(PoisonError::into_inner);
        backend.select();
        Self { backend, _guard: guard }
    }
}
