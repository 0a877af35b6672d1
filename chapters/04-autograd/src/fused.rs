//! Fused operations, and how to turn them off.
//!
//! Written out, the backward pass of tanh, g·(1 − y²), is three operations on arrays: three passes
//! over memory. A fused kernel does it in one. `ops/tanh.rs` shows the
//! definition, but by default the kernel runs.

use std::{cell::Cell, fmt};

use engine::Array;

use crate::{
    Tensor,
    operation::{Context, Operation},
};

thread_local! {
    static ENABLED: Cell<bool> = const { Cell::new(true) };
}

/// Runs `work` with every operation computed by its definition, forward and backward, instead of by
/// fused kernels. The results are the same up to rounding, but it takes longer.
///
/// It applies to this thread and to calls inside `work`: a `backward` called later is fused.
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

/// Compares the fused kernels of `f` with the definitions of its operations: the value, and the
/// gradient of every input. Returns the largest difference, relative to the larger of 1 and the
/// element.
///
/// # Errors
///
/// The first element that differs by more than `tolerance`, which should leave room for a few
/// roundings.
///
/// # Panics
///
/// If `f` does, or kernel and definition compute arrays of different shapes.
///
/// ```
/// use autograd::fused;
/// use engine::{Array, Options};
///
/// let x = Array::vector(&[0.3, -1.2], Options::f64());
/// assert!(fused::compare(|x| x[0].sigmoid(), &[x], 1e-15).is_ok());
/// ```
pub fn compare(
    f: impl Fn(&[Tensor]) -> Tensor,
    inputs: &[Array],
    tolerance: f64,
) -> Result<f64, Difference> {
    let outcome = || {
        let leaves: Vec<Tensor> =
            inputs.iter().map(|x| Tensor::new(x.clone()).requires_grad_()).collect();
        let y = f(&leaves);
        if y.requires_grad() {
            // The gradient differs from element to element, so that errors cannot cancel out.
            let upstream = (0..y.shape().len()).map(|i| (1.0 + i as f64).sin()).collect::<Vec<_>>();
            y.backward_with(&Array::new(y.shape(), &upstream, y.data().options()));
        }
        let grads = leaves.iter().map(|x| x.grad().map(|grad| grad.data()));
        std::iter::once(Some(y.data())).chain(grads).collect::<Vec<Option<Array>>>()
    };
    let mut worst: f64 = 0.0;
    for (place, (fused, defined)) in outcome().into_iter().zip(unfused(outcome)).enumerate() {
        let shape = |x: &Option<Array>| x.as_ref().map(Array::shape);
        assert_eq!(shape(&fused), shape(&defined), "the shapes differ");
        let numbers = |x: Option<Array>| x.map_or_else(Vec::new, |x| x.to_vec());
        for (element, (fused, defined)) in
            numbers(fused).into_iter().zip(numbers(defined)).enumerate()
        {
            if fused == defined || fused.is_nan() && defined.is_nan() {
                continue;
            }
            let difference = (fused - defined).abs() / defined.abs().max(1.0);
            if difference.is_nan() || difference > tolerance {
                return Err(Difference { input: place.checked_sub(1), element, fused, defined });
            }
            worst = worst.max(difference);
        }
    }
    Ok(worst)
}

/// An element for which a fused kernel and the definition differ.
///
/// ```
/// use autograd::fused::Difference;
///
/// let difference = Difference { input: Some(0), element: 2, fused: 1.5, defined: 1.0 };
/// assert_eq!(
///     difference.to_string(),
///     "the gradient of input 0, element 2, is 1.5 from the fused kernel, but 1 by definition"
/// );
/// ```
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Difference {
    /// The input whose gradient differs; `None` for the value.
    pub input: Option<usize>,
    /// The index of the element, counted row by row.
    pub element: usize,
    /// What the fused kernel computes.
    pub fused: f64,
    /// What the definition computes.
    pub defined: f64,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { input, element, fused, defined } = self;
        match input {
            Some(input) => write!(f, "the gradient of input {input}")?,
            None => f.write_str("the value")?,
        }
        write!(
            f,
            ", element {element}, is {fused} from the fused kernel, but {defined} by definition"
        )
    }
}

impl std::error::Error for Difference {}
