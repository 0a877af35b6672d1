//! Images as bytes, from which a loader makes batches.

use std::sync::Arc;

use autograd::Tensor;
use engine::{Bytes, Options};

use crate::{
    Augment, Batch, DataLoader, Dataset,
    loader::{MEAN, STD},
};

/// Images and their classes: what [`DataLoader::new`] makes a loader of.
///
/// The images stay bytes until they are needed. A batch is gathered and normalized in a single
/// pass; with MNIST's own mean and standard deviation, its pixels then have mean 0 and standard
/// deviation 1.
#[derive(Clone, Debug)]
pub struct Images {
    bytes: Bytes,
    classes: Arc<[usize]>,
    /// Which of the bytes' rows these are; if `None`, all of them.
    rows: Option<Arc<[usize]>>,
    /// How to distort them, and in which epoch.
    augment: Option<(Augment, u64)>,
    options: Options,
}

impl Images {
    /// Where image `i` is among the bytes' rows.
    #[track_caller]
    fn row(&self, i: usize) -> usize {
        assert!(i < self.len(), "no image {i}: there are {}", self.len());
        self.rows.as_ref().map_or(i, |rows| rows[i])
    }

    /// These rows, each distorted in its own way.
    fn distorted(&self, rows: &[usize], augment: &Augment, epoch: u64) -> Tensor {
        let mut bytes = Vec::with_capacity(rows.len() * self.bytes.width());
        for &row in rows {
            bytes.extend(augment.apply(self.bytes.row(row), &mut augment.generator(epoch, row)));
        }
        let bytes = Bytes::new(bytes, self.bytes.width());
        let all: Vec<usize> = (0..rows.len()).collect();
        Tensor::new(bytes.gather(&all, MEAN, STD, self.options))
    }
}

impl Dataset for Images {
    type Batch = Batch;

    fn len(&self) -> usize {
        self.classes.len()
    }

    // ANCHOR: get
    fn get(&self, indices: &[usize]) -> Batch {
        let rows: Vec<usize> = indices.iter().map(|&i| self.row(i)).collect();
        Batch {
            images: match &self.augment {
                Some((augment, epoch)) => self.distorted(&rows, augment, *epoch),
                None => Tensor::new(self.bytes.gather(&rows, MEAN, STD, self.options)),
            },
            classes: indices.iter().map(|&i| self.classes[i]).collect(),
        }
    }
    // ANCHOR_END: get

    fn subset(&self, indices: &[usize]) -> Self {
        Self {
            rows: Some(indices.iter().map(|&i| self.row(i)).collect()),
            classes: indices.iter().map(|&i| self.classes[i]).collect(),
            ..self.clone()
        }
    }
}

impl DataLoader {
    /// Images of `pixels` bytes each, with one label per image, in batches of `batch_size`.
    ///
    /// # Panics
    ///
    /// If the bytes are not `pixels` per label, or the batch size is zero.
    #[track_caller]
    pub fn new(images: Vec<u8>, labels: Vec<u8>, pixels: usize, batch_size: usize) -> Self {
        let bytes = Bytes::new(images, pixels);
        assert!(bytes.rows() == labels.len(), "every image needs one label");
        let classes = labels.into_iter().map(usize::from).collect();
        let options = Options::default();
        let images = Images { bytes, classes, rows: None, augment: None, options };
        Self::from_dataset(images, batch_size)
    }

    /// Batches in another precision or on another device.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.dataset.options = options;
        self
    }

    /// The same loader with every image distorted as `augment` says, differently in each `epoch`.
    ///
    /// The images are not copied, so you can make such a loader for every epoch. How an image is
    /// distorted depends on the seed of `augment`, on `epoch`, and on the image's own number, and
    /// on nothing else. Batches may have any size and order, and an epoch that was interrupted
    /// goes on as if it had not been. In a [`subset`](Self::subset), the number is the one that the
    /// image has in the whole set. [`image`](Self::image) still shows the original.
    ///
    /// # Panics
    ///
    /// If `augment` is for images with another number of pixels.
    ///
    /// ```
    /// use mnist::{Augment, DataLoader};
    ///
    /// // One image of 3 × 3 pixels, shifted by up to one pixel in every direction.
    /// let loader = DataLoader::new(vec![0, 0, 0, 0, 255, 0, 0, 0, 0], vec![7], 9, 1);
    /// let augment = Augment::new(3, 3, 0).translate(1.0);
    /// let epoch = |e| loader.augmented(&augment, e).batches(&[0]).next().unwrap().images.to_vec();
    /// assert_eq!(epoch(1), epoch(1));
    /// assert_ne!(epoch(1), epoch(2));
    /// ```
    #[track_caller]
    #[must_use]
    pub fn augmented(&self, augment: &Augment, epoch: u64) -> Self {
        let (height, width) = augment.size();
        let pixels = self.pixels();
        assert!(
            height * width == pixels,
            "the images have {pixels} pixels, but `augment` is for {height} × {width}"
        );
        let mut loader = self.clone();
        loader.dataset.augment = Some((augment.clone(), epoch));
        loader
    }

    /// How many pixels an image has.
    pub fn pixels(&self) -> usize {
        self.dataset.bytes.width()
    }

    /// The bytes of image `i`.
    ///
    /// # Panics
    ///
    /// If there is no image `i`.
    #[track_caller]
    pub fn image(&self, i: usize) -> &[u8] {
        self.dataset.bytes.row(self.dataset.row(i))
    }

    /// The class of each image.
    pub fn classes(&self) -> &[usize] {
        &self.dataset.classes
    }
}
