//! Batches of images.

use autograd::Tensor;
use engine::{Bytes, Options};
use random::TorchRng;

/// The mean of all pixels of MNIST's training images, as a share of 255.
///
/// Computed over the 60,000 images it is 0.13066; the tutorials round it to four digits, and
/// so do we, so that our numbers are theirs.
pub const MEAN: f64 = 0.1307;

/// The standard deviation of those pixels, likewise.
pub const STD: f64 = 0.3081;

/// Images and their classes in batches, as PyTorch's `DataLoader` gives them.
///
/// The images stay bytes until they are needed. A batch is gathered and normalized in a single
/// pass; with MNIST's own mean and standard deviation, its pixels then have mean 0 and standard
/// deviation 1.
///
/// With `shuffle` and the same seed, an epoch has the order it has in PyTorch:
///
/// ```
/// use mnist::DataLoader;
/// use random::TorchRng;
///
/// // Five images of two pixels each.
/// let loader = DataLoader::new(vec![0; 10], vec![3, 1, 4, 1, 5], 2, 2).shuffle(true);
/// let mut generator = TorchRng::manual_seed(0);
/// let classes: Vec<_> = loader.epoch(&mut generator).map(|batch| batch.classes).collect();
/// assert_eq!(classes, [vec![1, 1], vec![3, 5], vec![4]]); // the last batch is smaller
/// ```
#[derive(Clone, Debug)]
pub struct DataLoader {
    images: Bytes,
    classes: Vec<usize>,
    batch_size: usize,
    shuffle: bool,
    drop_last: bool,
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
        let (shuffle, drop_last) = (false, false);
        Self { images, classes, batch_size, shuffle, drop_last, options: Options::default() }
    }

    /// Whether every [`epoch`](Self::epoch) has a random order of its own; without it, images
    /// come in the order of the file.
    ///
    /// Why shuffle: each batch should be a fair sample of all classes. A step along the gradient
    /// of ones alone would unlearn the sevens.
    #[must_use]
    pub fn shuffle(mut self, shuffle: bool) -> Self {
        self.shuffle = shuffle;
        self
    }

    /// Whether an [`epoch`](Self::epoch) leaves out its last batch if that is smaller than the
    /// others.
    ///
    /// ```
    /// use mnist::DataLoader;
    ///
    /// let loader = DataLoader::new(vec![0; 5], vec![3, 1, 4, 1, 5], 1, 2);
    /// assert_eq!(loader.batch_count(), 3);
    /// assert_eq!(loader.drop_last(true).batch_count(), 2);
    /// ```
    #[must_use]
    pub fn drop_last(mut self, drop_last: bool) -> Self {
        self.drop_last = drop_last;
        self
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

    /// How many batches an epoch has: `len(loader)` in PyTorch. The last may be smaller than the
    /// others, unless [`drop_last`](Self::drop_last) leaves it out.
    pub fn batch_count(&self) -> usize {
        self.count(self.len())
    }

    fn count(&self, images: usize) -> usize {
        if self.drop_last { images / self.batch_size } else { images.div_ceil(self.batch_size) }
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

    /// The images in the given order, batch by batch, all of them.
    ///
    /// # Panics
    ///
    /// If the order names an image that is not there.
    // ANCHOR: batches
    pub fn batches<'a>(&'a self, order: &'a [usize]) -> impl Iterator<Item = Batch> + 'a {
        order.chunks(self.batch_size).map(|indices| self.batch(indices))
    }

    fn batch(&self, indices: &[usize]) -> Batch {
        Batch {
            images: Tensor::new(self.images.gather(indices, MEAN, STD, self.options)),
            classes: indices.iter().map(|&i| self.classes[i]).collect(),
        }
    }
    // ANCHOR_END: batches

    /// The batches of one epoch, with the order that
    /// `DataLoader(dataset, batch_size, shuffle, drop_last=drop_last, generator=generator)` has.
    ///
    /// It also draws what PyTorch draws, no more and no less, so that numbers drawn from the
    /// generator afterwards are the same too: first a base seed, which PyTorch would hand to
    /// worker processes, whether or not there are any; with `shuffle`, one
    /// [`randperm`](TorchRng::randperm) for the order, and after the last batch a second one,
    /// whose numbers PyTorch's `RandomSampler` draws and throws away.
    ///
    /// A loader without `generator` draws from PyTorch's global generator, and has another order:
    /// see [`TorchRng::shuffle_order`].
    // ANCHOR: epoch
    pub fn epoch<'a>(&'a self, generator: &'a mut TorchRng) -> Epoch<'a> {
        generator.random_i64();
        let n = self.len();
        let order = if self.shuffle { generator.randperm(n) } else { self.in_order() };
        Epoch { loader: self, generator, order, done: 0, exhausted: false }
    }
    // ANCHOR_END: epoch

    /// The order of the file.
    pub fn in_order(&self) -> Vec<usize> {
        (0..self.len()).collect()
    }
}

/// The batches of one epoch; see [`DataLoader::epoch`].
#[derive(Debug)]
pub struct Epoch<'a> {
    loader: &'a DataLoader,
    generator: &'a mut TorchRng,
    order: Vec<usize>,
    /// How many images of the order are in batches already, or left out at its end.
    done: usize,
    /// Whether more images have been asked for than there are.
    exhausted: bool,
}

impl Iterator for Epoch<'_> {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        let size = self.loader.batch_size;
        let rest = &self.order[self.done..];
        let indices = &rest[..size.min(rest.len())];
        self.done += indices.len();
        let short = indices.len() < size;
        // PyTorch's sampler draws once more when it is asked for an image after its last one.
        if short && self.loader.shuffle && !self.exhausted {
            self.generator.randperm(self.loader.len());
        }
        self.exhausted |= short;
        let left_out = indices.is_empty() || (short && self.loader.drop_last);
        (!left_out).then(|| self.loader.batch(indices))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let count = self.loader.count(self.order.len() - self.done);
        (count, Some(count))
    }
}

impl ExactSizeIterator for Epoch<'_> {}
