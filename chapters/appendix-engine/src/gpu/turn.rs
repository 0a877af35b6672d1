//! One thread at a time.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Backend, failure};

static TURN: Mutex<()> = Mutex::new(());

/// The right to use ArrayFire, until it is dropped.
///
/// An array is computed when it is first needed, and then overwritten with its numbers. Two
/// threads that need the same array at the same time would both write. The backend is a setting
/// of each thread, and arrays of two backends must never meet, so it is set anew each time.
pub(super) struct Turn {
    pub(super) backend: Backend,
    _guard: MutexGuard<'static, ()>,
}

impl Turn {
    pub(super) fn take(backend: Backend) -> Self {
        let backend = backend.resolve().unwrap_or_else(|error| failure::raise(error));
        // A thread that panicked in its turn has left nothing half done: arrays are only added.
        let guard = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        backend.select();
        Self { backend, _guard: guard }
    }
}
