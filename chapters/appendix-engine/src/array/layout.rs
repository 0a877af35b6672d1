//! Rearranging elements without changing them.

use super::Array;
use crate::shape::Shape;

/// Rearranging elements.
impl Array {
    /// The transpose. As in PyTorch's `t()`, a vector stays as it is.
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
        if self.shape.rank() < 2 {
            return self.clone();
        }
        let storage = self.device.engine().transpose(&self.storage);
        Self::from_storage(self.shape.transposed(), self.device, storage)
    }

    /// The same elements, read row by row, in another shape.
    ///
    /// # Panics
    ///
    /// If the new shape has another number of elements.
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

    /// Repeats dimensions of size 1 until the array has `shape`.
    ///
    /// # Panics
    ///
    /// If a dimension is neither 1 nor the requested size.
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

    /// Row `i` of the result is row `indices[i]` of this array, or element `indices[i]` of a vector.
    /// PyTorch: `index_select(0, …)`.
    ///
    /// # Panics
    ///
    /// If an index is out of range, or this array is a scalar.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::matrix(&[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], Options::default());
    /// assert_eq!(x.index_select(&[2, 0]).to_vec(), [5.0, 6.0, 1.0, 2.0]);
    ///
    /// let v = Array::vector(&[1.0, 3.0, 5.0], Options::default());
    /// assert_eq!(v.index_select(&[2, 0]).to_vec(), [5.0, 1.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn index_select(&self, indices: &[usize]) -> Self {
        let (rows, cols) = self.column_if_vector("index_select");
        check_indices("index_select", indices, rows.shape.rows(), "rows");
        let storage = self.device.engine().index_select(&rows.storage, indices);
        let selected = Self::from_storage(Shape::matrix(indices.len(), cols), self.device, storage);
        selected.row_if(self.shape.rank() == 1)
    }

    /// `rows` rows (or elements, for a vector), in which row `i` of this array has been added to row
    /// `indices[i]`. PyTorch: `zeros.index_add(0, indices, self)`.
    ///
    /// It is the backward pass of [`index_select`](Self::index_select): a row that was selected twice
    /// gets the sum of both gradients.
    ///
    /// # Panics
    ///
    /// If there are not as many indices as this array has rows, or one of them is `rows` or more.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::matrix(&[[1.0, 2.0], [10.0, 20.0], [100.0, 200.0]], Options::default());
    /// let y = x.index_add(&[1, 0, 1], 3);
    /// assert_eq!(y.to_vec(), [10.0, 20.0, 101.0, 202.0, 0.0, 0.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn index_add(&self, indices: &[usize], rows: usize) -> Self {
        let (x, cols) = self.column_if_vector("index_add");
        x.one_index_per_row("index_add", indices);
        check_indices("index_add", indices, rows, "rows");
        let storage = self.device.engine().index_add(&x.storage, indices, rows);
        let sums = Self::from_storage(Shape::matrix(rows, cols), self.device, storage);
        sums.row_if(self.shape.rank() == 1)
    }

    /// This array with a vector, which is stored as a row, turned into a column, so that its
    /// elements are rows; and how many columns the result has.
    #[track_caller]
    fn column_if_vector(&self, name: &str) -> (Self, usize) {
        match self.shape.rank() {
            0 => panic!("{name}: a scalar has no rows or elements to choose from"),
            1 => (self.reshape(Shape::matrix(self.shape.cols(), 1)), 1),
            _ => (self.clone(), self.shape.cols()),
        }
    }

    /// Turns a single column back into a vector, if `is_vector`.
    fn row_if(self, is_vector: bool) -> Self {
        if is_vector { self.reshape(Shape::vector(self.shape.rows())) } else { self }
    }

    /// From row `i`, the element in column `columns[i]`: (n, m) gives (n, 1).
    ///
    /// PyTorch: `gather(1, …)` with one index per row.
    ///
    /// # Panics
    ///
    /// If this is not a matrix, there are not as many indices as rows, or one of them is out of range.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// // The score of each sample's right class.
    /// let scores = Array::matrix(&[[1.0, 9.0], [8.0, 2.0]], Options::default());
    /// let right = scores.gather(&[1, 0]);
    /// assert_eq!(right.shape().to_string(), "(2, 1)");
    /// assert_eq!(right.to_vec(), [9.0, 8.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn gather(&self, columns: &[usize]) -> Self {
        assert!(
            self.shape.rank() == 2,
            "gather: a matrix with one row per index is needed, but the shape is {}",
            self.shape
        );
        self.one_index_per_row("gather", columns);
        check_indices("gather", columns, self.shape.cols(), "columns");
        let storage = self.device.engine().gather(&self.storage, columns);
        Self::from_storage(Shape::matrix(columns.len(), 1), self.device, storage)
    }

    /// Zeros with `cols` columns, except that row `i` has element `i` of this (n, 1) array in
    /// column `columns[i]`: the backward pass of [`gather`](Self::gather). PyTorch:
    /// `zeros.scatter(1, …)`.
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
    /// assert_eq!(x.scatter(&[1, 0], 2).to_vec(), [0.0, 9.0, 8.0, 0.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn scatter(&self, columns: &[usize], cols: usize) -> Self {
        self.one_index_per_row("scatter", columns);
        assert!(
            self.shape.cols() == 1,
            "scatter: one column is needed, the shape is {}",
            self.shape
        );
        check_indices("scatter", columns, cols, "columns");
        let storage = self.device.engine().scatter(&self.storage, columns, cols);
        Self::from_storage(Shape::matrix(columns.len(), cols), self.device, storage)
    }

    /// All `parts` in one array: one below the other along dimension 0, side by side along 1. Vectors
    /// are put end to end. PyTorch: `cat(…, dim)`.
    ///
    /// # Panics
    ///
    /// If there are no parts, if they differ in rank, in the size of the other dimension, in precision
    /// or in device, if they are scalars, or if there is no such dimension.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::matrix(&[[1.0, 2.0], [3.0, 4.0]], Options::default());
    /// let y = Array::matrix(&[[5.0, 6.0]], Options::default());
    /// assert_eq!(Array::cat(&[&x, &y], 0).to_vec(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    /// assert_eq!(Array::cat(&[&x, &x], 1).to_vec(), [1.0, 2.0, 1.0, 2.0, 3.0, 4.0, 3.0, 4.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn cat(parts: &[&Self], dim: isize) -> Self {
        let Some((first, others)) = parts.split_first() else {
            panic!("cat: there are no arrays to put together")
        };
        assert!(first.shape.rank() > 0, "cat: a scalar has no dimension; use stack");
        let axis = first.shape.axis(dim);
        for other in others {
            first.same_kind("cat", other);
            let (a, b) = (first.shape.table(), other.shape.table());
            let fits = if axis == 0 { a.1 == b.1 } else { a.0 == b.0 };
            assert!(
                fits && other.shape.rank() == first.shape.rank(),
                "cat: shapes {} and {} do not fit: except in dimension {dim}, they must agree",
                first.shape,
                other.shape
            );
        }
        Self::joined(parts, axis)
    }

    /// The first half of the parts and the second half, each joined: every element is then copied
    /// log₂ n times for n parts, and not n times as if they were appended one by one.
    fn joined(parts: &[&Self], axis: usize) -> Self {
        if let [only] = parts {
            return (*only).clone();
        }
        let (left, right) = parts.split_at(parts.len() / 2);
        let (a, b) = (Self::joined(left, axis), Self::joined(right, axis));
        let (rows, cols) = match axis {
            0 => (a.shape.rows() + b.shape.rows(), a.shape.cols()),
            _ => (a.shape.rows(), a.shape.cols() + b.shape.cols()),
        };
        let is_vector = a.shape.rank() == 1;
        let shape = if is_vector { Shape::vector(cols) } else { Shape::matrix(rows, cols) };
        let storage = a.device.engine().cat(&a.storage, &b.storage, axis);
        Self::from_storage(shape, a.device, storage)
    }

    /// The `length` rows, columns or elements from `start` on, along dimension `dim`. PyTorch:
    /// `narrow(dim, start, length)`.
    ///
    /// # Panics
    ///
    /// If there are not that many, this array is a scalar, or there is no such dimension.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::matrix(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], Options::default());
    /// assert_eq!(x.narrow(0, 1, 1).to_vec(), [4.0, 5.0, 6.0]);
    /// assert_eq!(x.narrow(1, 0, 2).to_vec(), [1.0, 2.0, 4.0, 5.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn narrow(&self, dim: isize, start: usize, length: usize) -> Self {
        assert!(self.shape.rank() > 0, "narrow: a scalar has no dimension to narrow");
        let size = self.shape.size(dim);
        assert!(
            start <= size && length <= size - start,
            "narrow: {length} from {start} on, but dimension {dim} of shape {} has only {size}",
            self.shape
        );
        self.along(dim, |x| x.index_select(&(start..start + length).collect::<Vec<_>>()))
    }

    /// The reverse: zeros, `size` of them along dimension `dim`, except that this array is in them
    /// from `start` on. It is the backward pass of [`narrow`](Self::narrow).
    ///
    /// # Panics
    ///
    /// If this array does not fit there, it is a scalar, or there is no such dimension.
    ///
    /// ```
    /// use engine::{Array, Options};
    ///
    /// let x = Array::vector(&[1.0, 2.0], Options::default());
    /// assert_eq!(x.widen(0, 1, 4).to_vec(), [0.0, 1.0, 2.0, 0.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn widen(&self, dim: isize, start: usize, size: usize) -> Self {
        assert!(self.shape.rank() > 0, "widen: a scalar has no dimension to widen");
        let length = self.shape.size(dim);
        assert!(
            start <= size && length <= size - start,
            "widen: {length} from {start} on do not fit into {size}"
        );
        self.along(dim, |x| x.index_add(&(start..start + length).collect::<Vec<_>>(), size))
    }

    /// Applies what works on rows to dimension `dim`: columns are the rows of the transpose.
    #[track_caller]
    fn along(&self, dim: isize, on_rows: impl FnOnce(&Self) -> Self) -> Self {
        if self.shape.rank() == 2 && self.shape.axis(dim) == 1 {
            return on_rows(&self.transpose()).transpose();
        }
        on_rows(self)
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
