//! Comparisons, and the place of the largest element: questions that have no gradient.
//!
//! A comparison answers with a tensor of zeros and ones in the precision of what is compared, where
//! PyTorch has a type of its own, `bool`. So an answer can be summed, averaged and multiplied as it
//! is: `x.gt(0.0).mean()` is the share of positive elements. No gradient flows through it, because a
//! step function is flat wherever it has a derivative.

use engine::{Array, Binary, Unary};

use crate::{Operand, Tensor};

/// Comparisons, element by element, with a tensor or a number.
impl Tensor {
    /// 1 where `self` = `other`, else 0. NaN equals nothing, not even itself.
    ///
    /// # Panics
    ///
    /// If the shapes do not broadcast, or the tensors differ in precision or device.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[1.0, 2.0, 3.0]);
    /// assert_eq!(x.eq(2.0).to_vec(), [0.0, 1.0, 0.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn eq<'a>(&self, other: impl Into<Operand<'a>>) -> Tensor {
        self.compare(other, |a, b| a.zip(Binary::Equal, b))
    }

    /// 1 where `self` ≠ `other`, else 0. NaN differs from everything, even from itself.
    ///
    /// # Panics
    ///
    /// If the shapes do not broadcast, or the tensors differ in precision or device.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[1.0, 2.0, 3.0]);
    /// assert_eq!(x.ne(2.0).to_vec(), [1.0, 0.0, 1.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn ne<'a>(&self, other: impl Into<Operand<'a>>) -> Tensor {
        self.compare(other, |a, b| 1.0 - a.zip(Binary::Equal, b))
    }

    /// 1 where `self` < `other`, else 0, also for NaN.
    ///
    /// # Panics
    ///
    /// If the shapes do not broadcast, or the tensors differ in precision or device.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[1.0, 2.0, 3.0]);
    /// assert_eq!(x.lt(2.0).to_vec(), [1.0, 0.0, 0.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn lt<'a>(&self, other: impl Into<Operand<'a>>) -> Tensor {
        self.compare(other, |a, b| b.zip(Binary::Greater, a))
    }

    /// 1 where `self` ≤ `other`, else 0, also for NaN.
    ///
    /// # Panics
    ///
    /// If the shapes do not broadcast, or the tensors differ in precision or device.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[1.0, 2.0, 3.0]);
    /// assert_eq!(x.le(2.0).to_vec(), [1.0, 1.0, 0.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn le<'a>(&self, other: impl Into<Operand<'a>>) -> Tensor {
        self.compare(other, |a, b| b.zip(Binary::Greater, a) + a.zip(Binary::Equal, b))
    }

    /// 1 where `self` > `other`, else 0, also for NaN.
    ///
    /// # Panics
    ///
    /// If the shapes do not broadcast, or the tensors differ in precision or device.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[1.0, 2.0, 3.0]);
    /// assert_eq!(x.gt(2.0).to_vec(), [0.0, 0.0, 1.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn gt<'a>(&self, other: impl Into<Operand<'a>>) -> Tensor {
        self.compare(other, |a, b| a.zip(Binary::Greater, b))
    }

    /// 1 where `self` ≥ `other`, else 0, also for NaN.
    ///
    /// # Panics
    ///
    /// If the shapes do not broadcast, or the tensors differ in precision or device.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[1.0, 2.0, 3.0]);
    /// assert_eq!(x.ge(2.0).to_vec(), [0.0, 1.0, 1.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn ge<'a>(&self, other: impl Into<Operand<'a>>) -> Tensor {
        self.compare(other, |a, b| a.zip(Binary::Greater, b) + a.zip(Binary::Equal, b))
    }

    #[track_caller]
    fn compare<'a>(
        &self,
        other: impl Into<Operand<'a>>,
        answer: impl FnOnce(&Array, &Array) -> Array,
    ) -> Tensor {
        let a = self.data();
        let b = other.into().tensor(a.options()).data();
        let (left, right) = (a.shape(), b.shape());
        assert!(
            left.broadcast(right).is_some(),
            "comparison: shapes {left} and {right} do not fit: each side must agree or be 1"
        );
        assert!(
            a.options() == b.options(),
            "comparison: one tensor is {} on {}, the other {} on {}",
            a.dtype(),
            a.device(),
            b.dtype(),
            b.device()
        );
        Tensor::new(answer(&a, &b))
    }

    /// Whether every element is near the one of `other`: |a − b| ≤ `atol` + `rtol` · |b|.
    ///
    /// An infinity is near itself only, and NaN is near nothing. PyTorch's defaults are `rtol = 1e-5`
    /// and `atol = 1e-8`.
    ///
    /// # Panics
    ///
    /// If the shapes do not broadcast, or the tensors differ in precision or device.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[1.0, 1000.0]);
    /// assert!(x.allclose(&Tensor::vector(&[1.0, 1000.005]), 1e-5, 1e-8));
    /// assert!(!x.allclose(&Tensor::vector(&[1.01, 1000.0]), 1e-5, 1e-8));
    /// ```
    #[track_caller]
    #[must_use]
    pub fn allclose(&self, other: &Tensor, rtol: f64, atol: f64) -> bool {
        let far = self.compare(other, |a, b| {
            let distance = (a - b).map(Unary::Abs);
            let allowed = b.scale(rtol).map(Unary::Abs) + atol;
            let is_finite = distance.map(Unary::Within(f64::NEG_INFINITY, f64::INFINITY));
            // Also 1 for NaN, which is not greater than anything, but not finite either.
            let is_near = 1.0 - distance.zip(Binary::Greater, &allowed);
            let is_equal = a.zip(Binary::Equal, b);
            1.0 - is_equal.zip(Binary::Maximum, &(is_near * is_finite))
        });
        far.sum().item() == 0.0
    }
}

/// The place of the largest and of the smallest element.
impl Tensor {
    /// Along dimension `dim`, the place of the largest element: of each column of a matrix for 0, of
    /// each row for 1. A vector has a single one.
    ///
    /// The first one on a tie; a NaN counts as the largest.
    ///
    /// # Panics
    ///
    /// If there is no such dimension, or no element to choose from.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let scores = Tensor::matrix(&[[1.0, 5.0, 5.0], [2.0, 0.0, 1.0]]);
    /// assert_eq!(scores.argmax(1), [1, 0]);
    /// assert_eq!(scores.argmax(0), [1, 0, 0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn argmax(&self, dim: isize) -> Vec<usize> {
        place_of_largest("argmax", &self.data(), dim)
    }

    /// The place of the smallest element, with the same meaning of `dim`; a NaN counts as the
    /// smallest.
    ///
    /// # Panics
    ///
    /// If there is no such dimension, or no element to choose from.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// assert_eq!(Tensor::vector(&[3.0, 1.0, 1.0]).argmin(0), [1]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn argmin(&self, dim: isize) -> Vec<usize> {
        place_of_largest("argmin", &self.data().neg(), dim)
    }
}

#[track_caller]
fn place_of_largest(name: &str, x: &Array, dim: isize) -> Vec<usize> {
    let shape = x.shape();
    let rows = if shape.axis(dim) == 0 { x.transpose() } else { x.clone() };
    let choosing = rows.shape().rows() == 0 || rows.shape().cols() > 0;
    assert!(choosing, "{name}: nothing to choose from along dimension {dim} of shape {shape}");
    rows.argmax()
}
