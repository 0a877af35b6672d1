//! Matrix products, and reductions along a dimension.

use super::Array;
use crate::shape::Shape;

/// Products and reductions.
impl Array {
    /// The matrix product: (n, k) times (k, m) gives (n, m).
    #[track_caller]
    #[must_use]
    pub fn matmul(&self, other: &Self) -> Self {
        self.product(false, other, false)
    }

    /// selfᵀ · other, without making the transpose: (k, n) and (k, m) give (n, m).
    #[track_caller]
    #[must_use]
    pub fn matmul_tn(&self, other: &Self) -> Self {
        self.product(true, other, false)
    }

    /// self · otherᵀ, without making the transpose: (n, k) and (m, k) give (n, m).
    #[track_caller]
    #[must_use]
    pub fn matmul_nt(&self, other: &Self) -> Self {
        self.product(false, other, true)
    }

    #[track_caller]
    fn product(&self, a_transposed: bool, other: &Self, b_transposed: bool) -> Self {
        self.same_kind("matmul", other);
        let turn = |shape: Shape, yes| if yes { shape.transposed() } else { shape };
        let (a, b) = (turn(self.shape, a_transposed), turn(other.shape, b_transposed));
        assert_eq!(
            a.cols(),
            b.rows(),
            "matmul: {} times {} does not fit: {} columns meet {} rows",
            Shape::matrix(a.rows(), a.cols()),
            Shape::matrix(b.rows(), b.cols()),
            a.cols(),
            b.rows()
        );
        let engine = self.device.engine();
        let storage = engine.matmul(&self.storage, a_transposed, &other.storage, b_transposed);
        Self::from_storage(Shape::matrix(a.rows(), b.cols()), self.device, storage)
    }

    /// x·Wᵀ + b in one go: `self` (n, in), `weight` (out, in), `bias` (out,) give (n, out).
    ///
    /// # Panics
    ///
    /// If the features of input and weight, or the outputs of weight and bias, disagree.
    #[track_caller]
    #[must_use]
    pub fn linear(&self, weight: &Self, bias: Option<&Self>) -> Self {
        self.same_kind("linear", weight);
        assert_eq!(
            self.shape.cols(),
            weight.shape.cols(),
            "linear: the input has shape {} and the weight {}, which takes {} features",
            self.shape,
            weight.shape,
            weight.shape.cols()
        );
        if let Some(bias) = bias {
            self.same_kind("linear", bias);
            assert_eq!(
                bias.shape.table(),
                (1, weight.shape.rows()),
                "linear: the bias has shape {}, but the weight {} makes {} outputs",
                bias.shape,
                weight.shape,
                weight.shape.rows()
            );
        }
        let bias = bias.map(|bias| &bias.storage);
        let storage = self.device.engine().linear(&self.storage, &weight.storage, bias);
        let (n, out) = (self.shape.rows(), weight.shape.rows());
        let shape = if self.shape.rank() == 1 { Shape::vector(out) } else { Shape::matrix(n, out) };
        Self::from_storage(shape, self.device, storage)
    }

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
        assert_eq!(
            shape.broadcast(self.shape).map(Shape::table),
            Some(self.shape.table()),
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
