//! Negation: y = −x.

use engine::{Array, Shape};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// −x, element by element.
///
/// Rule: ∂ℓ/∂x = −∂ℓ/∂y.
///
/// Negating the value negates the gradient.
///
/// Applied by [`Tensor::neg`].
pub struct Neg;

impl Operation for Neg {
    fn name(&self) -> &'static str {
        "Neg"
    }

    fn forward(&self, _ctx: &mut Context, inputs: &[Array]) -> Array {
        inputs[0].neg()
    }

    fn backward(&self, _ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        vec![Some(grad.neg())]
    }
}

impl Tensor {
    /// −x, element by element.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[1.0, -2.0]).requires_grad_();
    /// let y = x.neg();
    /// assert_eq!(y.to_vec(), [-1.0, 2.0]);
    /// y.sum().backward();
    /// assert_eq!(x.grad().unwrap().to_vec(), [-1.0, -1.0]);
    /// ```
    #[must_use]
    pub fn neg(&self) -> Tensor {
        apply(Neg, &[self])
    }
}

pub(super) fn entry() -> Entry {
    Entry { name: "neg", cases: vec![Case::new(&[Shape::matrix(3, 4)], -2.0, 2.0, |x| x[0].neg())] }
}
