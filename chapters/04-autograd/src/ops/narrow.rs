//! A part of a tensor: some neighboring rows or columns, or a single one.

use engine::{Array, Shape};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// The `length` rows, columns or elements from `start` on.
///
/// Rule: the gradient goes to where the elements came from; all others get 0.
///
/// Applied by [`Tensor::narrow`] and [`Tensor::select`].
pub struct Narrow {
    dim: isize,
    start: usize,
    length: usize,
    from: Shape,
}

impl Operation for Narrow {
    fn name(&self) -> &'static str {
        "Slice"
    }

    fn forward(&self, _ctx: &mut Context, inputs: &[Array]) -> Array {
        inputs[0].narrow(self.dim, self.start, self.length)
    }

    fn backward(&self, _ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        vec![Some(grad.widen(self.dim, self.start, self.from.size(self.dim)))]
    }
}

impl Tensor {
    /// The `length` rows (`dim` 0) or columns (1) of a matrix from `start` on, or elements of a
    /// vector. PyTorch's slices `x[1:3]` and `x[:, 1:3]` are `narrow(0, 1, 2)` and `narrow(1, 1, 2)`.
    ///
    /// # Panics
    ///
    /// If there are not that many, the tensor is a scalar, or there is no such dimension.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::matrix(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]).requires_grad_();
    /// let y = x.narrow(1, 1, 2);
    /// assert_eq!(y.to_vec(), [2.0, 3.0, 5.0, 6.0]);
    /// y.sum().backward();
    /// assert_eq!(x.grad().unwrap().to_vec(), [0.0, 1.0, 1.0, 0.0, 1.0, 1.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn narrow(&self, dim: isize, start: usize, length: usize) -> Tensor {
        apply(Narrow { dim, start, length, from: self.shape() }, &[self])
    }

    /// One row (`dim` 0) or column (1) of a matrix, as a vector, or one element of a vector, as a
    /// scalar. PyTorch's `x[2]` and `x[:, 2]` are `select(0, 2)` and `select(1, 2)`.
    ///
    /// # Panics
    ///
    /// If there is no such row, column or element, the tensor is a scalar, or there is no such
    /// dimension.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::matrix(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    /// assert_eq!(x.select(0, 1).to_string(), "tensor([4., 5., 6.])");
    /// assert_eq!(x.select(1, 2).to_string(), "tensor([3., 6.])");
    /// assert_eq!(x.select(0, 1).select(0, 0).item(), 4.0);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn select(&self, dim: isize, index: usize) -> Tensor {
        let shape = self.shape();
        assert!(shape.rank() > 0, "select: a scalar has no dimension to select from");
        let size = shape.size(dim);
        assert!(
            index < size,
            "select: index {index}, but dimension {dim} of shape {shape} has only {size}"
        );
        let rest =
            if shape.rank() == 1 { Shape::scalar() } else { Shape::vector(shape.len() / size) };
        self.narrow(dim, index, 1).reshape(rest)
    }
}

pub(super) fn entry() -> Entry {
    let (table, vector) = ([Shape::matrix(3, 4)], [Shape::vector(4)]);
    Entry {
        name: "narrow",
        cases: vec![
            Case::new(&table, -2.0, 2.0, |x| x[0].narrow(0, 1, 2)),
            Case::new(&table, -2.0, 2.0, |x| x[0].narrow(1, 0, 3)),
            Case::new(&table, -2.0, 2.0, |x| x[0].narrow(0, 3, 0)),
            Case::new(&vector, -2.0, 2.0, |x| x[0].narrow(0, 2, 2)),
            Case::new(&table, -2.0, 2.0, |x| x[0].select(0, 2)),
            Case::new(&table, -2.0, 2.0, |x| x[0].select(1, 0)),
            Case::new(&vector, -2.0, 2.0, |x| x[0].select(0, 3)),
        ],
    }
}
