//! Sums: of all elements, of each column, or of each row.

use engine::{Array, Shape};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// y = Σ x, over all elements or along one dimension.
///
/// Rule: every term of a sum gets the gradient of the sum; ∂ℓ/∂x repeats ∂ℓ/∂y.
///
/// Applied by [`Tensor::sum`] and [`Tensor::sum_dim`].
pub struct Sum {
    dim: Option<isize>,
    shape: Shape,
}

impl Operation for Sum {
    fn name(&self) -> &'static str {
        "Sum"
    }

    fn forward(&self, _ctx: &mut Context, inputs: &[Array]) -> Array {
        inputs[0].sum(self.dim)
    }

    // ANCHOR: backward
    fn backward(&self, _ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        vec![Some(grad.expand(self.shape))]
    }
    // ANCHOR_END: backward
}

impl Tensor {
    /// The sum of all elements, of shape `()`.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[1.0, 2.0, 3.0]).requires_grad_();
    /// let y = x.sum();
    /// assert_eq!(y.item(), 6.0);
    /// y.backward();
    /// assert_eq!(x.grad().unwrap().to_vec(), [1.0, 1.0, 1.0]);
    /// ```
    #[must_use]
    pub fn sum(&self) -> Tensor {
        apply(Sum { dim: None, shape: self.shape() }, &[self])
    }

    /// The sum along `dim`, which is kept with size 1: of each column of a matrix (0 or −2), of
    /// each row (1 or −1), or of all elements of a vector (0 or −1). PyTorch: `sum(dim,
    /// keepdim=True)`.
    ///
    /// # Panics
    ///
    /// If there is no such dimension.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::matrix(&[[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.sum_dim(0).to_vec(), [4.0, 6.0]);
    /// assert_eq!(x.sum_dim(1).to_vec(), [3.0, 7.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn sum_dim(&self, dim: isize) -> Tensor {
        apply(Sum { dim: Some(dim), shape: self.shape() }, &[self])
    }
}

pub(super) fn entry() -> Entry {
    let table = [Shape::matrix(3, 4)];
    Entry {
        name: "sum",
        cases: vec![
            Case::new(&table, -2.0, 2.0, |x| x[0].sum()),
            Case::new(&table, -2.0, 2.0, |x| x[0].sum_dim(0)),
            Case::new(&table, -2.0, 2.0, |x| x[0].sum_dim(1)),
            Case::new(&[Shape::vector(4)], -2.0, 2.0, |x| x[0].sum_dim(-1)),
            Case::new(&[Shape::matrix(0, 4)], -2.0, 2.0, |x| x[0].sum_dim(0)),
        ],
    }
}
