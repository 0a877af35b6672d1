//! Matrix products.

use super::Array;
use crate::shape::Shape;

/// Matrix products.
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
        assert!(
            a.cols() == b.rows(),
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
        assert!(
            self.shape.cols() == weight.shape.cols(),
            "linear: the input has shape {} and the weight {}, which takes {} features",
            self.shape,
            weight.shape,
            weight.shape.cols()
        );
        if let Some(bias) = bias {
            self.same_kind("linear", bias);
            assert!(
                bias.shape.table() == (1, weight.shape.rows()),
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
}
