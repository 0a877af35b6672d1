//! The orders in which torch's `DataLoader` visits a data set.
//!
//! A loader also uses random numbers that are easy to overlook: at the start of each epoch it draws
//! a *base seed*, an integer of two words, for its worker processes, even if there are none.
//! Without it, all later numbers would differ.

use super::TorchRng;

impl TorchRng {
    /// One epoch of a `DataLoader` with a `SubsetRandomSampler` over `n` indices.
    ///
    /// The base seed, then [`randperm(n)`](TorchRng::randperm) from this generator. The result
    /// holds positions in the sampler's list of indices.
    ///
    /// ```
    /// let mut rng = random::TorchRng::manual_seed(0);
    /// let first = rng.subset_random_order(12);
    /// assert_eq!(first, [5, 4, 0, 9, 7, 8, 1, 10, 3, 11, 6, 2]);
    /// ```
    pub fn subset_random_order(&mut self, n: usize) -> Vec<usize> {
        self.random_i64();
        self.randperm(n)
    }

    /// One epoch of a `DataLoader` with `shuffle=True` over a data set of `n` items.
    ///
    /// The base seed, then a second one, which starts a private generator; that one draws the
    /// order. So an epoch uses four words of this generator, for any number of items.
    ///
    /// ```
    /// let mut rng = random::TorchRng::manual_seed(0);
    /// let first = rng.shuffle_order(12);
    /// assert_eq!(first, [6, 11, 9, 8, 2, 1, 4, 5, 3, 10, 7, 0]);
    /// ```
    // ANCHOR: shuffle_order
    pub fn shuffle_order(&mut self, n: usize) -> Vec<usize> {
        self.random_i64();
        let seed = self.random_i64().cast_unsigned();
        TorchRng::manual_seed(seed).randperm(n)
    }
    // ANCHOR_END: shuffle_order
}
