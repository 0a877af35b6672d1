//! Selecting one element of each row, such as the score of the right class.

use engine::{Array, Shape};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// From row i, the element in column `columns[i]`.
///
/// Rule: the gradient goes to the selected element; all others get 0.
///
/// Applied by [`Tensor::gather`].
pub struct Gather {
    columns: Vec<usize>,
    shape: Shape,
}

impl Operation for Gather {
    fn name(&self) -> &'static str {
        "Gather"
    }

    fn forward(&self, _ctx: &mut Context, inputs: &[Array]) -> Array {
        inputs[0].gather(&self.columns)
    }

    fn backward(&self, _ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        vec![Some(grad.scatter(&self.columns, self.shape.cols()))]
    }
}

impl Tensor {
    /// From each row of an (n, m) tensor, the element in its column `columns[i]`, as (n, 1).
    ///
    /// # Panics
    ///
    /// If this is not a matrix, there are not n columns given, or one of them is m or more.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let scores = Tensor::matrix(&[[0.1, 0.9], [0.8, 0.2]]);
    /// assert_eq!(scores.gather(&[1, 0]).to_string(), "tensor([[0.9000],\n        [0.8000]])");
    /// ```
    #[track_caller]
    #[must_use]
    pub fn gather(&self, columns: &[usize]) -> Tensor {
        apply(Gather { columns: columns.to_vec(), shape: self.shape() }, &[self])
    }
}

pub(super) fn entry() -> Entry {
    Entry {
        name: "gather",
        cases: vec![Case::new(&[Shape::matrix(3, 4)], -2.0, 2.0, |x| x[0].gather(&[3, 0, 3]))],
    }
}
