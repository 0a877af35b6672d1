//! The same elements in another shape.

use engine::{Array, Shape};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// The same elements, read row by row, in another shape.
///
/// Rule: ∂ℓ/∂x is ∂ℓ/∂y in the shape of x.
///
/// Applied by [`Tensor::reshape`].
pub struct Reshape {
    from: Shape,
    to: Shape,
}

impl Operation for Reshape {
    fn name(&self) -> &'static str {
        "View"
    }

    fn forward(&self, _ctx: &mut Context, inputs: &[Array]) -> Array {
        inputs[0].reshape(self.to)
    }

    // ANCHOR: backward
    fn backward(&self, _ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        vec![Some(grad.reshape(self.from))]
    }
    // ANCHOR_END: backward
}

impl Tensor {
    /// The same elements, read row by row, in another shape.
    ///
    /// # Panics
    ///
    /// If the shapes differ in the number of elements.
    ///
    /// ```
    /// use autograd::Tensor;
    /// use engine::Shape;
    ///
    /// let x = Tensor::matrix(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    /// let y = x.reshape(Shape::matrix(3, 2));
    /// assert_eq!(y.data().get(1, 0), 3.0);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn reshape(&self, shape: Shape) -> Tensor {
        apply(Reshape { from: self.shape(), to: shape }, &[self])
    }
}

pub(super) fn entry() -> Entry {
    let table = [Shape::matrix(3, 4)];
    Entry {
        name: "reshape",
        cases: vec![
            Case::new(&table, -2.0, 2.0, |x| x[0].reshape(Shape::matrix(2, 6))),
            Case::new(&table, -2.0, 2.0, |x| x[0].reshape(Shape::vector(12))),
        ],
    }
}
