//! Checking a gradient against central differences.
//!
//! A wrong backward rule seldom crashes: the network still trains, only worse. So every rule is
//! compared with the definition of a derivative: the change of the output for a small change of the
//! input.

use std::fmt;

use engine::{Array, Options};

use crate::Tensor;

/// The step h of the central difference (f(x + h) − f(x − h)) / 2h.
///
/// Its error is about h²·|f‴|/6 from the formula plus ε·|f|/h from rounding, with
/// ε = 2⁻⁵² in double precision. The sum is smallest near h = ∛ε ≈ 6·10⁻⁶ (Press et al.,
/// *Numerical Recipes*, section 5.7).
const STEP: f64 = 6e-6;

/// Compares the gradients of `f` with central differences, for every element of every input.
///
/// The inputs are converted to double precision. What is differentiated is a weighted sum of the
/// output's elements, with weights that are all different, so that errors cannot cancel out.
/// Returns the largest difference found, relative to the larger of 1 and the gradient.
///
/// # Errors
///
/// The first element whose gradient differs by more than `tolerance`.
///
/// # Panics
///
/// If `f` does, for example because it uses a tensor of single precision or on another device.
///
/// ```
/// use autograd::gradcheck;
/// use engine::{Array, Options};
///
/// let x = Array::vector(&[0.3, -1.2], Options::f64());
/// assert!(gradcheck(|x| x[0].tanh(), &[x], 1e-8).is_ok());
/// ```
pub fn gradcheck(
    f: impl Fn(&[Tensor]) -> Tensor,
    inputs: &[Array],
    tolerance: f64,
) -> Result<f64, Mismatch> {
    let inputs: Vec<Array> = inputs.iter().map(|x| x.to_dtype(engine::DType::F64)).collect();
    let leaves: Vec<Tensor> =
        inputs.iter().map(|x| Tensor::new(x.clone()).requires_grad_()).collect();
    let output = f(&leaves);
    let weights = weights(&output);
    if output.requires_grad() {
        (&output * &weights).sum().backward();
    }
    // ANCHOR: central
    let value = |which: usize, place: usize, nudge: f64| {
        let tensors: Vec<Tensor> = inputs
            .iter()
            .enumerate()
            .map(|(i, x)| {
                let mut values = x.to_vec();
                if i == which {
                    values[place] += nudge;
                }
                Tensor::new(Array::new(x.shape(), &values, x.options()))
            })
            .collect();
        (f(&tensors) * &weights).sum().item()
    };
    // ANCHOR_END: central

    // ANCHOR: compare
    let mut worst: f64 = 0.0;
    for (input, leaf) in leaves.iter().enumerate() {
        let found = leaf.grad().map(|grad| grad.to_vec());
        for place in 0..inputs[input].shape().len() {
            let found = found.as_ref().map_or(0.0, |grad| grad[place]);
            let expected = (value(input, place, STEP) - value(input, place, -STEP)) / (2.0 * STEP);
            let difference = (found - expected).abs() / expected.abs().max(1.0);
            if difference.is_nan() || difference > tolerance {
                return Err(Mismatch { input, place, found, expected });
            }
            worst = worst.max(difference);
        }
    }
    Ok(worst)
    // ANCHOR_END: compare
}

/// Different for every element, neither tiny nor huge, and the same on every run.
// ANCHOR: weights
fn weights(output: &Tensor) -> Tensor {
    let shape = output.shape();
    let values: Vec<f64> = (0..shape.len()).map(|i| 1.0 + 0.5 * (1.0 + i as f64).sin()).collect();
    Tensor::new(Array::new(shape, &values, Options::f64()).to_device(output.device()))
}
// ANCHOR_END: weights

/// A gradient that differs from the central difference.
///
/// ```
/// use autograd::{Tensor, gradcheck, gradcheck::Mismatch};
/// use engine::{Array, Options};
///
/// // x², but no gradient flows through the second x: backward finds half of the derivative.
/// let half = |x: &[Tensor]| &x[0] * &x[0].detach();
/// let error: Mismatch =
///     gradcheck(half, &[Array::scalar(3.0, Options::f64())], 1e-6).unwrap_err();
/// assert_eq!((error.input, error.place), (0, 0));
/// assert!((error.found / error.expected - 0.5).abs() < 1e-6);
/// assert!(error.to_string().starts_with("the gradient of input 0, number 0, is "));
/// ```
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Mismatch {
    /// The index of the input.
    pub input: usize,
    /// The index of the element in it, counted row by row.
    pub place: usize,
    /// The gradient that `backward` computed.
    pub found: f64,
    /// The central difference.
    pub expected: f64,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the gradient of input {}, number {}, is {}, but central differences give {}",
            self.input, self.place, self.found, self.expected
        )
    }
}

impl std::error::Error for Mismatch {}
