//! A memory pool for large matrices.
//!
//! Every training step needs arrays of the same sizes as the step before. Allocating a large block
//! and freeing it costs a page fault for every 4 KiB, which can take as long as what is then computed
//! there. So the memory of a large matrix that is dropped goes to a pool, and the next matrix of that
//! size takes it from there. PyTorch's caching allocator does the same on GPUs.

use std::{
    collections::BTreeMap,
    fmt,
    ops::{Deref, DerefMut},
    sync::{Mutex, PoisonError},
};

use nalgebra::{DMatrix, Scalar};

/// In elements. Smaller blocks are quick to get from the system's allocator.
const MIN_POOLED_LEN: usize = 1 << 12;

/// In elements (64 MiB in single precision). A pool that would hold more is cleared first.
const MAX_POOLED_LEN: usize = 1 << 24;

/// A nalgebra matrix whose memory is reused for the next matrix of its size.
///
/// ```
/// use engine::Buffer;
/// use nalgebra::DMatrix;
///
/// let x = Buffer::from(DMatrix::from_row_slice(1, 2, &[1.0, 2.0]));
/// assert_eq!(x.sum(), 3.0);
/// ```
pub struct Buffer<T: Pooled> {
    matrix: DMatrix<T>,
    /// Whether the memory goes back to the pool: only that of large recycled matrices does.
    is_pooled: bool,
}

impl<T: Pooled> Buffer<T> {
    /// A matrix with arbitrary contents, all of which must be overwritten, like PyTorch's `empty`.
    pub(crate) fn recycled(rows: usize, cols: usize) -> Self {
        let len = rows * cols;
        let is_pooled = len >= MIN_POOLED_LEN;
        let block = if is_pooled { T::pool(|pool| pool.pop(len)) } else { None };
        let block = block.unwrap_or_else(|| vec![T::default(); len]);
        Self { matrix: DMatrix::from_vec(rows, cols, block), is_pooled }
    }
}

impl<T: Pooled> Drop for Buffer<T> {
    fn drop(&mut self) {
        if self.is_pooled {
            let nothing = DMatrix::from_vec(0, 0, Vec::new());
            let matrix = std::mem::replace(&mut self.matrix, nothing);
            T::pool(|pool| pool.push(matrix.data.into()));
        }
    }
}

impl<T: Pooled> Clone for Buffer<T> {
    fn clone(&self) -> Self {
        let mut copy = Self::recycled(self.nrows(), self.ncols());
        copy.as_mut_slice().copy_from_slice(self.as_slice());
        copy
    }
}

impl<T: Pooled> From<DMatrix<T>> for Buffer<T> {
    fn from(matrix: DMatrix<T>) -> Self {
        Self { matrix, is_pooled: false }
    }
}

impl<T: Pooled> PartialEq for Buffer<T> {
    fn eq(&self, other: &Self) -> bool {
        self.matrix == other.matrix
    }
}

impl<T: Pooled> Deref for Buffer<T> {
    type Target = DMatrix<T>;

    fn deref(&self) -> &DMatrix<T> {
        &self.matrix
    }
}

impl<T: Pooled> DerefMut for Buffer<T> {
    fn deref_mut(&mut self) -> &mut DMatrix<T> {
        &mut self.matrix
    }
}

impl<T: Pooled> fmt::Debug for Buffer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.matrix.fmt(f)
    }
}

/// The element types of a [`Buffer`], `f32` and `f64`, each with a pool of its own.
pub trait Pooled: Scalar + Copy + Default {
    /// Runs `visit` with the pool of this element type.
    #[doc(hidden)]
    fn pool<R>(visit: impl FnOnce(&mut Pool<Self>) -> R) -> R;
}

/// Blocks of memory, by how many elements they hold.
#[doc(hidden)]
pub struct Pool<T> {
    blocks: BTreeMap<usize, Vec<Vec<T>>>,
    /// How many elements all blocks hold together.
    pooled_len: usize,
}

impl<T> Pool<T> {
    const EMPTY: Self = Self { blocks: BTreeMap::new(), pooled_len: 0 };

    fn pop(&mut self, len: usize) -> Option<Vec<T>> {
        let block = self.blocks.get_mut(&len)?.pop()?;
        self.pooled_len -= len;
        Some(block)
    }

    fn push(&mut self, block: Vec<T>) {
        if self.pooled_len + block.len() > MAX_POOLED_LEN {
            *self = Self::EMPTY;
        }
        if block.len() <= MAX_POOLED_LEN {
            self.pooled_len += block.len();
            self.blocks.entry(block.len()).or_default().push(block);
        }
    }
}

macro_rules! pooled {
    ($($T:ident),*) => {$(
        impl Pooled for $T {
            fn pool<R>(visit: impl FnOnce(&mut Pool<Self>) -> R) -> R {
                static POOL: Mutex<Pool<$T>> = Mutex::new(Pool::EMPTY);
                visit(&mut POOL.lock().unwrap_or_else(PoisonError::into_inner))
            }
        }
    )*};
}

pooled!(f32, f64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_reused() {
        let len = MIN_POOLED_LEN + 77;
        let address = {
            let first: Buffer<f32> = Buffer::recycled(1, len);
            first.as_ptr()
        };
        assert_eq!(Buffer::<f32>::recycled(len, 1).as_ptr(), address);
    }

    #[test]
    fn a_pool_stays_bounded() {
        let mut pool = Pool::EMPTY;
        for len in [MAX_POOLED_LEN / 2, MAX_POOLED_LEN / 2, 3, MAX_POOLED_LEN + 1] {
            pool.push(vec![0_u8; len]);
            assert!(pool.pooled_len <= MAX_POOLED_LEN);
            assert_eq!(pool.pooled_len, pool.blocks.values().flatten().map(Vec::len).sum());
        }
        assert!(pool.pop(3).is_none(), "it was cleared");
    }
}
