//! Memory that is used again.
//!
//! Every step of a training needs arrays of the same sizes as the step before. Asking the system
//! for a large block and giving it back costs a page fault for every 4 KiB of it, which can take
//! as long as what is then computed there. So the memory of a large matrix that nobody needs any
//! more is kept on a shelf, and the next matrix of that size takes it from there.

use std::{
    collections::BTreeMap,
    fmt,
    ops::{Deref, DerefMut},
    sync::{Mutex, PoisonError},
};

use nalgebra::{DMatrix, Scalar};

/// Blocks of fewer numbers than this are quick to get from the system's allocator.
const WORTH_KEEPING: usize = 1 << 12;

/// A shelf that would hold more numbers than this (64 MiB in single precision) is cleared first.
const MOST_KEPT: usize = 1 << 24;

/// A matrix whose memory is kept for the next one of its size.
///
/// It is a nalgebra matrix in all but that.
///
/// ```
/// use engine::Buffer;
/// use nalgebra::DMatrix;
///
/// let x = Buffer::from(DMatrix::from_row_slice(1, 2, &[1.0, 2.0]));
/// assert_eq!(x.sum(), 3.0);
/// ```
pub struct Buffer<T: Shelved> {
    matrix: DMatrix<T>,
    /// Whether the memory goes to the shelf: only what was made to be taken from there.
    is_kept: bool,
}

impl<T: Shelved> Buffer<T> {
    /// A matrix with whatever numbers its memory last held, all of which must be written over.
    pub(crate) fn stale(rows: usize, cols: usize) -> Self {
        let len = rows * cols;
        let is_kept = len >= WORTH_KEEPING;
        let block = if is_kept { T::shelf(|shelf| shelf.take(len)) } else { None };
        let block = block.unwrap_or_else(|| vec![T::default(); len]);
        Self { matrix: DMatrix::from_vec(rows, cols, block), is_kept }
    }
}

impl<T: Shelved> Drop for Buffer<T> {
    fn drop(&mut self) {
        if self.is_kept {
            let nothing = DMatrix::from_vec(0, 0, Vec::new());
            let matrix = std::mem::replace(&mut self.matrix, nothing);
            T::shelf(|shelf| shelf.put(matrix.data.into()));
        }
    }
}

impl<T: Shelved> Clone for Buffer<T> {
    fn clone(&self) -> Self {
        let mut copy = Self::stale(self.nrows(), self.ncols());
        copy.as_mut_slice().copy_from_slice(self.as_slice());
        copy
    }
}

impl<T: Shelved> From<DMatrix<T>> for Buffer<T> {
    fn from(matrix: DMatrix<T>) -> Self {
        Self { matrix, is_kept: false }
    }
}

impl<T: Shelved> PartialEq for Buffer<T> {
    fn eq(&self, other: &Self) -> bool {
        self.matrix == other.matrix
    }
}

impl<T: Shelved> Deref for Buffer<T> {
    type Target = DMatrix<T>;

    fn deref(&self) -> &DMatrix<T> {
        &self.matrix
    }
}

impl<T: Shelved> DerefMut for Buffer<T> {
    fn deref_mut(&mut self) -> &mut DMatrix<T> {
        &mut self.matrix
    }
}

impl<T: Shelved> fmt::Debug for Buffer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.matrix.fmt(f)
    }
}

/// The numbers a [`Buffer`] can hold, each kind with a shelf of its own: `f32` and `f64`.
pub trait Shelved: Scalar + Copy + Default {
    /// Runs `visit` with the shelf of this kind.
    #[doc(hidden)]
    fn shelf<R>(visit: impl FnOnce(&mut Shelf<Self>) -> R) -> R;
}

/// Blocks of memory, by how many numbers they hold.
#[doc(hidden)]
pub struct Shelf<T> {
    blocks: BTreeMap<usize, Vec<Vec<T>>>,
    kept: usize,
}

impl<T> Shelf<T> {
    const EMPTY: Self = Self { blocks: BTreeMap::new(), kept: 0 };

    fn take(&mut self, len: usize) -> Option<Vec<T>> {
        let block = self.blocks.get_mut(&len)?.pop()?;
        self.kept -= len;
        Some(block)
    }

    fn put(&mut self, block: Vec<T>) {
        if self.kept + block.len() > MOST_KEPT {
            *self = Self::EMPTY;
        }
        if block.len() <= MOST_KEPT {
            self.kept += block.len();
            self.blocks.entry(block.len()).or_default().push(block);
        }
    }
}

macro_rules! shelved {
    ($($T:ident),*) => {$(
        impl Shelved for $T {
            fn shelf<R>(visit: impl FnOnce(&mut Shelf<Self>) -> R) -> R {
                static SHELF: Mutex<Shelf<$T>> = Mutex::new(Shelf::EMPTY);
                visit(&mut SHELF.lock().unwrap_or_else(PoisonError::into_inner))
            }
        }
    )*};
}

shelved!(f32, f64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_used_again() {
        let len = WORTH_KEEPING + 77;
        let place = {
            let first: Buffer<f32> = Buffer::stale(1, len);
            first.as_ptr()
        };
        assert_eq!(Buffer::<f32>::stale(len, 1).as_ptr(), place);
    }

    #[test]
    fn a_shelf_stays_bounded() {
        let mut shelf = Shelf::EMPTY;
        for len in [MOST_KEPT / 2, MOST_KEPT / 2, 3, MOST_KEPT + 1] {
            shelf.put(vec![0_u8; len]);
            assert!(shelf.kept <= MOST_KEPT);
            assert_eq!(shelf.kept, shelf.blocks.values().flatten().map(Vec::len).sum());
        }
        assert!(shelf.take(3).is_none(), "it was cleared");
    }
}
