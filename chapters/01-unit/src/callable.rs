//! Values that can be called like functions.
//!
//! In Python an object whose class defines `__call__` can be called: `y = unit(x)`. Rust keeps this
//! for functions and closures. The traits behind a call (`Fn`, `FnMut`, `FnOnce`) cannot be
//! implemented by hand on stable Rust, so `unit(&x)` does not compile for a struct of ours. Two
//! alternatives are:
//!
//! * a method: `unit.forward(&x)`, which is what this workspace uses;
//! * a closure that captures the parameters, as [`scale`] and [`Unit::as_fn`] return. Use it where
//!   a function is expected, as in `iter.map(unit.as_fn())`.

use nalgebra::DVector;

use crate::Unit;

/// A closure that captures a parameter: x ↦ coef · x.
///
/// The closure owns `coef`, just as a Python object would own `self.coef`.
///
/// ```
/// let times = unit::callable::scale(2.5);
/// assert_eq!(times(5.0), 12.5);
/// ```
// ANCHOR: scale
pub fn scale(coef: f64) -> impl Fn(f64) -> f64 {
    move |x| coef * x
}
// ANCHOR_END: scale

impl Unit {
    /// This unit as a function of x.
    ///
    /// ```
    /// use nalgebra::DVector;
    /// use unit::{Activation, Unit};
    ///
    /// let unit = Unit::new(vec![2.5], 0.0, Activation::Identity);
    /// let f = unit.as_fn();
    /// assert_eq!(f(&DVector::from_vec(vec![5.0])), 12.5);
    /// ```
    // ANCHOR: as_fn
    pub fn as_fn(&self) -> impl Fn(&DVector<f64>) -> f64 {
        |x| self.forward(x)
    }
    // ANCHOR_END: as_fn
}
