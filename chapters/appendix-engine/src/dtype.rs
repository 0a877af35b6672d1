//! The precision of an array's elements.

use std::fmt;

/// Single or double precision.
///
/// Networks are trained in [`F32`](DType::F32), as in PyTorch: half the memory, twice the
/// speed. Gradients are checked in [`F64`](DType::F64), where central differences leave
/// about nine good digits.
///
/// ```
/// use engine::{Array, DType, Options};
///
/// let step = |dtype| {
///     let options = Options { dtype, ..Options::default() };
///     Array::scalar(1.0 + 1e-9, options).item() - 1.0
/// };
/// assert_eq!(step(DType::F32), 0.0); // lost beyond the seventh digit
/// assert!(step(DType::F64) > 0.0);
/// assert_eq!(DType::F32.to_string(), "f32");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum DType {
    /// 32-bit floating point, about 7 digits.
    #[default]
    F32,
    /// 64-bit floating point, about 16 digits.
    F64,
}

impl fmt::Display for DType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DType::F32 => "f32",
            DType::F64 => "f64",
        })
    }
}
