//! Images that are uploaded once, as bytes, and gathered into batches on the device.

use std::sync::{Arc, Mutex, PoisonError};

use arrayfire as af;

use super::{
    Backend,
    lock::Lock,
    matrix::{Float, Held, Matrix, dims, ready, upload, upload_indices},
};
use crate::Bytes;

/// The copies of a [`Bytes`] on the backends that have needed them.
#[derive(Default)]
pub(crate) struct Uploads(Mutex<Vec<(Backend, Arc<Held<u8>>)>>);

impl std::fmt::Debug for Uploads {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Uploads")
    }
}

impl Uploads {
    /// The bytes on the device, one image per column, so that each image is contiguous. The first
    /// call uploads them.
    fn get_or_upload(&self, lock: &Lock, bytes: &Bytes) -> Arc<Held<u8>> {
        let mut uploads = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, held)) = uploads.iter().find(|(backend, _)| *backend == lock.backend) {
            return held.clone();
        }
        let images = upload(bytes.all(), dims(bytes.width(), bytes.rows()));
        let held = Arc::new(Held::new(lock, images));
        uploads.push((lock.backend, held.clone()));
        held
    }
}

/// The rows `indices`, each byte replaced by its entry in `table`.
pub(super) fn gather<T: Float>(
    lock: &Lock,
    bytes: &Bytes,
    indices: &[usize],
    table: &[T; 256],
) -> Matrix<T> {
    if indices.is_empty() {
        return Matrix::empty(0, bytes.width());
    }
    let all = bytes.uploads().get_or_upload(lock, bytes);
    let images = af::lookup(all.array(), &upload_indices(indices.iter().copied()), 1);
    let batch = ready(af::flat(&af::transpose(&images, false)));
    let numbers = af::lookup(&upload(table, dims(256, 1)), &batch, 0);
    let (rows, cols) = (indices.len(), bytes.width());
    Matrix::new(lock, rows, cols, af::moddims(&numbers, dims(rows, cols)))
}
