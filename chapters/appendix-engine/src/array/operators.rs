//! `+`, `-`, `*`, `/` between arrays, and between an array and a number, so that a rule looks like
//! its formula: `grad * (1.0 - y * y)`.
//!
//! If an operand is passed by value (`y`, not `&y`), the result reuses its memory.
//!
//! ```
//! use engine::{Array, Options};
//!
//! let y = Array::vector(&[0.0, 0.5], Options::default());
//! let grad = Array::vector(&[2.0, 2.0], Options::default());
//! assert_eq!((&grad * (1.0 - &y * &y)).to_vec(), [2.0, 1.5]);
//! assert_eq!((3.0 / (1.0 + y)).to_vec(), [3.0, 2.0]);
//! ```

use std::ops::{Add, Div, Mul, Neg, Sub};

use super::Array;
use crate::scalar::{Binary, Unary};

impl Array {
    /// `self` combined with `other`, in place if the result has the shape of `self`.
    #[track_caller]
    fn into_zip(mut self, op: Binary, other: &Self) -> Self {
        if self.shape.broadcast(other.shape) == Some(self.shape) {
            self.zip_(op, other);
            return self;
        }
        self.zip(op, other)
    }

    /// `value` as a scalar array, which broadcasts to the shape of `self`.
    fn number(&self, value: f64) -> Self {
        Self::scalar(value, self.options())
    }

    fn into_map(mut self, op: Unary) -> Self {
        self.map_(op);
        self
    }
}

macro_rules! operator {
    ($Trait:ident, $method:ident, |$x:ident, $c:ident| $with_number:expr, |$d:ident, $y:ident| $of_number:expr) => {
        impl $Trait<&Array> for &Array {
            type Output = Array;
            #[track_caller]
            fn $method(self, other: &Array) -> Array {
                self.zip(Binary::$Trait, other)
            }
        }
        impl $Trait<Array> for &Array {
            type Output = Array;
            #[track_caller]
            fn $method(self, other: Array) -> Array {
                self.zip(Binary::$Trait, &other)
            }
        }
        impl $Trait<&Array> for Array {
            type Output = Array;
            #[track_caller]
            fn $method(self, other: &Array) -> Array {
                self.into_zip(Binary::$Trait, other)
            }
        }
        impl $Trait<Array> for Array {
            type Output = Array;
            #[track_caller]
            fn $method(self, other: Array) -> Array {
                self.into_zip(Binary::$Trait, &other)
            }
        }
        impl $Trait<f64> for Array {
            type Output = Array;
            fn $method(self, other: f64) -> Array {
                let ($x, $c) = (self, other);
                $with_number
            }
        }
        impl $Trait<f64> for &Array {
            type Output = Array;
            fn $method(self, other: f64) -> Array {
                $Trait::$method(self.clone(), other)
            }
        }
        impl $Trait<Array> for f64 {
            type Output = Array;
            fn $method(self, other: Array) -> Array {
                let ($d, $y) = (self, other);
                $of_number
            }
        }
        impl $Trait<&Array> for f64 {
            type Output = Array;
            fn $method(self, other: &Array) -> Array {
                $Trait::$method(self, other.clone())
            }
        }
    };
}

operator!(Add, add, |x, c| x.into_map(Unary::AddScalar(c)), |c, x| x + c);
operator!(Sub, sub, |x, c| x + -c, |c, x| -x + c);
operator!(Mul, mul, |x, c| x.into_map(Unary::MulScalar(c)), |c, x| x * c);
operator!(
    Div,
    div,
    |x, c| {
        let c = x.number(c);
        x / c
    },
    |c, x| x.number(c) / x
);

impl Neg for Array {
    type Output = Array;
    fn neg(self) -> Array {
        self.into_map(Unary::Neg)
    }
}

impl Neg for &Array {
    type Output = Array;
    fn neg(self) -> Array {
        self.map(Unary::Neg)
    }
}
