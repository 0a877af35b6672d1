//! Maxima: of all elements, of each column, or of each row.

use engine::{Array, Binary, Shape};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// y = max x, over all elements or along one dimension.
///
/// Rule: the gradient goes to the largest element. On a tie the derivative is not unique; the
/// gradient is shared evenly, as in PyTorch's `max()` and `amax`, so that no position is preferred.
///
/// Applied by [`Tensor::max`] and [`Tensor::amax`].
pub struct Max {
    dim: Option<isize>,
}

impl Operation for Max {
    fn name(&self) -> &'static str {
        if self.dim.is_some() { "Amax" } else { "Max" }
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let y = inputs[0].max(self.dim);
        ctx.save(&inputs[0]);
        ctx.save(&y);
        y
    }

    // ANCHOR: backward
    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let (x, y) = (ctx.saved(0), ctx.saved(1));
        let is_largest = x.zip(Binary::Equal, y);
        let share = grad / is_largest.sum(self.dim);
        vec![Some(is_largest * share)]
    }
    // ANCHOR_END: backward
}

impl Tensor {
    /// The largest of all elements, of shape `()`.
    ///
    /// # Panics
    ///
    /// If there are no elements.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[1.0, 5.0, 5.0]).requires_grad_();
    /// let y = x.max();
    /// assert_eq!(y.item(), 5.0);
    /// y.backward();
    /// assert_eq!(x.grad().unwrap().to_vec(), [0.0, 0.5, 0.5]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn max(&self) -> Tensor {
        apply(Max { dim: None }, &[self])
    }

    /// The largest elements along `dim`, which is kept with size 1, as in
    /// [`sum_dim`](Self::sum_dim).
    ///
    /// # Panics
    ///
    /// If there is no such dimension, or there are no elements.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::matrix(&[[1.0, 4.0], [3.0, 2.0]]);
    /// assert_eq!(x.amax(0).to_vec(), [3.0, 4.0]);
    /// assert_eq!(x.amax(1).to_vec(), [4.0, 3.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn amax(&self, dim: isize) -> Tensor {
        apply(Max { dim: Some(dim) }, &[self])
    }
}

pub(super) fn entry() -> Entry {
    let table = [Shape::matrix(3, 4)];
    Entry {
        name: "max",
        cases: vec![
            Case::new(&table, -2.0, 2.0, |x| x[0].max()),
            Case::new(&table, -2.0, 2.0, |x| x[0].amax(0)),
            Case::new(&table, -2.0, 2.0, |x| x[0].amax(1)),
            Case::new(&[Shape::vector(4)], -2.0, 2.0, |x| x[0].amax(0)),
        ],
    }
}
