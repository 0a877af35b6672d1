//! How an error of the device is reported.
//!
//! The bindings return no errors. They call an error handler, and if it returns, they go on as after
//! a success: the next call works on a null array, and the program crashes. So the handler must
//! unwind. Inside [`catch`], it does so silently, and `catch` returns the error; elsewhere it is an
//! ordinary panic.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
};

use arrayfire::{AfError, Callback, register_error_handler};

use crate::DeviceError;

thread_local! {
    static CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// Registers the error handler.
pub(super) fn register() {
    register_error_handler(Callback::new(handle));
}

fn handle(code: AfError) {
    // While arrays are dropped during a panic, a second panic would abort the program.
    if matches!(code, AfError::SUCCESS) || std::thread::panicking() {
        return;
    }
    raise(DeviceError::new(explain(code)));
}

/// Unwinds to the next [`catch`], or panics.
pub(super) fn raise(error: DeviceError) -> ! {
    if CAUGHT.get() {
        resume_unwind(Box::new(error));
    }
    panic!("{error}");
}

/// See [`crate::device::catch`].
pub(crate) fn catch<R>(work: impl FnOnce() -> R) -> Result<R, DeviceError> {
    let before = CAUGHT.replace(true);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    CAUGHT.set(before);
    outcome.map_err(|payload| match payload.downcast::<DeviceError>() {
        Ok(error) => *error,
        Err(other) => resume_unwind(other),
    })
}

/// ArrayFire could say more, but up to version 3.9 the question for the last error crashes.
fn explain(code: AfError) -> String {
    let what = match code {
        AfError::ERR_NO_MEM => {
            "the device has not enough memory for this; try a smaller batch or a smaller network, \
             or end other programs that use the device"
        }
        AfError::ERR_NO_DBL => "the device has no double precision; use single precision",
        AfError::ERR_DRIVER | AfError::ERR_RUNTIME => {
            "the device or its driver failed; is the device still there, and the driver as new as \
             ArrayFire needs it?"
        }
        _ => "ArrayFire failed; is it as new as its driver needs it?",
    };
    format!("{what} (ArrayFire says: {code})")
}
