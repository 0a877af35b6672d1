//! The definition of each elementwise function.
//!
//! An engine may compute these in any way, on any hardware; this file is the definition that it is
//! tested against.

mod exponential;

use std::fmt;

use crate::buffer::Pooled;

/// A function of one number, applied to every element of an array.
///
/// ```
/// use engine::{Array, Options, Unary};
///
/// let at = |x, op| Array::scalar(x, Options::f64()).map(op).item();
/// assert_eq!(at(3.0, Unary::Neg), -3.0);
/// assert_eq!(at(-3.0, Unary::Abs), 3.0);
/// assert_eq!(at(-3.0, Unary::Sign), -1.0);
/// assert_eq!(at(0.0, Unary::Exp), 1.0);
/// assert_eq!(at(1e-300, Unary::Expm1), 1e-300); // e^(1e-300) − 1 would be 1 − 1 = 0
/// assert_eq!(at(1.0, Unary::Log), 0.0);
/// assert_eq!(at(1e-300, Unary::Log1p), 1e-300); // ln(1 + 1e-300) would be ln 1 = 0
/// assert_eq!(at(9.0, Unary::Sqrt), 3.0);
/// assert_eq!(at(3.0, Unary::Pow(2.0)), 9.0);
/// assert_eq!(at(3.0, Unary::AddScalar(2.0)), 5.0);
/// assert_eq!(at(3.0, Unary::MulScalar(2.0)), 6.0);
/// assert_eq!(at(3.0, Unary::Clamp(-1.0, 1.0)), 1.0);
/// assert_eq!(at(3.0, Unary::Within(-1.0, 1.0)), 0.0);
/// assert_eq!(at(-3.0, Unary::Relu), 0.0);
/// assert_eq!(at(-1000.0, Unary::Elu), -1.0);
/// assert_eq!(at(1000.0, Unary::Softplus), 1000.0);
/// assert_eq!(at(3.0, Unary::Softsign), 0.75);
/// assert_eq!(at(0.0, Unary::Sigmoid), 0.5);
/// assert_eq!(at(0.0, Unary::Tanh), 0.0);
/// ```
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Unary {
    /// −x
    Neg,
    /// |x|
    Abs,
    /// −1, 0 or 1: the derivative of |x|
    Sign,
    /// eˣ
    Exp,
    /// eˣ − 1, accurate for tiny x
    Expm1,
    /// ln x
    Log,
    /// ln(1 + x), accurate for tiny x
    Log1p,
    /// √x
    Sqrt,
    /// xᵖ
    Pow(f64),
    /// x + c
    AddScalar(f64),
    /// x · c
    MulScalar(f64),
    /// x, clamped between two bounds
    Clamp(f64, f64),
    /// 1 where x lies strictly between two bounds, else 0: the derivative of clamp
    Within(f64, f64),
    /// max(x, 0)
    Relu,
    /// x for x > 0, else eˣ − 1
    Elu,
    /// ln(1 + eˣ)
    Softplus,
    /// x / (1 + |x|)
    Softsign,
    /// 1 / (1 + e⁻ˣ)
    Sigmoid,
    /// tanh x
    Tanh,
}

/// A function of two numbers, applied to two arrays element by element.
///
/// The last group are fused backward passes: each multiplies a gradient `g` by the derivative of an
/// activation, in one pass over memory. `g` comes first, then what the derivative is computed from:
/// the input `x` or the output `y`. The rules themselves, with the reasons, are in the operations'
/// own files in `autograd`, whose tests compare these with them.
///
/// ```
/// use engine::{Array, Binary, Options};
///
/// let number = |x| Array::scalar(x, Options::f64());
/// let at = |a, b, op| number(a).zip(op, &number(b)).item();
/// assert_eq!(at(6.0, 2.0, Binary::Add), 8.0);
/// assert_eq!(at(6.0, 2.0, Binary::Sub), 4.0);
/// assert_eq!(at(6.0, 2.0, Binary::Mul), 12.0);
/// assert_eq!(at(6.0, 2.0, Binary::Div), 3.0);
/// assert_eq!(at(6.0, 2.0, Binary::Maximum), 6.0);
/// assert_eq!(at(6.0, 2.0, Binary::Equal), 0.0);
/// assert_eq!(at(6.0, 2.0, Binary::Greater), 1.0);
///
/// // A gradient of 6, and the input or output of the forward pass.
/// assert_eq!(at(6.0, 0.0, Binary::ReluBackward), 0.0); // y = 0: the unit was off
/// assert_eq!(at(6.0, 2.0, Binary::EluBackward), 6.0); // x = 2: the derivative is 1
/// assert_eq!(at(6.0, 0.0, Binary::SoftplusBackward), 3.0); // x = 0: σ(0) = ½
/// assert_eq!(at(6.0, 1.0, Binary::SoftsignBackward), 1.5); // x = 1: 1 / (1 + 1)² = ¼
/// assert_eq!(at(6.0, 0.5, Binary::SigmoidBackward), 1.5); // y = ½: ½ · ½ = ¼
/// assert_eq!(at(6.0, 0.5, Binary::TanhBackward), 4.5); // y = ½: 1 − ¼ = ¾
/// ```
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Binary {
    /// a + b
    Add,
    /// a − b
    Sub,
    /// a · b
    Mul,
    /// a / b
    Div,
    /// The larger of a and b
    Maximum,
    /// 1 where a = b, else 0
    Equal,
    /// 1 where a > b, else 0
    Greater,
    /// g where y > 0, else 0, through y = max(x, 0)
    ReluBackward,
    /// g · (1 if x > 0 else eˣ), through elu
    EluBackward,
    /// g · σ(x), through softplus
    SoftplusBackward,
    /// g / (1 + |x|)², through softsign
    SoftsignBackward,
    /// g · y(1 − y), through y = σ(x)
    SigmoidBackward,
    /// g · (1 − y²), through y = tanh(x)
    TanhBackward,
}

/// The operation's name, in lower case, for messages.
///
/// ```
/// assert_eq!(engine::Binary::Maximum.to_string(), "maximum");
/// ```
impl fmt::Display for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&format!("{self:?}").to_lowercase())
    }
}

/// A floating-point type, `f32` or `f64`. Most of its functions are those of nalgebra's
/// `ComplexField`, which are the standard library's.
pub(crate) trait Real:
    nalgebra::RealField + faer::traits::ComplexField + Pooled + Copy + PartialOrd + Default
{
    const NEG_INFINITY: Self;
    /// The smallest normal number.
    const MIN_POSITIVE: Self;
    /// `x` rounded to this precision.
    fn rounded(x: f64) -> Self;
    fn to_f64(self) -> f64;
    /// eˣ; in single precision in plain arithmetic, so that loops around it use SIMD.
    fn exp_simd(self) -> Self;
    fn pow_scalar(self, p: f64) -> Self;
}

macro_rules! real {
    ($T:ident, $of:expr, $exp:expr) => {
        impl Real for $T {
            const NEG_INFINITY: Self = $T::NEG_INFINITY;
            const MIN_POSITIVE: Self = $T::MIN_POSITIVE;
            fn rounded(x: f64) -> Self {
                $of(x)
            }
            fn to_f64(self) -> f64 {
                self.into()
            }
            #[inline(always)]
            fn exp_simd(self) -> Self {
                $exp(self)
            }
            fn pow_scalar(self, p: f64) -> Self {
                // The common powers by multiplication: faster, and exact where powf is not.
                match p {
                    1.0 => self,
                    2.0 => self * self,
                    3.0 => self * self * self,
                    0.5 => $T::sqrt(self),
                    -1.0 => 1.0 / self,
                    _ => $T::powf(self, Self::rounded(p)),
                }
            }
        }
    };
}

#[expect(clippy::cast_possible_truncation, reason = "rounding to single precision is the point")]
const fn narrow(x: f64) -> f32 {
    x as f32
}

real!(f32, narrow, exponential::exponential);
real!(f64, std::convert::identity, f64::exp);

/// Binds `$f` to the definition of a [`Unary`] and runs `$body`, once per operation, so that
/// the choice is made outside the loop and the loop itself can be vectorized.
macro_rules! with_unary {
    ($op:expr, $T:ident, |$f:ident| $body:expr) => {{
        let (zero, one) = ($T::rounded(0.0), $T::rounded(1.0));
        match $op {
            Unary::Neg => with_unary!(@ $f, |x: $T| -x, $body),
            Unary::Abs => with_unary!(@ $f, |x: $T| x.abs(), $body),
            Unary::Sign => with_unary!(@ $f, |x: $T| if x > zero { one } else if x < zero { -one } else { zero }, $body),
            Unary::Exp => with_unary!(@ $f, |x: $T| x.exp_simd(), $body),
            Unary::Expm1 => with_unary!(@ $f, |x: $T| x.exp_m1(), $body),
            Unary::Log => with_unary!(@ $f, |x: $T| x.ln(), $body),
            Unary::Log1p => with_unary!(@ $f, |x: $T| x.ln_1p(), $body),
            Unary::Sqrt => with_unary!(@ $f, |x: $T| x.sqrt(), $body),
            Unary::Pow(p) => with_unary!(@ $f, |x: $T| x.pow_scalar(p), $body),
            Unary::AddScalar(c) => { let c = $T::rounded(c); with_unary!(@ $f, |x: $T| x + c, $body) }
            Unary::MulScalar(c) => { let c = $T::rounded(c); with_unary!(@ $f, |x: $T| x * c, $body) }
            Unary::Clamp(lo, hi) => {
                let (lo, hi) = ($T::rounded(lo), $T::rounded(hi));
                with_unary!(@ $f, |x: $T| if x < lo { lo } else if x > hi { hi } else { x }, $body)
            }
            Unary::Within(lo, hi) => {
                let (lo, hi) = ($T::rounded(lo), $T::rounded(hi));
                with_unary!(@ $f, |x: $T| if x > lo && x < hi { one } else { zero }, $body)
            }
            // Written so that NaN stays NaN: a failed computation must not look like a dead unit.
            Unary::Relu => with_unary!(@ $f, |x: $T| if x <= zero { zero } else { x }, $body),
            Unary::Elu => with_unary!(@ $f, |x: $T| if x > zero { x } else { x.exp_m1() }, $body),
            Unary::Softplus => with_unary!(@ $f, |x: $T| {
                let large = if x > zero { x } else { zero };
                large + (-x.abs()).exp_simd().ln_1p()
            }, $body),
            Unary::Softsign => with_unary!(@ $f, |x: $T| x / (one + x.abs()), $body),
            Unary::Sigmoid => with_unary!(@ $f, |x: $T| one / (one + (-x).exp_simd()), $body),
            Unary::Tanh => with_unary!(@ $f, |x: $T| x.tanh(), $body),
        }
    }};
    (@ $f:ident, $definition:expr, $body:expr) => {{
        let $f = $definition;
        $body
    }};
}
pub(crate) use with_unary;

/// The same for a [`Binary`].
macro_rules! with_binary {
    ($op:expr, $T:ident, |$f:ident| $body:expr) => {{
        let (zero, one) = ($T::rounded(0.0), $T::rounded(1.0));
        match $op {
            Binary::Add => with_binary!(@ $f, |a: $T, b: $T| a + b, $body),
            Binary::Sub => with_binary!(@ $f, |a: $T, b: $T| a - b, $body),
            Binary::Mul => with_binary!(@ $f, |a: $T, b: $T| a * b, $body),
            Binary::Div => with_binary!(@ $f, |a: $T, b: $T| a / b, $body),
            Binary::Maximum => with_binary!(@ $f, |a: $T, b: $T| if b > a || b.partial_cmp(&b).is_none() { b } else { a }, $body),
            Binary::Equal => with_binary!(@ $f, |a: $T, b: $T| if a == b { one } else { zero }, $body),
            Binary::Greater => with_binary!(@ $f, |a: $T, b: $T| if a > b { one } else { zero }, $body),
            Binary::ReluBackward => with_binary!(@ $f, |g: $T, y: $T| if y <= zero { zero } else { g }, $body),
            Binary::EluBackward => with_binary!(@ $f, |g: $T, x: $T| if x <= zero { g * x.exp_simd() } else { g }, $body),
            Binary::SoftplusBackward => with_binary!(@ $f, |g: $T, x: $T| g / (one + (-x).exp_simd()), $body),
            Binary::SoftsignBackward => with_binary!(@ $f, |g: $T, x: $T| {
                let scale = one + x.abs();
                g / (scale * scale)
            }, $body),
            Binary::SigmoidBackward => with_binary!(@ $f, |g: $T, y: $T| g * (y * (one - y)), $body),
            Binary::TanhBackward => with_binary!(@ $f, |g: $T, y: $T| g * (one - y * y), $body),
        }
    }};
    (@ $f:ident, $definition:expr, $body:expr) => {{
        let $f = $definition;
        $body
    }};
}
pub(crate) use with_binary;
