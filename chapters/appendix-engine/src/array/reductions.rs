//! Reductions: sums, maxima, and softmax, which needs both.

use super::{Array, layout::check_indices};
use crate::shape::Shape;

/// Reductions along a dimension.
impl Array {
    /// The sum of all elements (`None`), or along one dimension: `Some(0)` sums each column of a
    /// matrix, `Some(1)` or `Some(-1)` each row.
    ///
    /// The reduced dimension is kept, with size 1: PyTorch's `keepdim=True`.
    ///
    /// # Panics
    ///
    /// If there is no such dimension.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::matrix(&[[1.0, 2.0], [3.0, 4.0]], Options::default());
    /// assert_eq!(x.sum(None).item(), 10.0);
    /// assert_eq!(x.sum(Some(0)).to_vec(), [4.0, 6.0]);
    /// assert_eq!(x.sum(Some(1)).to_vec(), [3.0, 7.0]);
    /// assert_eq!(x.sum(Some(1)).shape().to_string(), "(2, 1)");
    ///
    /// let v = Array::vector(&[1.0, 2.0, 3.0], Options::default());
    /// assert_eq!(v.sum(Some(0)).to_vec(), [6.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn sum(&self, dim: Option<isize>) -> Self {
        let (shape, axis) = self.reduced(dim);
        Self::from_storage(shape, self.device, self.device.engine().sum(&self.storage, axis))
    }

    /// The largest element, with the same meaning of `dim`.
    ///
    /// # Panics
    ///
    /// If there is no such dimension, or there are no elements to choose from.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::matrix(&[[1.0, 4.0], [3.0, 2.0]], Options::default());
    /// assert_eq!(x.max(None).item(), 4.0);
    /// assert_eq!(x.max(Some(0)).to_vec(), [3.0, 4.0]);
    /// assert_eq!(x.max(Some(1)).to_vec(), [4.0, 3.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn max(&self, dim: Option<isize>) -> Self {
        let (shape, axis) = self.reduced(dim);
        let choosing = shape.is_empty() || !self.shape.is_empty();
        assert!(choosing, "max: nothing to choose from in shape {}", self.shape);
        Self::from_storage(shape, self.device, self.device.engine().max(&self.storage, axis))
    }

    /// The shape after a reduction, and the axis of the stored table to reduce along.
    #[track_caller]
    fn reduced(&self, dim: Option<isize>) -> (Shape, Option<usize>) {
        match dim {
            Some(dim) => (self.shape.reduced(dim), Some(self.shape.axis(dim))),
            None => (Shape::scalar(), None),
        }
    }

    /// For each row, the column of its largest element, the first one on a tie; a NaN counts as
    /// the largest.
    ///
    /// # Panics
    ///
    /// If there are rows, but no columns to choose from.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let scores = Array::matrix(&[[1.0, 5.0, 5.0], [2.0, 0.0, 1.0]], Options::default());
    /// assert_eq!(scores.argmax(), [1, 0]);
    /// ```
    #[track_caller]
    pub fn argmax(&self) -> Vec<usize> {
        let choosing = self.shape.rows() == 0 || self.shape.cols() > 0;
        assert!(choosing, "argmax: nothing to choose from in shape {}", self.shape);
        self.device.engine().argmax(&self.storage)
    }

    /// 1 for each row whose [`argmax`](Self::argmax) is the given column, else 0: (n, m) gives
    /// (n, 1).
    ///
    /// Its sum is the number of correct predictions. Unlike `argmax`, it transfers nothing from the
    /// device to the host.
    ///
    /// # Panics
    ///
    /// If there are not as many columns as rows, or there is nothing to choose from.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let scores = Array::matrix(&[[1.0, 5.0], [2.0, 0.0]], Options::default());
    /// assert_eq!(scores.is_argmax(&[1, 1]).to_vec(), [1.0, 0.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn is_argmax(&self, columns: &[usize]) -> Self {
        let (rows, cols) = self.shape.table();
        assert!(rows == 0 || cols > 0, "is_argmax: nothing to choose from in shape {}", self.shape);
        assert!(
            columns.len() == rows,
            "is_argmax: {} columns for the rows of shape {}",
            columns.len(),
            self.shape
        );
        let storage = self.device.engine().is_argmax(&self.storage, columns);
        Self::from_storage(Shape::matrix(rows, 1), self.device, storage)
    }

    /// Sums over the dimensions that broadcasting repeated, back to `shape`.
    ///
    /// This is the backward pass of broadcasting: an element that was used several times gets the
    /// sum of the gradients of all its uses.
    ///
    /// # Panics
    ///
    /// If `shape` does not broadcast to the shape of this array.
    ///
    /// ```
    /// use engine::{Array, Options, Shape};
    ///
    /// // A bias was added to two rows, so it receives two gradients.
    /// let grad = Array::matrix(&[[1.0, 2.0], [3.0, 4.0]], Options::default());
    /// assert_eq!(grad.sum_to(Shape::vector(2)).to_vec(), [4.0, 6.0]);
    /// assert_eq!(grad.sum_to(Shape::scalar()).item(), 10.0);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn sum_to(&self, shape: Shape) -> Self {
        assert!(
            shape.broadcast(self.shape).map(Shape::table) == Some(self.shape.table()),
            "sum_to: {shape} does not broadcast to {}",
            self.shape
        );
        let engine = self.device.engine();
        let mut sum = self.storage.clone();
        if shape.rows() == 1 && self.shape.rows() != 1 {
            sum = engine.sum(&sum, Some(0));
        }
        if shape.cols() == 1 && self.shape.cols() != 1 {
            sum = engine.sum(&sum, Some(1));
        }
        Self::from_storage(shape, self.device, sum)
    }

    /// softmax along `dim`: eˣ, divided by the sum of all eˣ along `dim`.
    ///
    /// # Panics
    ///
    /// If there is no such dimension.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// // e⁰ = 1 and e^(ln 3) = 3 are a quarter and three quarters of their sum.
    /// let x = Array::matrix(&[[0.0, 3_f64.ln()]], Options::default());
    /// assert_eq!(x.softmax(1).to_string(), "array([[0.2500, 0.7500]])");
    /// ```
    #[track_caller]
    #[must_use]
    pub fn softmax(&self, dim: isize) -> Self {
        let axis = self.shape.axis(dim);
        let storage = self.device.engine().softmax(&self.storage, axis);
        Self::from_storage(self.shape, self.device, storage)
    }

    /// The backward pass of softmax, fused: from the gradient g of its output (this array) and the
    /// output `y` itself, the gradient of its input, y·(g − Σ g·y).
    ///
    /// # Panics
    ///
    /// If the two differ in shape, precision or device, or there is no such dimension.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let y = Array::matrix(&[[0.25, 0.75]], Options::default());
    /// let grad = Array::matrix(&[[1.0, 0.0]], Options::default());
    /// // Σ g·y = 0.25, so the answer is 0.25 · (1 − 0.25) and 0.75 · (0 − 0.25).
    /// assert_eq!(grad.softmax_backward(&y, 1).to_vec(), [0.1875, -0.1875]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn softmax_backward(&self, y: &Self, dim: isize) -> Self {
        self.same_kind("softmax_backward", y);
        let axis = y.shape.axis(dim);
        assert!(
            self.shape.table() == y.shape.table(),
            "softmax_backward: the gradient has shape {}, the softmax {}",
            self.shape,
            y.shape
        );
        let storage = self.device.engine().softmax_backward(&self.storage, &y.storage, axis);
        Self::from_storage(y.shape, self.device, storage)
    }

    /// ln softmax along `dim`, which stays finite where the softmax itself underflows.
    ///
    /// # Panics
    ///
    /// If there is no such dimension.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::matrix(&[[1000.0, -1000.0]], Options::default());
    /// assert_eq!(x.softmax(1).to_vec(), [1.0, 0.0]);
    /// assert_eq!(x.log_softmax(1).to_vec(), [0.0, -2000.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn log_softmax(&self, dim: isize) -> Self {
        let axis = self.shape.axis(dim);
        let storage = self.device.engine().log_softmax(&self.storage, axis);
        Self::from_storage(self.shape, self.device, storage)
    }

    /// The cross-entropy of each row, taken as logits, against its right class, and the softmax of
    /// the rows, from which the backward pass starts: −ln qᵢ,cᵢ of shape (n, 1), and q of shape
    /// (n, classes). A vector counts as one row.
    ///
    /// # Panics
    ///
    /// If there is not one class per row, or a class is out of range.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let logits = Array::matrix(&[[0.0, 0.0], [1000.0, -1000.0]], Options::f64());
    /// let (losses, q) = logits.cross_entropy(&[1, 1]);
    /// assert_eq!(losses.to_vec(), [2_f64.ln(), 2000.0]);
    /// assert_eq!(q.to_vec(), [0.5, 0.5, 1.0, 0.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn cross_entropy(&self, classes: &[usize]) -> (Self, Self) {
        self.one_index_per_row("cross_entropy", classes);
        check_indices("cross_entropy", classes, self.shape.cols(), "columns");
        let (losses, q) = self.device.engine().cross_entropy(&self.storage, classes);
        (
            Self::from_storage(Shape::matrix(classes.len(), 1), self.device, losses),
            Self::from_storage(self.shape, self.device, q),
        )
    }
}
