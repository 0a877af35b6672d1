//! A generator that several parts of a program share.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rand::TryRng;

use super::TorchRng;

/// A handle to a [`TorchRng`] that several parts of a program draw from, in the order in which they
/// are called. PyTorch: `torch.Generator`.
///
/// A clone is another handle to the same generator, not a copy of it. That is what the dropout
/// layers of one network need: in PyTorch they all draw from one stream, and so did the initial
/// weights.
///
/// ```
/// use random::{Generator, TorchRng};
///
/// let first = Generator::manual_seed(0);
/// let second = first.clone();
/// let together = [first.bernoulli(2, 0.5), second.bernoulli(3, 0.5)].concat();
/// assert_eq!(together, TorchRng::manual_seed(0).bernoulli(5, 0.5));
/// ```
///
/// It also implements `rand`'s traits, so a layer can be initialized from it:
///
/// ```
/// use random::{Generator, TorchRng, linear_init};
///
/// let mut generator = Generator::manual_seed(0);
/// let (weight, _) = linear_init(&mut generator, 3, 2);
/// assert_eq!(weight, linear_init(&mut TorchRng::manual_seed(0), 3, 2).0);
/// ```
#[derive(Clone, Debug)]
pub struct Generator {
    rng: Arc<Mutex<TorchRng>>,
}

impl Generator {
    /// A new generator, seeded like [`TorchRng::manual_seed`].
    pub fn manual_seed(seed: u64) -> Self {
        TorchRng::manual_seed(seed).into()
    }

    /// Seeds it again, for all who share it. PyTorch: `generator.manual_seed(seed)`.
    ///
    /// If you do this at the start of every epoch, with a seed that you can compute from the
    /// epoch's number, then the number is all you need to save in order to continue a training run
    /// with the same draws.
    ///
    /// ```
    /// use random::Generator;
    ///
    /// let generator = Generator::manual_seed(0);
    /// let handle = generator.clone();
    /// let before = handle.bernoulli(20, 0.5);
    /// generator.reseed(0);
    /// assert_eq!(handle.bernoulli(20, 0.5), before);
    /// ```
    pub fn reseed(&self, seed: u64) {
        self.set_state(TorchRng::manual_seed(seed));
    }

    /// A copy of the generator as it is now, to go back to with [`set_state`](Self::set_state).
    ///
    /// ```
    /// use random::Generator;
    ///
    /// let generator = Generator::manual_seed(0);
    /// generator.bernoulli(7, 0.5);
    /// let state = generator.get_state();
    /// let after = generator.bernoulli(20, 0.5);
    /// generator.set_state(state);
    /// assert_eq!(generator.bernoulli(20, 0.5), after);
    /// ```
    pub fn get_state(&self) -> TorchRng {
        self.lock().clone()
    }

    /// Continues from `state`, for all who share the generator.
    pub fn set_state(&self, state: TorchRng) {
        *self.lock() = state;
    }

    /// `n` draws that are `true` with probability `p`. See [`crate::bernoulli()`].
    ///
    /// # Panics
    /// If `p` is not in [0, 1].
    #[track_caller]
    pub fn bernoulli(&self, n: usize, p: f64) -> Vec<bool> {
        crate::bernoulli(&mut *self.lock(), n, p)
    }

    /// A thread that panicked while it drew leaves a generator that can still be used.
    fn lock(&self) -> MutexGuard<'_, TorchRng> {
        self.rng.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<TorchRng> for Generator {
    fn from(rng: TorchRng) -> Self {
        Self { rng: Arc::new(Mutex::new(rng)) }
    }
}

impl TryRng for Generator {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.lock().try_next_u32()
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.lock().try_next_u64()
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.lock().try_fill_bytes(bytes)
    }
}
