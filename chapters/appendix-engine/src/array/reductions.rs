//! From many numbers to few: sums, maxima, and softmax, which needs both.

use super::Array;
use crate::shape::Shape;

/// Reductions along a dimension.
impl Array {
    /// The sum of all numbers (`None`), of each column (`Some(0)`) or of each row (`Some(1)`).
    ///
    /// Reducing a dimension leaves it in place with size 1, PyTorch's `keepdim=True`.
    #[track_caller]
    #[must_use]
    pub fn sum(&self, dim: Option<usize>) -> Self {
        let shape = self.reduced(dim);
        Self::from_storage(shape, self.device, self.device.engine().sum(&self.storage, dim))
    }

    /// The largest number, likewise.
    ///
    /// # Panics
    ///
    /// If there is nothing to choose from.
    #[track_caller]
    #[must_use]
    pub fn max(&self, dim: Option<usize>) -> Self {
        let shape = self.reduced(dim);
        let choosing = shape.is_empty() || !self.shape.is_empty();
        assert!(choosing, "max: nothing to choose from in shape {}", self.shape);
        Self::from_storage(shape, self.device, self.device.engine().max(&self.storage, dim))
    }

    #[track_caller]
    fn reduced(&self, dim: Option<usize>) -> Shape {
        match dim {
            Some(dim) => self.shape.reduced(dim),
            None => Shape::scalar(),
        }
    }

    /// For each row, the column of its largest number, the first one on a tie; a NaN counts as
    /// the largest.
    ///
    /// # Panics
    ///
    /// If there are rows, but no columns to choose from.
    #[track_caller]
    pub fn argmax(&self) -> Vec<usize> {
        let choosing = self.shape.rows() == 0 || self.shape.cols() > 0;
        assert!(choosing, "argmax: nothing to choose from in shape {}", self.shape);
        self.device.engine().argmax(&self.storage)
    }

    /// Sums over the dimensions that broadcasting had repeated, back to `shape`.
    ///
    /// What was used many times gathers the gradient of every use.
    ///
    /// # Panics
    ///
    /// If `shape` does not broadcast to the shape of this array.
    #[track_caller]
    #[must_use]
    pub fn sum_to(&self, shape: Shape) -> Self {
        assert!(
            shape.broadcast(self.shape).map(Shape::table) == Some(self.shape.table()),
            "sum_to: {shape} does not broadcast to {}",
            self.shape
        );
        let mut sum = self.clone();
        if shape.rows() == 1 && self.shape.rows() != 1 {
            sum = sum.sum(Some(0));
        }
        if shape.cols() == 1 && self.shape.cols() != 1 {
            sum = sum.sum(Some(1));
        }
        sum.shape = shape;
        sum
    }

    /// softmax along `dim`: eˣ, divided by the sum of all eˣ along `dim`.
    #[track_caller]
    #[must_use]
    pub fn softmax(&self, dim: usize) -> Self {
        let _ = self.shape.reduced(dim);
        Self::from_storage(
            self.shape,
            self.device,
            self.device.engine().softmax(&self.storage, dim),
        )
    }

    /// The way back through softmax: from the gradient of its output (this array) and the output
    /// `y` itself to the gradient of its input, y·(g − Σ g·y).
    ///
    /// # Panics
    ///
    /// If the two differ in shape, precision or device.
    #[track_caller]
    #[must_use]
    pub fn softmax_backward(&self, y: &Self, dim: usize) -> Self {
        self.same_kind("softmax_backward", y);
        let _ = y.shape.reduced(dim);
        assert!(
            self.shape.table() == y.shape.table(),
            "softmax_backward: the gradient has shape {}, the softmax {}",
            self.shape,
            y.shape
        );
        let storage = self.device.engine().softmax_backward(&self.storage, &y.storage, dim);
        Self::from_storage(y.shape, self.device, storage)
    }

    /// ln softmax along `dim`, which stays finite where the softmax itself underflows.
    #[track_caller]
    #[must_use]
    pub fn log_softmax(&self, dim: usize) -> Self {
        let _ = self.shape.reduced(dim);
        let storage = self.device.engine().log_softmax(&self.storage, dim);
        Self::from_storage(self.shape, self.device, storage)
    }
}
