//! The transpose: yᵢⱼ = xⱼᵢ.

use engine::{Array, Shape};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// The transpose: (n, m) becomes (m, n). A vector stays as it is.
///
/// Rule: ∂ℓ/∂x = (∂ℓ/∂y)ᵀ. The gradient of each element is moved back to where the element was.
///
/// Applied by [`Tensor::t`].
pub struct Transpose;

impl Operation for Transpose {
    fn name(&self) -> &'static str {
        "T"
    }

    fn forward(&self, _ctx: &mut Context, inputs: &[Array]) -> Array {
        inputs[0].transpose()
    }

    fn backward(&self, _ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        vec![Some(grad.transpose())]
    }
}

impl Tensor {
    /// The transpose, of shape (m, n) for an input of shape (n, m). As in PyTorch, a vector stays as it
    /// is; [`reshape`](Self::reshape) makes it a column.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::matrix(&[[1.0, 2.0, 3.0]]);
    /// assert_eq!(x.t().shape().to_string(), "(3, 1)");
    /// ```
    #[must_use]
    pub fn t(&self) -> Tensor {
        apply(Transpose, &[self])
    }
}

pub(super) fn entry() -> Entry {
    Entry {
        name: "transpose",
        cases: vec![
            Case::new(&[Shape::matrix(3, 4)], -2.0, 2.0, |x| x[0].t()),
            Case::new(&[Shape::vector(4)], -2.0, 2.0, |x| x[0].t()),
        ],
    }
}
