//! Batches of images.

use autograd::Tensor;
use random::TorchRng;

use crate::{Dataset, Images};

/// The mean of all pixels of MNIST's training images, as a share of 255.
///
/// Computed over the 60,000 images it is 0.13066; the tutorials round it to four digits, and
/// so do we, so that our numbers are theirs.
pub const MEAN: f64 = 0.1307;

/// The standard deviation of those pixels, likewise.
pub const STD: f64 = 0.3081;

/// Images and their classes in batches, as PyTorch's `DataLoader` gives them.
///
/// Other data sets come in batches, too: see [`from_dataset`](Self::from_dataset). Whatever they
/// hold, the batches are chosen in the same way.
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
pub struct DataLoader<D = Images> {
    pub(crate) dataset: D,
    batch_size: usize,
    shuffle: bool,
    drop_last: bool,
}

/// Some images and their classes.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The images, of shape (batch, pixels), normalized. If the batch is one of another data set,
    /// these are whatever the network reads.
    pub images: Tensor,
    /// The class of each.
    pub classes: Vec<usize>,
}

impl<D: Dataset> DataLoader<D> {
    /// Batches of any data set: `DataLoader(dataset, batch_size)` in PyTorch.
    ///
    /// # Panics
    ///
    /// If the batch size is zero.
    ///
    /// ```
    /// use autograd::Tensor;
    /// use mnist::{DataLoader, TensorDataset};
    ///
    /// let points = Tensor::matrix(&[[1.0, 0.0], [2.0, 0.5], [3.0, 1.0]]);
    /// let loader = DataLoader::from_dataset(TensorDataset::new(points, vec![0, 1, 1]), 2);
    /// let (points, classes) = loader.batches(&[2, 0]).next().unwrap();
    /// assert_eq!(points.to_vec(), [3.0, 1.0, 1.0, 0.0]);
    /// assert_eq!(classes, [1, 0]);
    /// ```
    #[track_caller]
    pub fn from_dataset(dataset: D, batch_size: usize) -> Self {
        assert!(batch_size > 0, "a batch needs at least one image");
        Self { dataset, batch_size, shuffle: false, drop_last: false }
    }

    /// A loader of only the examples `indices`, in this order, with the same settings. They are
    /// numbered from 0 again.
    ///
    /// This is PyTorch's `DataLoader(Subset(dataset, indices), …)`, and an epoch has its order.
    /// Images are not copied: both loaders share them.
    ///
    /// # Panics
    ///
    /// If there is no such example.
    ///
    /// ```
    /// use mnist::{DataLoader, random_split};
    /// use random::TorchRng;
    ///
    /// let mut generator = TorchRng::manual_seed(0);
    /// let all = DataLoader::new(vec![0; 10], (0..10).collect(), 1, 4);
    /// let parts = random_split(all.len(), &[0.7, 0.3], &mut generator);
    /// let (train, valid) = (all.subset(&parts[0]).shuffle(true), all.subset(&parts[1]));
    /// assert_eq!(valid.classes(), [8, 6, 2]);
    ///
    /// // Each epoch has the seven training images in a new order.
    /// let epoch = |generator: &mut TorchRng| -> Vec<Vec<usize>> {
    ///     train.epoch(generator).map(|batch| batch.classes).collect()
    /// };
    /// assert_eq!(epoch(&mut generator), [vec![4, 1, 0, 9], vec![7, 5, 3]]);
    /// assert_eq!(epoch(&mut generator), [vec![3, 7, 0, 4], vec![5, 1, 9]]);
    /// ```
    #[doc(alias = "Subset")]
    #[must_use]
    pub fn subset(&self, indices: &[usize]) -> Self {
        let dataset = self.dataset.subset(indices);
        let &Self { batch_size, shuffle, drop_last, .. } = self;
        Self { dataset, batch_size, shuffle, drop_last }
    }

    /// What the batches are made of.
    pub fn dataset(&self) -> &D {
        &self.dataset
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

    /// The same images in batches of another size.
    ///
    /// # Panics
    ///
    /// If the batch size is zero.
    ///
    /// ```
    /// use mnist::DataLoader;
    ///
    /// let loader = DataLoader::new(vec![0; 5], vec![3, 1, 4, 1, 5], 1, 2);
    /// assert_eq!(loader.batch_size(5).batch_count(), 1);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn batch_size(mut self, batch_size: usize) -> Self {
        assert!(batch_size > 0, "a batch needs at least one image");
        self.batch_size = batch_size;
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

    /// How many images there are.
    pub fn len(&self) -> usize {
        self.dataset.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.dataset.is_empty()
    }

    /// How many batches an epoch has: `len(loader)` in PyTorch. The last may be smaller than the
    /// others, unless [`drop_last`](Self::drop_last) leaves it out.
    pub fn batch_count(&self) -> usize {
        self.count(self.len())
    }

    fn count(&self, images: usize) -> usize {
        if self.drop_last { images / self.batch_size } else { images.div_ceil(self.batch_size) }
    }

    /// The images in the given order, batch by batch, all of them.
    ///
    /// # Panics
    ///
    /// If the order names an image that is not there.
    // ANCHOR: batches
    pub fn batches<'a>(&'a self, order: &'a [usize]) -> impl Iterator<Item = D::Batch> + 'a {
        order.chunks(self.batch_size).map(|indices| self.dataset.get(indices))
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
    pub fn epoch<'a>(&'a self, generator: &'a mut TorchRng) -> Epoch<'a, D> {
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
pub struct Epoch<'a, D = Images> {
    loader: &'a DataLoader<D>,
    generator: &'a mut TorchRng,
    order: Vec<usize>,
    /// How many images of the order are in batches already, or left out at its end.
    done: usize,
    /// Whether more images have been asked for than there are.
    exhausted: bool,
}

impl<D: Dataset> Iterator for Epoch<'_, D> {
    type Item = D::Batch;

    fn next(&mut self) -> Option<D::Batch> {
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
        (!left_out).then(|| self.loader.dataset.get(indices))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let count = self.loader.count(self.order.len() - self.done);
        (count, Some(count))
    }
}

impl<D: Dataset> ExactSizeIterator for Epoch<'_, D> {}
