//! Moving numbers around without changing them.

use super::Array;
use crate::shape::Shape;

/// Moving numbers around.
impl Array {
    /// Rows become columns.
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
    #[track_caller]
    #[must_use]
    pub fn gather_rows(&self, indices: &[usize]) -> Self {
        let (rows, cols) = self.shape.table();
        check_indices("gather_rows", indices, rows, "rows");
        let storage = self.device.engine().gather_rows(&self.storage, indices);
        Self::from_storage(Shape::matrix(indices.len(), cols), self.device, storage)
    }

    /// `rows` rows, in which row `i` of this array has been added to row `indices[i]`.
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
    /// If this array has more than one column, or an index is out of range.
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
    fn one_index_per_row(&self, name: &str, indices: &[usize]) {
        assert!(
            indices.len() == self.shape.rows(),
            "{name}: {} indices for the rows of shape {}",
            indices.len(),
            self.shape
        );
    }
}

#[track_caller]
fn check_indices(name: &str, indices: &[usize], size: usize, what: &str) {
    if let Some((place, index)) = indices.iter().enumerate().find(|&(_, &index)| index >= size) {
        panic!("{name}: index {index} at place {place}, but there are only {size} {what}");
    }
}
