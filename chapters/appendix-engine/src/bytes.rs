//! Images as the bytes of a file, from which batches are gathered.

use std::sync::Arc;

use crate::{Array, DType, Options, Shape, cpu::lookup, engine::Storage};

/// Many rows of bytes, such as gray images, from which batches are gathered.
///
/// The images are kept as bytes, in a quarter of the memory of `f32`. Only the rows of one batch
/// are converted to floating point, and normalized in the same pass.
///
/// ```
/// use engine::{Bytes, Options};
///
/// // Two images of three pixels. The mean is 0.5 and the standard deviation 0.25.
/// let images = Bytes::new(vec![0, 51, 255, 255, 0, 0], 3);
/// assert_eq!((images.rows(), images.width()), (2, 3));
/// assert_eq!(images.row(0), [0, 51, 255]);
/// let batch = images.gather(&[1, 0], 0.5, 0.25, Options::f64());
/// assert_eq!(batch.to_vec(), [2.0, -2.0, -2.0, -2.0, -1.2, 2.0]);
/// ```
#[derive(Clone, Debug)]
pub struct Bytes {
    all: Arc<Vec<u8>>,
    width: usize,
    /// The copies on other devices, once they have been uploaded.
    #[cfg(feature = "arrayfire")]
    uploads: Arc<crate::gpu::Uploads>,
}

impl Bytes {
    /// Rows of `width` bytes each.
    ///
    /// # Panics
    ///
    /// If `width` is zero, or the bytes do not fill whole rows.
    #[track_caller]
    pub fn new(bytes: Vec<u8>, width: usize) -> Self {
        assert!(
            width > 0 && bytes.len().is_multiple_of(width),
            "{} bytes do not fill whole rows of {width}",
            bytes.len()
        );
        Self {
            all: Arc::new(bytes),
            width,
            #[cfg(feature = "arrayfire")]
            uploads: Arc::default(),
        }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.all.len() / self.width
    }

    /// How many bytes a row has.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Row `i`.
    ///
    /// # Panics
    ///
    /// If there is no row `i`.
    #[track_caller]
    pub fn row(&self, i: usize) -> &[u8] {
        assert!(i < self.rows(), "no row {i}: there are {}", self.rows());
        &self.all[i * self.width..(i + 1) * self.width]
    }

    /// The rows `indices` as numbers (byte / 255 − mean) / std, of shape (indices, width).
    ///
    /// Computed in the array's own precision, in the order of torchvision's `ToTensor` and
    /// `Normalize`, so that the same byte gives the same bits.
    ///
    /// # Panics
    ///
    /// If an index is out of range.
    #[track_caller]
    pub fn gather(&self, indices: &[usize], mean: f64, std: f64, options: Options) -> Array {
        if let Some(&i) = indices.iter().find(|&&i| i >= self.rows()) {
            panic!("no row {i}: there are {}", self.rows());
        }
        let engine = options.device.engine();
        let storage = engine.gather_bytes(self, indices, mean, std, options.dtype);
        Array::from_storage(Shape::matrix(indices.len(), self.width), options.device, storage)
    }

    /// What [`gather`](Self::gather) returns, in host memory.
    pub(crate) fn normalized(
        &self,
        indices: &[usize],
        mean: f64,
        std: f64,
        dtype: DType,
    ) -> Storage {
        let rows: Vec<&[u8]> = indices.iter().map(|&i| self.row(i)).collect();
        match dtype {
            DType::F32 => Storage::F32(Arc::new(lookup(&rows, self.width, &table_f32(mean, std)))),
            DType::F64 => Storage::F64(Arc::new(lookup(&rows, self.width, &table_f64(mean, std)))),
        }
    }

    #[cfg(feature = "arrayfire")]
    pub(crate) fn all(&self) -> &[u8] {
        &self.all
    }

    #[cfg(feature = "arrayfire")]
    pub(crate) fn uploads(&self) -> &crate::gpu::Uploads {
        &self.uploads
    }
}

/// There are only 256 bytes, so each is normalized once and then looked up.
#[expect(clippy::cast_possible_truncation, reason = "single precision was asked for")]
pub(crate) fn table_f32(mean: f64, std: f64) -> [f32; 256] {
    let (mean, std) = (mean as f32, std as f32);
    std::array::from_fn(|byte| (byte as f32 / 255.0 - mean) / std)
}

pub(crate) fn table_f64(mean: f64, std: f64) -> [f64; 256] {
    std::array::from_fn(|byte| (byte as f64 / 255.0 - mean) / std)
}
