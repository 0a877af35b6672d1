//! Means: of all elements, of each column, or of each row.

use engine::{Array, Shape};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// y = Σ x / n, over all n elements or along one dimension of size n.
///
/// Rule: ∂ℓ/∂x repeats ∂ℓ/∂y / n. In a mean over more samples each one gets a smaller gradient, so
/// the learning rate need not change with the batch size.
///
/// The mean of no elements is NaN, like 0/0.
///
/// Applied by [`Tensor::mean`] and [`Tensor::mean_dim`].
pub struct Mean {
    dim: Option<isize>,
    shape: Shape,
}

impl Mean {
    fn count(&self) -> f64 {
        self.dim.map_or(self.shape.len(), |dim| self.shape.size(dim)) as f64
    }
}

impl Operation for Mean {
    fn name(&self) -> &'static str {
        "Mean"
    }

    fn forward(&self, _ctx: &mut Context, inputs: &[Array]) -> Array {
        inputs[0].sum(self.dim) / self.count()
    }

    fn backward(&self, _ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        vec![Some((grad / self.count()).expand(self.shape))]
    }
}

impl Tensor {
    /// The mean of all elements, of shape `()`.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[1.0, 2.0, 6.0, 7.0]).requires_grad_();
    /// let y = x.mean();
    /// assert_eq!(y.item(), 4.0);
    /// y.backward();
    /// assert_eq!(x.grad().unwrap().to_vec(), [0.25; 4]);
    /// ```
    #[must_use]
    pub fn mean(&self) -> Tensor {
        apply(Mean { dim: None, shape: self.shape() }, &[self])
    }

    /// The mean along `dim`, which is kept with size 1, as in [`sum_dim`](Self::sum_dim).
    ///
    /// # Panics
    ///
    /// If there is no such dimension.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::matrix(&[[1.0, 2.0], [3.0, 6.0]]);
    /// assert_eq!(x.mean_dim(0).to_vec(), [2.0, 4.0]);
    /// assert_eq!(x.mean_dim(1).to_vec(), [1.5, 4.5]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn mean_dim(&self, dim: isize) -> Tensor {
        apply(Mean { dim: Some(dim), shape: self.shape() }, &[self])
    }
}

pub(super) fn entry() -> Entry {
    let table = [Shape::matrix(3, 4)];
    Entry {
        name: "mean",
        cases: vec![
            Case::new(&table, -2.0, 2.0, |x| x[0].mean()),
            Case::new(&table, -2.0, 2.0, |x| x[0].mean_dim(0)),
            Case::new(&table, -2.0, 2.0, |x| x[0].mean_dim(1)),
            Case::new(&[Shape::vector(4)], -2.0, 2.0, |x| x[0].mean_dim(-1)),
        ],
    }
}
