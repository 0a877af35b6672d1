//! Selecting rows, such as the samples of a batch.

use engine::{Array, Shape};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// Row i of the result is row `indices[i]` of x, or for a vector, element `indices[i]`.
///
/// Rule: each row's gradient is added to the row it came from; a row that was
/// selected twice gets the sum of both.
///
/// Applied by [`Tensor::index_select`].
pub struct IndexSelect {
    indices: Vec<usize>,
    shape: Shape,
}

impl Operation for IndexSelect {
    fn name(&self) -> &'static str {
        "IndexSelect"
    }

    fn forward(&self, _ctx: &mut Context, inputs: &[Array]) -> Array {
        inputs[0].index_select(&self.indices)
    }

    // ANCHOR: backward
    fn backward(&self, _ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        vec![Some(grad.index_add(&self.indices, self.shape.size(0)))]
    }
    // ANCHOR_END: backward
}

impl Tensor {
    /// The rows `indices` of an (n, m) tensor, in that order, as (indices, m), or the elements
    /// `indices` of a vector (n,), as (indices,). PyTorch: `index_select(0, …)`.
    ///
    /// # Panics
    ///
    /// If an index is n or more, or the tensor is a scalar.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::matrix(&[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]).requires_grad_();
    /// let y = x.index_select(&[2, 0, 2]);
    /// assert_eq!(y.to_vec(), [5.0, 6.0, 1.0, 2.0, 5.0, 6.0]);
    /// y.sum().backward();
    /// assert_eq!(x.grad().unwrap().to_vec(), [1.0, 1.0, 0.0, 0.0, 2.0, 2.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn index_select(&self, indices: &[usize]) -> Tensor {
        apply(IndexSelect { indices: indices.to_vec(), shape: self.shape() }, &[self])
    }
}

pub(super) fn entry() -> Entry {
    let table = [Shape::matrix(3, 4)];
    Entry {
        name: "index_select",
        cases: vec![
            Case::new(&table, -2.0, 2.0, |x| x[0].index_select(&[2, 0, 2, 1])),
            Case::new(&table, -2.0, 2.0, |x| x[0].index_select(&[])),
            Case::new(&[Shape::vector(4)], -2.0, 2.0, |x| x[0].index_select(&[2, 0, 2])),
        ],
    }
}
