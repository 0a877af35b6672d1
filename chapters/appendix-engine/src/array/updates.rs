//! The updates of an optimizer, to its parameters and its running averages, in place and fused.
//!
//! Each method equals a short chain of other methods, and the reference engine computes it as that
//! chain. Fused into one pass, the results are the same, and memory is read and written only once.

use super::Array;

impl Array {
    /// `self += alpha · other`, in place: one step of size `alpha` along `other`.
    ///
    /// # Panics
    ///
    /// If the two differ in shape, precision or device.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// // One step of gradient descent: w −= 0.5 · grad.
    /// let mut w = Array::vector(&[1.0, 2.0], Options::default());
    /// let before = w.clone();
    /// w.axpy_(-0.5, &Array::vector(&[4.0, -6.0], Options::default()));
    /// assert_eq!(w.to_vec(), [-1.0, 5.0]);
    /// assert_eq!(before.to_vec(), [1.0, 2.0]);
    /// ```
    #[track_caller]
    pub fn axpy_(&mut self, alpha: f64, other: &Self) {
        self.same_table("axpy_", other);
        self.update(|engine, y| engine.axpy(alpha, &other.storage, y));
    }

    /// `self = beta · self + alpha · other`: a running average takes in a new value.
    ///
    /// A running average that gets only zeros decays until it is subnormal (below 1.2 · 10⁻³⁸ in single
    /// precision), and many processors are slow with subnormal numbers. There it may become 0.
    ///
    /// # Panics
    ///
    /// If the two differ in shape, precision or device.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// // Half of the old average, and a quarter of the new value.
    /// let mut average = Array::vector(&[2.0, 4.0], Options::default());
    /// average.axpby_(0.25, &Array::vector(&[8.0, -8.0], Options::default()), 0.5);
    /// assert_eq!(average.to_vec(), [3.0, 0.0]);
    /// ```
    #[track_caller]
    pub fn axpby_(&mut self, alpha: f64, other: &Self, beta: f64) {
        self.same_table("axpby_", other);
        self.update(|engine, y| engine.axpby(alpha, &other.storage, beta, y));
    }

    /// `self = beta · self + alpha · other²`, element by element: a running average of squares.
    ///
    /// # Panics
    ///
    /// If the two differ in shape, precision or device.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let mut average = Array::vector(&[2.0, 4.0], Options::default());
    /// average.add_squares_(0.25, &Array::vector(&[2.0, -4.0], Options::default()), 0.5);
    /// assert_eq!(average.to_vec(), [2.0, 6.0]);
    /// ```
    #[track_caller]
    pub fn add_squares_(&mut self, alpha: f64, other: &Self, beta: f64) {
        self.same_table("add_squares_", other);
        self.update(|engine, y| engine.add_squares(alpha, &other.storage, beta, y));
    }

    /// `self += alpha · x / (scale · √v + eps)`, element by element: a step along x, each element
    /// of it divided by √v, its usual size.
    ///
    /// # Panics
    ///
    /// If one of the three differs in shape, precision or device.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let vector = |values: &[f64]| Array::vector(values, Options::default());
    /// let mut w = vector(&[1.0, 1.0]);
    /// w.add_over_root_(-0.5, &vector(&[3.0, 8.0]), (2.0, &vector(&[1.0, 9.0]), 2.0));
    /// assert_eq!(w.to_vec(), [0.625, 0.5]); // 1 − ½ · 3/(2·1 + 2) and 1 − ½ · 8/(2·3 + 2)
    /// ```
    #[track_caller]
    pub fn add_over_root_(&mut self, alpha: f64, x: &Self, (scale, v, eps): (f64, &Self, f64)) {
        self.same_table("add_over_root_", x);
        self.same_table("add_over_root_", v);
        let root = (scale, &v.storage, eps);
        self.update(|engine, y| engine.add_over_root(alpha, &x.storage, root, y));
    }

    #[track_caller]
    fn same_table(&self, name: &str, other: &Self) {
        self.same_kind(name, other);
        assert!(
            self.shape.table() == other.shape.table(),
            "{name}: shapes {} and {} differ",
            self.shape,
            other.shape
        );
    }
}
