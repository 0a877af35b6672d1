//! Matrix products.

use super::Array;
use crate::shape::Shape;

/// Matrix products.
impl Array {
    /// The product of matrices and vectors, with PyTorch's shapes:
    ///
    /// | self | other | result | |
    /// |---|---|---|---|
    /// | (n, k) | (k, m) | (n, m) | matrix product |
    /// | (n, k) | (k,) | (n,) | matrix times vector |
    /// | (k,) | (k, m) | (m,) | vector times matrix |
    /// | (k,) | (k,) | () | dot product |
    ///
    /// # Panics
    ///
    /// If the inner dimensions k differ, one of the two is a scalar, or the arrays differ in
    /// precision or device.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let a = Array::matrix(&[[1.0, 2.0]], Options::default());
    /// let b = Array::matrix(&[[3.0, 4.0], [5.0, 6.0]], Options::default());
    /// assert_eq!(a.matmul(&b).to_vec(), [13.0, 16.0]); // 1·3 + 2·5, 1·4 + 2·6
    ///
    /// let v = Array::vector(&[1.0, 2.0], Options::default());
    /// assert_eq!(b.matmul(&v).to_vec(), [11.0, 17.0]); // 3·1 + 4·2, 5·1 + 6·2
    /// assert_eq!(v.matmul(&v).item(), 5.0); // 1·1 + 2·2
    /// ```
    #[track_caller]
    #[must_use]
    pub fn matmul(&self, other: &Self) -> Self {
        let ranks = (self.shape.rank(), other.shape.rank());
        assert!(
            ranks.0 > 0 && ranks.1 > 0,
            "matmul: shapes {} and {}: a scalar has no rows or columns to multiply; use `*`",
            self.shape,
            other.shape
        );
        // A vector is stored as a row, so it is a column where it comes second. A matrix times a
        // column is the row times the transpose.
        let inner = if ranks.1 == 1 { other.shape.cols() } else { other.shape.rows() };
        self.check_factors("matmul", other, (self.shape.cols(), inner));
        match ranks {
            (2, 1) => other.product(false, self, true),
            (1, 1) => self.product(false, other, true),
            _ => self.product(false, other, false),
        }
        .reshape(match ranks {
            (1, 1) => Shape::scalar(),
            (2, 1) => Shape::vector(self.shape.rows()),
            (1, _) => Shape::vector(other.shape.cols()),
            _ => Shape::matrix(self.shape.rows(), other.shape.cols()),
        })
    }

    /// selfᵀ · other, without copying the transpose: (k, n) and (k, m) give (n, m). A vector counts
    /// as one row, so two vectors give their outer product.
    ///
    /// # Panics
    ///
    /// If the two do not have equally many rows, or differ in precision or device.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let a = Array::matrix(&[[1.0], [2.0]], Options::default());
    /// let b = Array::matrix(&[[3.0, 4.0], [5.0, 6.0]], Options::default());
    /// assert_eq!(a.matmul_tn(&b).to_vec(), [13.0, 16.0]);
    /// assert_eq!(a.matmul_tn(&b), a.transpose().matmul(&b));
    /// ```
    #[track_caller]
    #[must_use]
    pub fn matmul_tn(&self, other: &Self) -> Self {
        self.check_factors("matmul_tn", other, (self.shape.rows(), other.shape.rows()));
        self.product(true, other, false)
    }

    /// self · otherᵀ, without copying the transpose: (n, k) and (m, k) give (n, m). A vector counts
    /// as one row.
    ///
    /// # Panics
    ///
    /// If the two do not have equally many columns, or differ in precision or device.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let a = Array::matrix(&[[1.0, 2.0]], Options::default());
    /// let b = Array::matrix(&[[3.0, 5.0], [4.0, 6.0]], Options::default());
    /// assert_eq!(a.matmul_nt(&b).to_vec(), [13.0, 16.0]);
    /// assert_eq!(a.matmul_nt(&b), a.matmul(&b.transpose()));
    /// ```
    #[track_caller]
    #[must_use]
    pub fn matmul_nt(&self, other: &Self) -> Self {
        self.check_factors("matmul_nt", other, (self.shape.cols(), other.shape.cols()));
        self.product(false, other, true)
    }

    /// op(self)·op(other) of the stored tables, whose inner dimensions agree.
    fn product(&self, a_transposed: bool, other: &Self, b_transposed: bool) -> Self {
        let rows = if a_transposed { self.shape.cols() } else { self.shape.rows() };
        let cols = if b_transposed { other.shape.rows() } else { other.shape.cols() };
        let engine = self.device.engine();
        let storage = engine.matmul(&self.storage, a_transposed, &other.storage, b_transposed);
        Self::from_storage(Shape::matrix(rows, cols), self.device, storage)
    }

    /// Panics if two factors differ in device, precision or inner dimension.
    #[track_caller]
    fn check_factors(&self, name: &str, other: &Self, (k, k2): (usize, usize)) {
        self.same_kind(name, other);
        assert!(
            k == k2,
            "{name}: shapes {} and {} do not fit: the inner sizes {k} and {k2} differ",
            self.shape,
            other.shape
        );
    }

    /// x·Wᵀ + b, fused: `self` (n, in), `weight` (out, in), `bias` (out,) give (n, out).
    ///
    /// # Panics
    ///
    /// If the weight is not a matrix or the bias not a vector, if the features of input and weight, or
    /// the outputs of weight and bias, disagree, or if the arrays differ in precision or device.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::matrix(&[[1.0, 1.0]], Options::default());
    /// let weight = Array::matrix(&[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], Options::default());
    /// let bias = Array::vector(&[10.0, 20.0, 30.0], Options::default());
    /// assert_eq!(x.linear(&weight, None).to_vec(), [3.0, 7.0, 11.0]);
    /// assert_eq!(x.linear(&weight, Some(&bias)).to_vec(), [13.0, 27.0, 41.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn linear(&self, weight: &Self, bias: Option<&Self>) -> Self {
        self.same_kind("linear", weight);
        assert!(
            weight.shape.rank() == 2,
            "linear: the weight has shape {}, but must be a matrix of shape (out, in)",
            weight.shape
        );
        assert!(
            self.shape.rank() > 0 && self.shape.cols() == weight.shape.cols(),
            "linear: the input has shape {} and the weight {}, which takes {} features",
            self.shape,
            weight.shape,
            weight.shape.cols()
        );
        if let Some(bias) = bias {
            self.same_kind("linear", bias);
            assert!(
                bias.shape == Shape::vector(weight.shape.rows()),
                "linear: the bias has shape {}, but the weight {} needs one of shape {}",
                bias.shape,
                weight.shape,
                Shape::vector(weight.shape.rows())
            );
        }
        let bias = bias.map(|bias| &bias.storage);
        let storage = self.device.engine().linear(&self.storage, &weight.storage, bias);
        let (n, out) = (self.shape.rows(), weight.shape.rows());
        let shape = if self.shape.rank() == 1 { Shape::vector(out) } else { Shape::matrix(n, out) };
        Self::from_storage(shape, self.device, storage)
    }
}
