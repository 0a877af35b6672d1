//! Moving numbers around without changing them.

use super::Array;
use crate::shape::Shape;

/// Moving numbers around.
impl Array {
    /// Rows become columns.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::matrix(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], Options::default());
    /// assert_eq!(x.transpose().shape().to_string(), "(3, 2)");
    /// assert_eq!(x.transpose().to_vec(), [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]);
    /// ```
    #[must_use]
    pub fn transpose(&self) -> Self {
        let storage = self.device.engine().transpose(&self.storage);
        Self::from_storage(self.shape.transposed(), self.device, storage)
    }

    /// The same numbers, read row by row, in another shape.
    ///
    /// # Panics
    ///
    /// If the new shape holds another number of numbers.
    ///
    /// ```
    /// use engine::{Array, Options, Shape};
    ///
    /// let x = Array::matrix(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], Options::default());
    /// let y = x.reshape(Shape::matrix(3, 2));
    /// assert_eq!(y.get(1, 0), 3.0);
    /// assert_eq!(y.to_vec(), x.to_vec());
    /// ```
    #[track_caller]
    #[must_use]
    pub fn reshape(&self, shape: Shape) -> Self {
        assert!(
            shape.len() == self.shape.len(),
            "reshape: shape {} holds {} numbers, {shape} holds {}",
            self.shape,
            self.shape.len(),
            shape.len()
        );
        if shape.table() == self.shape.table() {
            return Self { shape, ..self.clone() };
        }
        let storage = self.device.engine().reshape(&self.storage, shape.rows(), shape.cols());
        Self::from_storage(shape, self.device, storage)
    }

    /// Repeats sides of size 1 until the array has `shape`.
    ///
    /// # Panics
    ///
    /// If a side is neither 1 nor already as long as asked for.
    ///
    /// ```
    /// use engine::{Array, Options, Shape};
    ///
    /// let row = Array::vector(&[1.0, 2.0], Options::default());
    /// assert_eq!(row.expand(Shape::matrix(2, 2)).to_vec(), [1.0, 2.0, 1.0, 2.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn expand(&self, shape: Shape) -> Self {
        assert!(
            self.shape.broadcast(shape).map(Shape::table) == Some(shape.table()),
            "expand: shape {} cannot be repeated into {shape}",
            self.shape
        );
        if shape.table() == self.shape.table() {
            return Self { shape, ..self.clone() };
        }
        let storage = self.device.engine().expand(&self.storage, shape.rows(), shape.cols());
        Self::from_storage(shape, self.device, storage)
    }

    /// Row `i` of the result is row `indices[i]` of this array. PyTorch: `index_select(0, …)`.
    ///
    /// # Panics
    ///
    /// If there is no row of one of the indices.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::matrix(&[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], Options::default());
    /// assert_eq!(x.gather_rows(&[2, 0]).to_vec(), [5.0, 6.0, 1.0, 2.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn gather_rows(&self, indices: &[usize]) -> Self {
        let (rows, cols) = self.shape.table();
        check_indices("gather_rows", indices, rows, "rows");
        let storage = self.device.engine().gather_rows(&self.storage, indices);
        Self::from_storage(Shape::matrix(indices.len(), cols), self.device, storage)
    }

    /// `rows` rows, in which row `i` of this array has been added to row `indices[i]`.
    ///
    /// The way back from [`gather_rows`](Self::gather_rows): a row that was chosen twice gathers
    /// both.
    ///
    /// # Panics
    ///
    /// If there are not as many indices as this array has rows, or one of them is `rows` or more.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::matrix(&[[1.0, 2.0], [10.0, 20.0], [100.0, 200.0]], Options::default());
    /// let y = x.scatter_rows(&[1, 0, 1], 3);
    /// assert_eq!(y.to_vec(), [10.0, 20.0, 101.0, 202.0, 0.0, 0.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn scatter_rows(&self, indices: &[usize], rows: usize) -> Self {
        self.one_index_per_row("scatter_rows", indices);
        check_indices("scatter_rows", indices, rows, "rows");
        let storage = self.device.engine().scatter_rows(&self.storage, indices, rows);
        Self::from_storage(Shape::matrix(rows, self.shape.cols()), self.device, storage)
    }

    /// From row `i`, the number in column `columns[i]`: (n, m) gives (n, 1).
    ///
    /// PyTorch: `gather(1, …)` with one index per row.
    ///
    /// # Panics
    ///
    /// If there are not as many indices as rows, or there is no column of one of them.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// // The score of each sample's right class.
    /// let scores = Array::matrix(&[[1.0, 9.0], [8.0, 2.0]], Options::default());
    /// let right = scores.take(&[1, 0]);
    /// assert_eq!(right.shape().to_string(), "(2, 1)");
    /// assert_eq!(right.to_vec(), [9.0, 8.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn take(&self, columns: &[usize]) -> Self {
        self.one_index_per_row("take", columns);
        check_indices("take", columns, self.shape.cols(), "columns");
        let storage = self.device.engine().take(&self.storage, columns);
        Self::from_storage(Shape::matrix(columns.len(), 1), self.device, storage)
    }

    /// Zeros with `cols` columns, but for number `i` of this (n, 1) array in row `i`, column
    /// `columns[i]`. The way back from [`take`](Self::take).
    ///
    /// # Panics
    ///
    /// If this array has more than one column, there are not as many indices as rows, or one of
    /// them is `cols` or more.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::matrix(&[[9.0], [8.0]], Options::default());
    /// assert_eq!(x.put(&[1, 0], 2).to_vec(), [0.0, 9.0, 8.0, 0.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn put(&self, columns: &[usize], cols: usize) -> Self {
        self.one_index_per_row("put", columns);
        assert!(self.shape.cols() == 1, "put: one column is needed, the shape is {}", self.shape);
        check_indices("put", columns, cols, "columns");
        let storage = self.device.engine().put(&self.storage, columns, cols);
        Self::from_storage(Shape::matrix(columns.len(), cols), self.device, storage)
    }

    #[track_caller]
    pub(super) fn one_index_per_row(&self, name: &str, indices: &[usize]) {
        assert!(
            indices.len() == self.shape.rows(),
            "{name}: {} indices for the rows of shape {}",
            indices.len(),
            self.shape
        );
    }
}

#[track_caller]
pub(super) fn check_indices(name: &str, indices: &[usize], size: usize, what: &str) {
    if let Some((place, index)) = indices.iter().enumerate().find(|&(_, &index)| index >= size) {
        panic!("{name}: index {index} at place {place}, but there are only {size} {what}");
    }
}
