//! A batch of images, converted from bytes by a lookup table.

use super::simd::{MIN_CHUNK_LEN, parallel_chunks_of};
use crate::{Buffer, buffer::Pooled};

/// One row of the result for each of `rows`; each of its `width` bytes is replaced by its entry in
/// the table.
///
/// The images are row-major and the batch is column-major, so this is also a transpose.
pub(crate) fn lookup<T: Pooled + Send + Sync>(
    rows: &[&[u8]],
    width: usize,
    table: &[T; 256],
) -> Buffer<T> {
    let n = rows.len();
    let mut numbers = Buffer::recycled(n, width);
    let columns = numbers.as_mut_slice().chunks_exact_mut(n.max(1));
    let mut columns: Vec<&mut [T]> = columns.collect();
    parallel_chunks_of(MIN_CHUNK_LEN / n.max(1), &mut columns, &|first, columns| {
        let width = columns.len();
        // The images of a batch are far apart in memory. Copying each one whole uses all of its
        // cache lines and lets the processor prefetch.
        let mut block = Vec::with_capacity(n * width);
        for row in rows {
            block.extend_from_slice(&row[first..first + width]);
        }
        for (j, column) in columns.iter_mut().enumerate() {
            for (number, row) in column.iter_mut().zip(block.chunks_exact(width)) {
                *number = table[usize::from(row[j])];
            }
        }
    });
    numbers
}
