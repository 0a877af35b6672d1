//! Parts of a data set, drawn at random: some images to train on, others to choose by.

use random::TorchRng;

/// What [`random_split`] takes as the size of a part: a count (`usize`), or a share of the whole
/// (`f64`).
pub trait Length: Copy {
    /// How many of `n` items each part gets.
    fn counts(lengths: &[Self], n: usize) -> Vec<usize>;
}

impl Length for usize {
    #[track_caller]
    fn counts(lengths: &[usize], n: usize) -> Vec<usize> {
        let sum: usize = lengths.iter().sum();
        assert!(
            sum == n,
            "random_split: the parts {lengths:?} have {sum} items together, but there are {n}"
        );
        lengths.to_vec()
    }
}

impl Length for f64 {
    /// ⌊n · share⌋ each. What is left over goes to the first parts, one item each.
    #[track_caller]
    fn counts(lengths: &[f64], n: usize) -> Vec<usize> {
        let sum: f64 = lengths.iter().sum();
        assert!(
            (sum - 1.0).abs() <= 1e-9 && lengths.iter().all(|share| (0.0..=1.0).contains(share)),
            "random_split: shares must be between 0 and 1 and add up to 1, but {lengths:?} add up \
             to {sum}"
        );
        let mut counts: Vec<usize> = lengths.iter().map(|share| share_of(n, *share)).collect();
        let left_over = n.saturating_sub(counts.iter().sum());
        for i in 0..left_over {
            counts[i % lengths.len()] += 1;
        }
        counts
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and n")]
fn share_of(n: usize, share: f64) -> usize {
    (n as f64 * share).floor() as usize
}

/// Splits the indices 0, …, n − 1 at random into parts of the given `lengths`, as
/// `torch.utils.data.random_split(dataset, lengths, generator=generator)` does.
///
/// One [`randperm`](TorchRng::randperm) of all n is cut into the parts, so every index is in
/// exactly one of them. With the same seed, these are PyTorch's parts.
///
/// Why split: whatever you choose by looking at some images (a learning rate, when to stop) is
/// fitted to them. Choose by a part of the training images that you don't train on, and leave the
/// test images for the end. [`DataLoader::subset`](crate::DataLoader::subset) makes a loader of a
/// part.
///
/// The `lengths` are counts or shares. Of n items, a share gets ⌊n · share⌋, and what is left over
/// goes to the first parts, one item each.
///
/// # Panics
///
/// If counts don't add up to n, or shares to 1, or if a share is negative.
///
/// ```
/// use mnist::random_split;
/// use random::TorchRng;
///
/// // random_split(range(10), [7, 3], generator=torch.Generator().manual_seed(0))
/// let parts = random_split(10, &[7, 3], &mut TorchRng::manual_seed(0));
/// assert_eq!(parts, [vec![4, 1, 7, 5, 3, 9, 0], vec![8, 6, 2]]);
///
/// // 3.3, 3.3 and 3.4 items are 3 each, and the one that is left over goes to the first part.
/// let parts = random_split(10, &[0.33, 0.33, 0.34], &mut TorchRng::manual_seed(0));
/// assert_eq!(parts, [vec![4, 1, 7, 5], vec![3, 9, 0], vec![8, 6, 2]]);
/// ```
#[track_caller]
pub fn random_split<L: Length>(
    n: usize,
    lengths: &[L],
    generator: &mut TorchRng,
) -> Vec<Vec<usize>> {
    let counts = L::counts(lengths, n);
    let order = generator.randperm(n);
    let mut rest = order.as_slice();
    let mut part = |count| {
        let (part, others) = rest.split_at(count);
        rest = others;
        part.to_vec()
    };
    counts.into_iter().map(&mut part).collect()
}
