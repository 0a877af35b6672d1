//! Fused operations, and how to turn them off.
//!
//! Written out, the backward pass of tanh, g·(1 − y²), is three operations on arrays: three passes
//! over memory. A fused kernel does it in one. The definition is what you read in `ops/tanh.rs`; the
//! kernel is what runs.

use std::cell::Cell;

use engine::Array;

use crate::operation::{Context, Operation};

thread_local! {
    static ENABLED: Cell<bool> = const { Cell::new(true) };
}

/// Runs `work` with every operation computed by its definition, forward and backward, instead of by
/// fused kernels. The numbers are the same up to rounding, it only takes longer.
///
/// It counts for this thread, and for what runs inside `work`: a `backward` called later is fused.
///
/// ```
/// use autograd::{Tensor, unfused};
///
/// let gradient = || {
///     let x = Tensor::vector(&[-1.0, 0.5]).requires_grad_();
///     x.tanh().sum().backward();
///     x.grad().unwrap().to_vec()
/// };
/// for (a, b) in gradient().into_iter().zip(unfused(gradient)) {
///     assert!((a - b).abs() < 1e-7);
/// }
/// ```
pub fn unfused<R>(work: impl FnOnce() -> R) -> R {
    // A guard, so that fusion is back on even if `work` panics.
    struct Restore(bool);
    impl Drop for Restore {
        fn drop(&mut self) {
            ENABLED.set(self.0);
        }
    }
    let _restore = Restore(ENABLED.replace(false));
    work()
}

#[track_caller]
pub(crate) fn forward(operation: &dyn Operation, ctx: &mut Context, inputs: &[Array]) -> Array {
    if ENABLED.get() {
        operation.forward_fused(ctx, inputs)
    } else {
        operation.forward(ctx, inputs)
    }
}

#[track_caller]
pub(crate) fn backward(
    operation: &dyn Operation,
    ctx: &Context,
    grad: Array,
) -> Vec<Option<Array>> {
    if ENABLED.get() { operation.backward_fused(ctx, grad) } else { operation.backward(ctx, grad) }
}
