//! The decision boundary of a unit with two inputs.
//!
//! With two inputs the pre-activation s = w₁x₁ + w₂x₂ + b is 0 along a straight line. On one side s
//! is positive, on the other negative, and w, drawn as an arrow, is perpendicular to the line and
//! points to the positive side:
//!
//! ```text
//!            s > 0
//!              ↑ w
//!   ───────────┴───────────   s = 0
//!              x₀
//!            s < 0
//! ```
//!
//! The arrow starts at x₀ = −b·w/|w|², the point of the line nearest to the origin: there
//! w·x₀ + b = −b + b = 0.
//!
//! # Why a logistic unit is still a linear classifier
//!
//! The sigmoid changes the *values* of f, not the *shape* of its decision boundary. Suppose that
//! f(x) = σ(s) means "yes" above one half. Because σ is increasing and σ(0) = ½, that is s > 0, one
//! side of a straight line. Another threshold p gives the line s = ln(p / (1 − p)), which is
//! parallel to it. The output depends on x only through one weighted sum; hence the name
//! *generalized linear model*. No choice of w and b computes XOR; that takes a second layer.

use nalgebra::Vector2;

use crate::Unit;

/// The line s = 0 of a unit with two inputs, and its normal w.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DecisionLine {
    /// x₀ = −b·w/|w|², where the arrow starts: the point of the line nearest to (0, 0).
    pub origin: Vector2<f64>,
    /// w, the arrow: perpendicular to the line, pointing to the side where s > 0. Its length |w| is
    /// the rate at which s grows in that direction.
    pub direction: Vector2<f64>,
}

impl Unit {
    /// The line s = 0 in the plane of the two inputs.
    ///
    /// # Panics
    ///
    /// If the unit does not have two inputs, or if w is zero (or so small that |w|² is): then s = b
    /// everywhere and there is no line.
    ///
    /// # Example
    ///
    /// ```
    /// use nalgebra::Vector2;
    /// use unit::{Activation, Unit};
    ///
    /// let line = Unit::new(vec![0.0, 2.0], -1.0, Activation::Tanh).decision_line();
    /// assert_eq!(line.origin, Vector2::new(0.0, 0.5));
    /// assert_eq!(line.direction, Vector2::new(0.0, 2.0));
    /// ```
    #[track_caller]
    // ANCHOR: decision_line
    pub fn decision_line(&self) -> DecisionLine {
        assert!(
            self.n_inputs() == 2,
            "decision_line: w has {} entries but a line in the plane needs 2",
            self.n_inputs()
        );
        let w = Vector2::new(self.w[0], self.w[1]);
        let length_squared = w.norm_squared();
        assert!(
            length_squared > 0.0,
            "decision_line: |w|² is {length_squared}, so s = b everywhere and there is no line"
        );
        DecisionLine { origin: w * (-self.b / length_squared), direction: w }
    }
    // ANCHOR_END: decision_line
}

impl DecisionLine {
    /// The point of the line at distance `t` from [`origin`](Self::origin): x₀ + t·(−w₂, w₁)/|w|.
    ///
    /// Positive `t` goes to the left of the arrow, negative `t` to the right.
    ///
    /// ```
    /// use nalgebra::Vector2;
    /// use unit::{Activation, Unit};
    ///
    /// let line = Unit::new(vec![0.0, 2.0], -1.0, Activation::Tanh).decision_line();
    /// assert_eq!(line.point(3.0), Vector2::new(-3.0, 0.5));
    /// ```
    pub fn point(&self, t: f64) -> Vector2<f64> {
        let w = self.direction;
        self.origin + Vector2::new(-w.y, w.x) * (t / w.norm())
    }

    /// The distance of `x` from the line: positive on the side of the arrow, negative on the other.
    ///
    /// This is s/|w|, the pre-activation in units of length.
    ///
    /// ```
    /// use nalgebra::Vector2;
    /// use unit::{Activation, Unit};
    ///
    /// let line = Unit::new(vec![0.0, 2.0], -1.0, Activation::Tanh).decision_line();
    /// assert_eq!(line.signed_distance(Vector2::new(7.0, 1.5)), 1.0);
    /// ```
    // ANCHOR: signed_distance
    pub fn signed_distance(&self, x: Vector2<f64>) -> f64 {
        self.direction.dot(&(x - self.origin)) / self.direction.norm()
    }
    // ANCHOR_END: signed_distance
}
