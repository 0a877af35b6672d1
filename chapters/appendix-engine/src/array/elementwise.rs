//! Functions applied element by element.

use std::sync::Arc;

use nalgebra::DMatrix;

use super::Array;
use crate::{
    engine::{Engine, Storage},
    scalar::{Binary, Unary},
    shape::Shape,
};

/// Elementwise functions.
impl Array {
    /// Applies `op` to every element.
    ///
    /// ```
    /// use engine::{Array, Options, Unary};
    ///
    /// let x = Array::vector(&[4.0, 9.0], Options::default());
    /// assert_eq!(x.map(Unary::Sqrt).to_vec(), [2.0, 3.0]);
    /// ```
    #[must_use]
    pub fn map(&self, op: Unary) -> Self {
        let mut y = self.clone();
        y.map_(op);
        y
    }

    /// Applies `op` to every element, in place.
    ///
    /// ```
    /// use engine::{Array, Options, Unary};
    ///
    /// let mut x = Array::vector(&[-1.0, 2.0], Options::default());
    /// x.map_(Unary::Relu);
    /// assert_eq!(x.to_vec(), [0.0, 2.0]);
    /// ```
    pub fn map_(&mut self, op: Unary) {
        self.update(|engine, x| engine.unary(op, x));
    }

    /// Combines two arrays element by element; a dimension of size 1 is broadcast.
    ///
    /// # Panics
    ///
    /// If the shapes do not fit, or the arrays differ in precision or device.
    ///
    /// ```
    /// use engine::{Array, Binary, Options};
    ///
    /// let x = Array::vector(&[1.0, 5.0], Options::default());
    /// let three = Array::scalar(3.0, Options::default());
    /// assert_eq!(x.zip(Binary::Maximum, &three).to_vec(), [3.0, 5.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn zip(&self, op: Binary, other: &Self) -> Self {
        self.same_kind(op, other);
        let Some(shape) = self.shape.broadcast(other.shape) else {
            panic!(
                "{op}: shapes {} and {} do not fit: each side must agree or be 1",
                self.shape, other.shape
            )
        };
        let storage = self.device.engine().binary(op, self.storage.clone(), &other.storage);
        Self { shape, device: self.device, storage }
    }

    /// The same, in place.
    ///
    /// # Panics
    ///
    /// If the result would have another shape than `self`, or the arrays differ in precision or
    /// device.
    ///
    /// ```
    /// use engine::{Array, Binary, Options};
    ///
    /// // The backward pass of y = max(x, 0).
    /// let mut grad = Array::vector(&[10.0, 20.0, 30.0], Options::default());
    /// let y = Array::vector(&[0.0, 1.0, 2.0], Options::default());
    /// grad.zip_(Binary::ReluBackward, &y);
    /// assert_eq!(grad.to_vec(), [0.0, 20.0, 30.0]);
    /// ```
    #[track_caller]
    pub fn zip_(&mut self, op: Binary, other: &Self) {
        self.same_kind(format_args!("{op}_"), other);
        assert!(
            self.shape.broadcast(other.shape).map(Shape::table) == Some(self.shape.table()),
            "{op}_: an array of shape {} cannot take in one of shape {}",
            self.shape,
            other.shape
        );
        self.update(|engine, x| engine.binary(op, x, &other.storage));
    }

    /// self + other
    ///
    /// # Panics
    ///
    /// If the shapes do not fit, or the arrays differ in precision or device.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::matrix(&[[1.0, 2.0], [3.0, 4.0]], Options::default());
    /// let bias = Array::vector(&[10.0, 20.0], Options::default());
    /// assert_eq!(x.add(&bias).to_vec(), [11.0, 22.0, 13.0, 24.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn add(&self, other: &Self) -> Self {
        self.zip(Binary::Add, other)
    }

    /// self − other
    ///
    /// # Panics
    ///
    /// If the shapes do not fit, or the arrays differ in precision or device.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let a = Array::vector(&[5.0, 7.0], Options::default());
    /// let b = Array::vector(&[2.0, 3.0], Options::default());
    /// assert_eq!(a.sub(&b).to_vec(), [3.0, 4.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn sub(&self, other: &Self) -> Self {
        self.zip(Binary::Sub, other)
    }

    /// self · other, element by element
    ///
    /// # Panics
    ///
    /// If the shapes do not fit, or the arrays differ in precision or device.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let a = Array::vector(&[2.0, 3.0], Options::default());
    /// assert_eq!(a.mul(&a).to_vec(), [4.0, 9.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn mul(&self, other: &Self) -> Self {
        self.zip(Binary::Mul, other)
    }

    /// self / other, element by element
    ///
    /// # Panics
    ///
    /// If the shapes do not fit, or the arrays differ in precision or device.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let a = Array::vector(&[6.0, 1.0], Options::default());
    /// let b = Array::vector(&[2.0, 4.0], Options::default());
    /// assert_eq!(a.div(&b).to_vec(), [3.0, 0.25]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn div(&self, other: &Self) -> Self {
        self.zip(Binary::Div, other)
    }

    /// −self
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::vector(&[1.0, -2.0], Options::default());
    /// assert_eq!(x.neg().to_vec(), [-1.0, 2.0]);
    /// ```
    #[must_use]
    pub fn neg(&self) -> Self {
        self.map(Unary::Neg)
    }

    /// self · c
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::vector(&[1.0, -2.0], Options::default());
    /// assert_eq!(x.scale(3.0).to_vec(), [3.0, -6.0]);
    /// ```
    #[must_use]
    pub fn scale(&self, c: f64) -> Self {
        self.map(Unary::MulScalar(c))
    }

    /// 1 where an element is greater than `c`, else 0 (also for NaN); PyTorch's `gt`.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::vector(&[-1.0, 0.0, 2.0], Options::default());
    /// assert_eq!(x.gt(0.0).to_vec(), [0.0, 0.0, 1.0]);
    /// ```
    #[must_use]
    pub fn gt(&self, c: f64) -> Self {
        self.zip(Binary::Greater, &Self::scalar(c, self.options()))
    }

    /// The elements, clamped between two bounds, either of which may be infinite; NaN stays NaN.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::vector(&[-1.0, 0.5, 2.0], Options::default());
    /// assert_eq!(x.clamp(0.0, 1.0).to_vec(), [0.0, 0.5, 1.0]);
    /// ```
    #[must_use]
    pub fn clamp(&self, min: f64, max: f64) -> Self {
        self.map(Unary::Clamp(min, max))
    }

    /// |x|
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::vector(&[-1.0, 2.0], Options::default());
    /// assert_eq!(x.abs().to_vec(), [1.0, 2.0]);
    /// ```
    #[must_use]
    pub fn abs(&self) -> Self {
        self.map(Unary::Abs)
    }

    /// eˣ
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::vector(&[0.0, 1.0], Options::f64());
    /// assert_eq!(x.exp().to_vec(), [1.0, std::f64::consts::E]);
    /// ```
    #[must_use]
    pub fn exp(&self) -> Self {
        self.map(Unary::Exp)
    }

    /// Any Rust function, element by element, in double precision on the host; PyTorch's `apply_`.
    ///
    /// Arrays on a device are transferred to the host and back, and nothing is vectorized. So it is
    /// for functions that cannot be composed of the engine's own, such as the error function.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::matrix(&[[0.25, 0.5]], Options::default());
    /// assert_eq!(x.apply(|x| 1.0 / x).to_vec(), [4.0, 2.0]);
    /// ```
    #[must_use]
    pub fn apply(&self, f: impl Fn(f64) -> f64) -> Self {
        let values: Vec<f64> = self.to_vec().into_iter().map(f).collect();
        Self::new(self.shape, &values, self.options())
    }

    /// Passes the storage to `change` and keeps what comes back. No second handle exists meanwhile,
    /// so the engine may write into the same buffer.
    pub(super) fn update(&mut self, change: impl FnOnce(&dyn Engine, Storage) -> Storage) {
        let nothing = Storage::F64(Arc::new(DMatrix::zeros(0, 0).into()));
        let storage = std::mem::replace(&mut self.storage, nothing);
        self.storage = change(self.device.engine(), storage);
    }
}
