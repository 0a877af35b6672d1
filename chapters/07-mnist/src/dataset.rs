//! What a loader takes batches from.

use autograd::Tensor;

use crate::Batch;

/// Examples with numbers from 0 on, of which a [`DataLoader`](crate::DataLoader) makes batches.
///
/// Two come with this chapter: [`Images`](crate::Images), which are bytes until they are needed,
/// and [`TensorDataset`], the rows of tensors. To train on examples that are neither, implement
/// this trait:
///
/// ```
/// use autograd::Tensor;
/// use mnist::{DataLoader, Dataset};
///
/// /// The numbers 0, …, n − 1 and their squares. None is stored.
/// #[derive(Clone)]
/// struct Squares(Vec<usize>);
///
/// impl Dataset for Squares {
///     type Batch = (Tensor, Tensor);
///
///     fn len(&self) -> usize {
///         self.0.len()
///     }
///
///     fn get(&self, indices: &[usize]) -> (Tensor, Tensor) {
///         let x = indices.iter().map(|&i| self.0[i] as f64);
///         let x = Tensor::vector(&x.collect::<Vec<_>>());
///         (x.clone(), &x * &x)
///     }
///
///     fn subset(&self, indices: &[usize]) -> Self {
///         Self(indices.iter().map(|&i| self.0[i]).collect())
///     }
/// }
///
/// let loader = DataLoader::from_dataset(Squares((0..5).collect()), 2);
/// let squares: Vec<_> = loader.batches(&[4, 0, 3]).map(|(_, y)| y.to_vec()).collect();
/// assert_eq!(squares, [vec![16.0, 0.0], vec![9.0]]);
/// ```
pub trait Dataset {
    /// What a loader gives for some examples: inputs and targets.
    type Batch;

    /// How many examples there are.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The examples `indices`, in this order. (PyTorch: `__getitems__`, and `collate_fn`.)
    ///
    /// # Panics
    ///
    /// If there is no such example.
    fn get(&self, indices: &[usize]) -> Self::Batch;

    /// Only the examples `indices`, in this order: PyTorch's `Subset`. They are numbered from 0
    /// again.
    ///
    /// # Panics
    ///
    /// If there is no such example.
    #[must_use]
    fn subset(&self, indices: &[usize]) -> Self
    where
        Self: Sized;
}

/// What the rows of a [`TensorDataset`] should be mapped to: a class for each (`Vec<usize>`), or
/// numbers (a [`Tensor`], whose first dimension counts the rows).
pub trait Targets {
    /// How many there are.
    fn count(&self) -> usize;

    /// Those with these numbers, in this order.
    ///
    /// # Panics
    ///
    /// If there is no such target.
    #[must_use]
    fn select(&self, indices: &[usize]) -> Self;
}

impl Targets for Vec<usize> {
    fn count(&self) -> usize {
        self.len()
    }

    #[track_caller]
    fn select(&self, indices: &[usize]) -> Self {
        indices.iter().map(|&i| self[i]).collect()
    }
}

impl Targets for Tensor {
    #[track_caller]
    fn count(&self) -> usize {
        self.shape().size(0)
    }

    #[track_caller]
    fn select(&self, indices: &[usize]) -> Self {
        self.index_select(indices)
    }
}

/// Rows of features and a target for each: PyTorch's `TensorDataset(features, targets)`.
///
/// The targets are classes, for a classifier, or a tensor, for a regression. A batch is a pair of
/// the two, as in PyTorch; with classes, [`Batch::from`] makes it a batch like those of images, for
/// [`train_step`](crate::train_step). A [`subset`](Dataset::subset) copies its rows.
///
/// ```
/// use autograd::Tensor;
/// use mnist::{DataLoader, TensorDataset};
/// use random::TorchRng;
///
/// let x = Tensor::matrix(&[[1.0, 0.0], [2.0, 0.5], [3.0, 1.0]]);
/// let y = Tensor::vector(&[10.0, 20.0, 30.0]);
/// let loader = DataLoader::from_dataset(TensorDataset::new(x, y), 2).shuffle(true);
///
/// // DataLoader(TensorDataset(x, y), batch_size=2, shuffle=True, generator=…manual_seed(0))
/// let mut generator = TorchRng::manual_seed(0);
/// let targets: Vec<_> = loader.epoch(&mut generator).map(|(_, y)| y.to_vec()).collect();
/// assert_eq!(targets, [vec![30.0, 20.0], vec![10.0]]);
/// ```
#[derive(Clone, Debug)]
pub struct TensorDataset<T> {
    features: Tensor,
    targets: T,
}

impl<T: Targets> TensorDataset<T> {
    /// The rows of `features`, with one target each.
    ///
    /// # Panics
    ///
    /// If there are not as many targets as rows, or one of the two is a scalar, which has no rows.
    #[track_caller]
    pub fn new(features: Tensor, targets: T) -> Self {
        let (rows, count) = (features.shape().size(0), targets.count());
        assert!(
            rows == count,
            "TensorDataset: every row needs one target, but there are {rows} rows and {count} \
             targets"
        );
        Self { features, targets }
    }

    /// All features.
    pub fn features(&self) -> &Tensor {
        &self.features
    }

    /// All targets.
    pub fn targets(&self) -> &T {
        &self.targets
    }
}

impl<T: Targets> Dataset for TensorDataset<T> {
    type Batch = (Tensor, T);

    fn len(&self) -> usize {
        self.targets.count()
    }

    fn get(&self, indices: &[usize]) -> (Tensor, T) {
        (self.features.index_select(indices), self.targets.select(indices))
    }

    fn subset(&self, indices: &[usize]) -> Self {
        let (features, targets) = self.get(indices);
        Self { features, targets }
    }
}

/// A pair of inputs and classes, as a [`TensorDataset`] gives it, is a batch.
impl From<(Tensor, Vec<usize>)> for Batch {
    fn from((images, classes): (Tensor, Vec<usize>)) -> Self {
        Self { images, classes }
    }
}
