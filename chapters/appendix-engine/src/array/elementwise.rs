//! Functions applied number by number, and sums of multiples.

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
    /// Applies `op` to every number.
    #[must_use]
    pub fn map(&self, op: Unary) -> Self {
        let mut y = self.clone();
        y.map_(op);
        y
    }

    /// Applies `op` to every number, in place.
    pub fn map_(&mut self, op: Unary) {
        self.update(|engine, x| engine.unary(op, x));
    }

    /// Combines two arrays number by number; a side of size 1 is repeated.
    ///
    /// # Panics
    ///
    /// If the shapes do not fit, or the arrays differ in precision or device.
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
    /// If the result would have another shape than `self`.
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
    #[track_caller]
    #[must_use]
    pub fn add(&self, other: &Self) -> Self {
        self.zip(Binary::Add, other)
    }

    /// self − other
    #[track_caller]
    #[must_use]
    pub fn sub(&self, other: &Self) -> Self {
        self.zip(Binary::Sub, other)
    }

    /// self · other, number by number
    #[track_caller]
    #[must_use]
    pub fn mul(&self, other: &Self) -> Self {
        self.zip(Binary::Mul, other)
    }

    /// self / other, number by number
    #[track_caller]
    #[must_use]
    pub fn div(&self, other: &Self) -> Self {
        self.zip(Binary::Div, other)
    }

    /// −self
    #[must_use]
    pub fn neg(&self) -> Self {
        self.map(Unary::Neg)
    }

    /// self · c
    #[must_use]
    pub fn scale(&self, c: f64) -> Self {
        self.map(Unary::MulScalar(c))
    }

    /// `self += alpha · other`, in place: one step of size `alpha` along `other`.
    ///
    /// # Panics
    ///
    /// If the two differ in shape, precision or device.
    #[track_caller]
    pub fn axpy_(&mut self, alpha: f64, other: &Self) {
        self.same_kind("axpy_", other);
        assert!(
            self.shape.table() == other.shape.table(),
            "axpy_: shapes {} and {} differ",
            self.shape,
            other.shape
        );
        self.update(|engine, y| engine.axpy(alpha, &other.storage, y));
    }

    /// Hands the numbers to `change` and keeps what comes back, without a second handle on
    /// them, so that the engine may write into the same buffer.
    fn update(&mut self, change: impl FnOnce(&dyn Engine, Storage) -> Storage) {
        let nothing = Storage::F64(Arc::new(DMatrix::zeros(0, 0)));
        let storage = std::mem::replace(&mut self.storage, nothing);
        self.storage = change(self.device.engine(), storage);
    }
}
