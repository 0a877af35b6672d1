//! Putting tensors together.

use engine::{Array, Shape};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// All parts in one tensor, along one dimension.
///
/// Rule: each part gets its own piece of ∂ℓ/∂y.
///
/// Applied by [`Tensor::cat`] and [`Tensor::stack`].
pub struct Cat {
    dim: isize,
    /// How many rows, columns or elements each part has along the dimension.
    sizes: Vec<usize>,
}

impl Operation for Cat {
    fn name(&self) -> &'static str {
        "Cat"
    }

    fn forward(&self, _ctx: &mut Context, inputs: &[Array]) -> Array {
        Array::cat(&inputs.iter().collect::<Vec<_>>(), self.dim)
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let mut end = 0;
        let pieces = self.sizes.iter().enumerate().map(|(i, &size)| {
            end += size;
            ctx.needs(i).then(|| grad.narrow(self.dim, end - size, size))
        });
        pieces.collect()
    }
}

impl Tensor {
    /// All parts in one tensor: one below the other along dimension 0, side by side along 1. Vectors
    /// are put end to end.
    ///
    /// # Panics
    ///
    /// If there are no parts, if they differ in rank, in the size of the other dimension, in precision
    /// or in device, if they are scalars, or if there is no such dimension.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::matrix(&[[1.0, 2.0], [3.0, 4.0]]).requires_grad_();
    /// let y = Tensor::cat(&[&x, &(10.0 * &x)], 1);
    /// assert_eq!(y.to_vec(), [1.0, 2.0, 10.0, 20.0, 3.0, 4.0, 30.0, 40.0]);
    /// y.sum().backward();
    /// assert_eq!(x.grad().unwrap().to_vec(), [11.0; 4]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn cat(parts: &[&Tensor], dim: isize) -> Tensor {
        let sizes = parts.iter().map(|part| part.shape().size(dim)).collect();
        apply(Cat { dim, sizes }, parts)
    }

    /// Tensors of one shape along a new dimension: scalars become a vector, and vectors the rows
    /// (`dim` 0) or the columns (1) of a matrix.
    ///
    /// # Panics
    ///
    /// If there are no parts, if they differ in shape, precision or device, if they are matrices, or
    /// if the result has no such dimension.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let (x, y) = (Tensor::vector(&[1.0, 2.0]), Tensor::vector(&[3.0, 4.0]));
    /// assert_eq!(Tensor::stack(&[&x, &y], 0).to_vec(), [1.0, 2.0, 3.0, 4.0]);
    /// assert_eq!(Tensor::stack(&[&x, &y], 1).to_vec(), [1.0, 3.0, 2.0, 4.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn stack(parts: &[&Tensor], dim: isize) -> Tensor {
        let Some(shape) = parts.first().map(|part| part.shape()) else {
            panic!("stack: there are no tensors to put together")
        };
        for part in parts {
            let other = part.shape();
            assert!(other == shape, "stack: shapes {shape} and {other} differ");
        }
        let n = shape.len();
        let one = match shape.rank() {
            0 => Shape::vector(1),
            1 if Shape::matrix(1, n).axis(dim) == 0 => Shape::matrix(1, n),
            1 => Shape::matrix(n, 1),
            _ => panic!("stack: matrices like {shape} would need a third dimension"),
        };
        let parts: Vec<Tensor> = parts.iter().map(|part| part.reshape(one)).collect();
        Self::cat(&parts.iter().collect::<Vec<_>>(), dim)
    }
}

pub(super) fn entry() -> Entry {
    let below = [Shape::matrix(3, 4), Shape::matrix(1, 4), Shape::matrix(2, 4)];
    let beside = [Shape::matrix(3, 2), Shape::matrix(3, 4)];
    let vectors = [Shape::vector(3), Shape::vector(3)];
    let scalars = [Shape::scalar(), Shape::scalar()];
    Entry {
        name: "cat",
        cases: vec![
            Case::new(&below, -2.0, 2.0, |x| Tensor::cat(&[&x[0], &x[1], &x[2], &x[0]], 0)),
            Case::new(&beside, -2.0, 2.0, |x| Tensor::cat(&[&x[0], &x[1]], 1)),
            Case::new(&vectors, -2.0, 2.0, |x| Tensor::cat(&[&x[0], &x[1]], 0)),
            Case::new(&vectors, -2.0, 2.0, |x| Tensor::stack(&[&x[0], &x[1]], 0)),
            Case::new(&vectors, -2.0, 2.0, |x| Tensor::stack(&[&x[0], &x[1]], -1)),
            Case::new(&scalars, -2.0, 2.0, |x| Tensor::stack(&[&x[0], &x[1]], 0)),
        ],
    }
}
