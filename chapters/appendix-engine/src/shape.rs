//! The shape of an array, and when two shapes fit together.

use std::fmt;

/// The shape of an array: a scalar, a vector or a matrix.
///
/// Every array is stored as a table of `rows × cols`. The rank only records whether it was
/// meant as a scalar `()`, a vector `(n,)` or a matrix `(rows, cols)`, so that a bias of four
/// numbers prints, is saved to a file, and is reduced along its only dimension as PyTorch's is. A
/// vector is stored as a single row.
///
/// ```
/// use engine::Shape;
///
/// assert_eq!(Shape::matrix(100, 8).to_string(), "(100, 8)");
/// assert_eq!(Shape::vector(4).to_string(), "(4,)");
/// assert_eq!(Shape::scalar().to_string(), "()");
/// assert_eq!(Shape::vector(4).table(), (1, 4));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Shape {
    rows: usize,
    cols: usize,
    rank: u8,
}

impl Shape {
    /// The shape `()` of a single number.
    pub const fn scalar() -> Self {
        Self { rows: 1, cols: 1, rank: 0 }
    }

    /// The shape `(n,)` of a vector of `n` elements, stored as one row.
    pub const fn vector(n: usize) -> Self {
        Self { rows: 1, cols: n, rank: 1 }
    }

    /// The shape `(rows, cols)` of a matrix.
    pub const fn matrix(rows: usize, cols: usize) -> Self {
        Self { rows, cols, rank: 2 }
    }

    /// Number of rows of the stored table; 1 for scalars and vectors.
    ///
    /// ```
    /// use engine::Shape;
    ///
    /// assert_eq!(Shape::matrix(100, 8).rows(), 100);
    /// assert_eq!(Shape::vector(4).rows(), 1);
    /// ```
    pub const fn rows(self) -> usize {
        self.rows
    }

    /// Number of columns of the stored table.
    ///
    /// ```
    /// use engine::Shape;
    ///
    /// assert_eq!(Shape::matrix(100, 8).cols(), 8);
    /// assert_eq!(Shape::vector(4).cols(), 4);
    /// ```
    pub const fn cols(self) -> usize {
        self.cols
    }

    /// 0 for a scalar, 1 for a vector, 2 for a matrix.
    ///
    /// ```
    /// use engine::Shape;
    ///
    /// // The same four numbers, meant as a list and as a table.
    /// assert_eq!(Shape::vector(4).rank(), 1);
    /// assert_eq!(Shape::matrix(1, 4).rank(), 2);
    /// assert_ne!(Shape::vector(4), Shape::matrix(1, 4));
    /// ```
    pub const fn rank(self) -> usize {
        self.rank as usize
    }

    /// How many elements there are.
    ///
    /// ```
    /// use engine::Shape;
    ///
    /// assert_eq!(Shape::matrix(100, 8).len(), 800);
    /// assert_eq!(Shape::scalar().len(), 1);
    /// ```
    pub const fn len(self) -> usize {
        self.rows * self.cols
    }

    /// Whether there are no elements, as in a batch of no samples.
    ///
    /// ```
    /// use engine::Shape;
    ///
    /// assert!(Shape::matrix(0, 8).is_empty());
    /// assert!(!Shape::scalar().is_empty());
    /// ```
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// `(rows, cols)` of the stored table, whatever the rank.
    pub const fn table(self) -> (usize, usize) {
        (self.rows, self.cols)
    }

    /// The sizes as PyTorch lists them: `[]`, `[n]` or `[rows, cols]`.
    ///
    /// ```
    /// use engine::Shape;
    ///
    /// assert_eq!(Shape::matrix(100, 8).sizes(), [100, 8]);
    /// assert_eq!(Shape::vector(4).sizes(), [4]);
    /// assert!(Shape::scalar().sizes().is_empty());
    /// ```
    pub fn sizes(self) -> Vec<usize> {
        match self.rank {
            0 => vec![],
            1 => vec![self.cols],
            _ => vec![self.rows, self.cols],
        }
    }

    /// The shape of an elementwise result: each dimension agrees, or it is 1 and is repeated.
    ///
    /// `None` if the shapes do not fit. This is numpy's broadcasting rule for two dimensions.
    ///
    /// ```
    /// use engine::Shape;
    ///
    /// let batch = Shape::matrix(100, 4);
    /// assert_eq!(batch.broadcast(Shape::vector(4)), Some(batch));
    /// assert_eq!(batch.broadcast(Shape::vector(5)), None);
    /// ```
    pub fn broadcast(self, other: Self) -> Option<Self> {
        let size = |a: usize, b: usize| match (a, b) {
            (a, b) if a == b => Some(a),
            (1, b) => Some(b),
            (a, 1) => Some(a),
            _ => None,
        };
        Some(Self {
            rows: size(self.rows, other.rows)?,
            cols: size(self.cols, other.cols)?,
            rank: self.rank.max(other.rank),
        })
    }

    /// The shape of the transpose. As in PyTorch's `t()`, a vector stays as it is.
    ///
    /// ```
    /// use engine::Shape;
    ///
    /// assert_eq!(Shape::matrix(100, 8).transposed(), Shape::matrix(8, 100));
    /// assert_eq!(Shape::vector(4).transposed(), Shape::vector(4));
    /// ```
    #[must_use]
    pub const fn transposed(self) -> Self {
        if self.rank < 2 { self } else { Self::matrix(self.cols, self.rows) }
    }

    /// The axis of the stored table that `dim` refers to: 0 for down the rows, 1 for along the
    /// columns. Negative dimensions count from the end, as in PyTorch, and a scalar can be treated as
    /// a vector of one element.
    ///
    /// # Panics
    ///
    /// If there is no such dimension.
    ///
    /// ```
    /// use engine::Shape;
    ///
    /// assert_eq!(Shape::matrix(100, 8).axis(0), 0);
    /// assert_eq!(Shape::matrix(100, 8).axis(-1), 1);
    /// assert_eq!(Shape::vector(4).axis(0), 1); // the only dimension of a vector is its row
    /// ```
    #[track_caller]
    pub fn axis(self, dim: isize) -> usize {
        match (self.rank, dim) {
            (2, 0 | -2) => 0,
            (2, 1 | -1) | (0 | 1, 0 | -1) => 1,
            (2, _) => panic!(
                "there is no dimension {dim} in shape {self}: its dimensions are 0 (rows) and 1 \
                 (columns), or -2 and -1 counted from the end"
            ),
            _ => panic!(
                "there is no dimension {dim} in shape {self}: its only dimension is 0, or -1 \
                 counted from the end"
            ),
        }
    }

    /// How many elements there are along dimension `dim`; PyTorch's `size(dim)`.
    ///
    /// # Panics
    ///
    /// If there is no such dimension.
    ///
    /// ```
    /// use engine::Shape;
    ///
    /// assert_eq!(Shape::matrix(100, 8).size(0), 100);
    /// assert_eq!(Shape::matrix(100, 8).size(-1), 8);
    /// assert_eq!(Shape::vector(4).size(0), 4);
    /// ```
    #[track_caller]
    pub fn size(self, dim: isize) -> usize {
        if self.axis(dim) == 0 { self.rows } else { self.cols }
    }

    /// The shape that is left when `dim` is reduced to size 1, as with PyTorch's `keepdim=True`.
    ///
    /// # Panics
    ///
    /// If there is no such dimension.
    ///
    /// ```
    /// use engine::Shape;
    ///
    /// assert_eq!(Shape::matrix(100, 8).reduced(0), Shape::matrix(1, 8));
    /// assert_eq!(Shape::matrix(100, 8).reduced(1), Shape::matrix(100, 1));
    /// assert_eq!(Shape::vector(8).reduced(0), Shape::vector(1));
    /// ```
    #[track_caller]
    #[must_use]
    pub fn reduced(self, dim: isize) -> Self {
        if self.axis(dim) == 0 { Self { rows: 1, ..self } } else { Self { cols: 1, ..self } }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.rank {
            0 => write!(f, "()"),
            1 => write!(f, "({},)", self.cols),
            _ => write!(f, "({}, {})", self.rows, self.cols),
        }
    }
}
