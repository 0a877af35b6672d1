//! Turning off the recording of the graph, where you will not call `backward`.

use std::cell::Cell;

thread_local! {
    static ENABLED: Cell<bool> = const { Cell::new(true) };
}

/// Whether operations on this thread are recorded.
///
/// ```
/// use autograd::{is_grad_enabled, no_grad};
///
/// assert!(is_grad_enabled());
/// no_grad(|| assert!(!is_grad_enabled()));
/// assert!(is_grad_enabled());
/// ```
pub fn is_grad_enabled() -> bool {
    ENABLED.get()
}

/// Runs `work` without recording: results have no `grad_fn`, and nothing is saved for a
/// backward pass. For evaluation, and for the optimizer's own arithmetic.
///
/// ```
/// use autograd::{Tensor, no_grad};
///
/// let w = Tensor::scalar(3.0).requires_grad_();
/// let y = no_grad(|| &w * &w);
/// assert!(y.grad_fn().is_none());
/// assert!((&w * &w).grad_fn().is_some());
/// ```
// ANCHOR: no_grad
pub fn no_grad<R>(work: impl FnOnce() -> R) -> R {
    // A guard, so that recording is back on even if `work` panics.
    struct Restore(bool);
    impl Drop for Restore {
        fn drop(&mut self) {
            ENABLED.set(self.0);
        }
    }
    let _restore = Restore(ENABLED.replace(false));
    work()
}
// ANCHOR_END: no_grad
