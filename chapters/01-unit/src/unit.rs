//! A unit: a weighted sum, a bias, an activation.

use nalgebra::DVector;

use crate::Activation;

/// One unit as a plain function: φ(x·w + b).
///
/// * `x`: the D inputs,
/// * `w`: the D weights,
/// * `b`: the bias,
/// * `phi`: any function of one number, such as those of [`activation`](crate::activation) or a
///   closure.
///
/// # Panics
///
/// If `x` and `w` differ in length.
///
/// # Example
///
/// ```
/// use nalgebra::DVector;
/// use unit::{activation, nn_unit};
///
/// let x = DVector::from_vec(vec![0.0, 1.0, -1.0]);
/// let w = DVector::from_vec(vec![1.0, 2.0, 3.0]);
/// assert_eq!(nn_unit(&x, &w, -1.0, activation::tanh), -0.9640275800758169);
/// assert_eq!(nn_unit(&x, &w, -1.0, |s| s * s), 4.0);
/// ```
// ANCHOR: nn_unit
#[track_caller]
pub fn nn_unit(x: &DVector<f64>, w: &DVector<f64>, b: f64, phi: impl Fn(f64) -> f64) -> f64 {
    phi(weighted_sum(x, w, b))
}

/// s = x·w + b.
#[track_caller]
fn weighted_sum(x: &DVector<f64>, w: &DVector<f64>, b: f64) -> f64 {
    assert!(
        x.len() == w.len(),
        "x·w: x has {} entries but w has {}; every input needs its own weight",
        x.len(),
        w.len()
    );
    x.dot(w) + b
}
// ANCHOR_END: nn_unit

/// One unit with its parameters: f(x) = φ(x·w + b).
///
/// ```
/// use nalgebra::DVector;
/// use unit::{Activation, Unit};
///
/// // "At least one of the two": x₁ OR x₂, for inputs that are 0 or 1.
/// let or = Unit::new(vec![10.0, 10.0], -5.0, Activation::Sigmoid);
/// let at = |x1, x2| or.forward(&DVector::from_vec(vec![x1, x2])).round();
/// assert_eq!([at(0.0, 0.0), at(0.0, 1.0), at(1.0, 0.0), at(1.0, 1.0)], [0.0, 1.0, 1.0, 1.0]);
/// ```
// ANCHOR: struct
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// The weights w, one for each of the D inputs.
    pub w: DVector<f64>,
    /// The bias b.
    pub b: f64,
    /// The activation φ.
    pub phi: Activation,
}
// ANCHOR_END: struct

impl Unit {
    /// A unit from its weights (a `Vec` or a `DVector`), bias and activation.
    pub fn new(w: impl Into<DVector<f64>>, b: f64, phi: Activation) -> Self {
        Self { w: w.into(), b, phi }
    }

    /// D, the number of inputs.
    pub fn n_inputs(&self) -> usize {
        self.w.len()
    }

    /// D + 1, the number of parameters: one weight for each input, and one bias.
    pub fn n_parameters(&self) -> usize {
        self.w.len() + 1
    }

    /// s = x·w + b, the input of the activation.
    ///
    /// # Panics
    ///
    /// If `x` does not have D entries.
    #[track_caller]
    pub fn pre_activation(&self, x: &DVector<f64>) -> f64 {
        weighted_sum(x, &self.w, self.b)
    }

    /// f(x) = φ(x·w + b).
    ///
    /// # Panics
    ///
    /// If `x` does not have D entries.
    // ANCHOR: forward
    #[track_caller]
    pub fn forward(&self, x: &DVector<f64>) -> f64 {
        self.phi.apply(self.pre_activation(x))
    }
    // ANCHOR_END: forward
}
