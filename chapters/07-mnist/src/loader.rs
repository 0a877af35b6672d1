//! Batches of images.

use autograd::Tensor;
use engine::{Bytes, Options};
use rand::Rng;

/// The mean of all pixels of MNIST's training images, as a share of 255.
///
/// Computed over the 60,000 images it is 0.13066; the tutorials round it to four digits, and
/// so do we, so that our numbers are theirs.
pub const MEAN: f64 = 0.1307;

/// The standard deviation of those pixels, likewise.
pub const STD: f64 = 0.3081;

/// Images and their classes, handed out in batches.
///
/// The images stay bytes until they are needed. A batch is gathered and normalized in a single
/// pass; with MNIST's own mean and standard deviation, its pixels then have mean 0 and standard
/// deviation 1.
///
/// ```
/// use mnist::DataLoader;
///
/// // Five images of two pixels each.
/// let loader = DataLoader::new(vec![0; 10], vec![3, 1, 4, 1, 5], 2, 2);
/// let order = [4, 3, 2, 1, 0];
/// let classes: Vec<_> = loader.batches(&order).map(|batch| batch.classes).collect();
/// assert_eq!(classes, [vec![5, 1], vec![4, 1], vec![3]]); // the last batch is smaller
/// ```
#[derive(Clone, Debug)]
pub struct DataLoader {
    images: Bytes,
    classes: Vec<usize>,
    batch_size: usize,
    options: Options,
}

/// Some images and their classes.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The images, of shape (batch, pixels), normalized.
    pub images: Tensor,
    /// The class of each.
    pub classes: Vec<usize>,
}

impl DataLoader {
    /// Images of `pixels` bytes each, with one label per image, in batches of `batch_size`.
    ///
    /// # Panics
    ///
    /// If the bytes are not `pixels` per label, or the batch size is zero.
    #[track_caller]
    pub fn new(images: Vec<u8>, labels: Vec<u8>, pixels: usize, batch_size: usize) -> Self {
        assert!(batch_size > 0, "a batch needs at least one image");
        let images = Bytes::new(images, pixels);
        assert!(images.rows() == labels.len(), "every image needs one label");
        let classes = labels.into_iter().map(usize::from).collect();
        Self { images, classes, batch_size, options: Options::default() }
    }

    /// Batches in another precision or on another device.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// How many images there are.
    pub fn len(&self) -> usize {
        self.classes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.classes.is_empty()
    }

    /// How many pixels an image has.
    pub fn pixels(&self) -> usize {
        self.images.width()
    }

    /// How many batches an epoch has; the last may be smaller.
    pub fn batch_count(&self) -> usize {
        self.len().div_ceil(self.batch_size)
    }

    /// The bytes of image `i`.
    ///
    /// # Panics
    ///
    /// If there is no image `i`.
    #[track_caller]
    pub fn image(&self, i: usize) -> &[u8] {
        self.images.row(i)
    }

    /// The class of each image.
    pub fn classes(&self) -> &[usize] {
        &self.classes
    }

    /// The images in the given order, batch by batch.
    ///
    /// # Panics
    ///
    /// If the order names an image that is not there.
    // ANCHOR: batches
    pub fn batches<'a>(&'a self, order: &'a [usize]) -> impl Iterator<Item = Batch> + 'a {
        order.chunks(self.batch_size).map(|indices| Batch {
            images: Tensor::new(self.images.gather(indices, MEAN, STD, self.options)),
            classes: indices.iter().map(|&i| self.classes[i]).collect(),
        })
    }
    // ANCHOR_END: batches

    /// A random order of all images, for one epoch.
    ///
    /// Why shuffle: each batch should be a fair sample of all classes. A step along the
    /// gradient of ones alone would unlearn the sevens.
    pub fn shuffled(&self, rng: &mut impl Rng) -> Vec<usize> {
        random::randperm(rng, self.len())
    }

    /// The order of the file.
    pub fn in_order(&self) -> Vec<usize> {
        (0..self.len()).collect()
    }
}
