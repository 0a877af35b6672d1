//! The other side of an operation: a tensor or a number.

use engine::{Array, Options};

use crate::Tensor;

/// A tensor, or a number, which is broadcast and takes the precision and the device of the tensor
/// beside it.
///
/// You need not name it: pass a `&Tensor` or an `f64`.
///
/// ```
/// use autograd::{Operand, Tensor};
///
/// let x = Tensor::vector(&[1.0, 5.0]);
/// assert_eq!(x.gt(3.0).to_vec(), [0.0, 1.0]);
/// assert_eq!(x.gt(&Tensor::vector(&[0.0, 7.0])).to_vec(), [1.0, 0.0]);
/// assert!(matches!(Operand::from(3.0), Operand::Number(3.0)));
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Operand<'a> {
    /// A tensor.
    Tensor(&'a Tensor),
    /// A number.
    Number(f64),
}

impl Operand<'_> {
    /// The tensor, or the number as a scalar tensor.
    pub(crate) fn tensor(self, options: Options) -> Tensor {
        match self {
            Self::Tensor(x) => x.clone(),
            Self::Number(value) => Tensor::new(Array::scalar(value, options)),
        }
    }

    /// The precision and the device, if it is a tensor.
    pub(crate) fn options(self) -> Option<Options> {
        match self {
            Self::Tensor(x) => Some(x.data().options()),
            Self::Number(_) => None,
        }
    }
}

impl<'a> From<&'a Tensor> for Operand<'a> {
    fn from(x: &'a Tensor) -> Self {
        Self::Tensor(x)
    }
}

impl From<f64> for Operand<'_> {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}
