//! Bytes of images on their way into a batch.

use super::wide::{WORTH_SHARING, in_parts_of};
use crate::{Buffer, buffer::Shelved};

/// A row of the result for each of `rows`, with a number from the table for each of its `width`
/// bytes.
///
/// An image lies in memory pixel after pixel, and a batch image after image: this is a transpose.
pub(crate) fn look_up<T: Shelved + Send + Sync>(
    rows: &[&[u8]],
    width: usize,
    table: &[T; 256],
) -> Buffer<T> {
    let n = rows.len();
    let mut numbers = Buffer::stale(n, width);
    let columns = numbers.as_mut_slice().chunks_exact_mut(n.max(1));
    let mut columns: Vec<&mut [T]> = columns.collect();
    in_parts_of(WORTH_SHARING / n.max(1), &mut columns, &|first, columns| {
        let width = columns.len();
        // The images lie anywhere in memory, and come quickly only if each is read as a whole.
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
