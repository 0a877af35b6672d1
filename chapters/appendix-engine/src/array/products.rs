//! Matrix products.

use super::Array;
use crate::shape::Shape;

/// Matrix products.
impl Array {
    /// The matrix product: (n, k) times (k, m) gives (n, m).
    ///
    /// # Panics
    ///
    /// If the columns of `self` are not as many as the rows of `other`, or the arrays differ in
    /// precision or device.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let a = Array::matrix(&[[1.0, 2.0]], Options::default());
    /// let b = Array::matrix(&[[3.0, 4.0], [5.0, 6.0]], Options::default());
    /// assert_eq!(a.matmul(&b).to_vec(), [13.0, 16.0]); // 1·3 + 2·5, 1·4 + 2·6
    /// ```
    #[track_caller]
    #[must_use]
    pub fn matmul(&self, other: &Self) -> Self {
        self.product(false, other, false)
    }

    /// selfᵀ · other, without making the transpose: (k, n) and (k, m) give (n, m).
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
        self.product(true, other, false)
    }

    /// self · otherᵀ, without making the transpose: (n, k) and (m, k) give (n, m).
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
    /// If the features of input and weight, or the outputs of weight and bias, disagree, or the
    /// arrays differ in precision or device.
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
