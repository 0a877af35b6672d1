//! Torch's generator for the CPU, from `torch.manual_seed` to the order of a `DataLoader`.
//!
//! The engine is [`Mt19937`]. The numbers depend on how each function uses the engine's
//! words: how many, in which order, and which of their bits.

mod cephes;
mod generator;
mod loader;
mod normal;

pub use normal::normals;

use std::convert::Infallible;

use rand::{Rng, SeedableRng, TryRng};

pub use generator::Generator;

use crate::mt19937::Mt19937;
use crate::uniform::{uniform, uniform_f64, unit_f32, unit_f64};

/// A generator that draws what torch draws on a CPU after `torch.manual_seed(seed)`.
///
/// It also implements `rand`'s traits, so you can use it wherever a generator is expected. Words
/// drawn through these traits come from the same stream as the methods' numbers.
///
/// ```
/// let mut rng = random::TorchRng::manual_seed(0);
/// assert_eq!(rng.rand(3), [0.4962566, 0.7682218, 0.08847743]);
/// ```
#[derive(Clone, Debug)]
pub struct TorchRng {
    engine: Mt19937,
    /// The second number of a Box–Muller pair, kept for the next small `randn`.
    spare_normal: Option<f64>,
}

impl TorchRng {
    /// The generator `torch.manual_seed(seed)` sets up.
    ///
    /// Only the low 32 bits of the seed are used: 2³² + 123 starts the same stream as 123.
    ///
    /// ```
    /// use random::TorchRng;
    ///
    /// let mut a = TorchRng::manual_seed(123);
    /// let mut b = TorchRng::manual_seed((1 << 32) + 123);
    /// assert_eq!(a.randn(4), b.randn(4));
    /// ```
    #[expect(clippy::cast_possible_truncation, reason = "torch drops the high bits as well")]
    pub fn manual_seed(seed: u64) -> Self {
        Self { engine: Mt19937::new(seed as u32), spare_normal: None }
    }

    /// `n` uniform numbers in [0, 1): `torch.rand(n)`.
    ///
    /// A tensor of any shape is filled in row-major order, so `n` is its number of elements.
    pub fn rand(&mut self, n: usize) -> Vec<f32> {
        (0..n).map(|_| unit_f32(self)).collect()
    }

    /// `n` uniform numbers in [`lo`, `hi`): `torch.empty(n).uniform_(lo, hi)`.
    ///
    /// # Panics
    /// Like [`uniform`](crate::uniform()), which this calls.
    #[track_caller]
    pub fn uniform(&mut self, n: usize, lo: f64, hi: f64) -> Vec<f32> {
        uniform(self, n, lo, hi)
    }

    /// `n` uniform numbers in [0, 1): `torch.rand(n, dtype=torch.float64)`.
    ///
    /// ```
    /// let mut rng = random::TorchRng::manual_seed(0);
    /// assert_eq!(rng.rand_f64(1), [0.9700530018065531]);
    /// ```
    pub fn rand_f64(&mut self, n: usize) -> Vec<f64> {
        (0..n).map(|_| unit_f64(self)).collect()
    }

    /// `n` uniform numbers in [`lo`, `hi`): `torch.empty(n, dtype=torch.float64).uniform_(lo, hi)`.
    ///
    /// # Panics
    /// Like [`uniform_f64`], which this calls.
    #[track_caller]
    pub fn uniform_f64(&mut self, n: usize, lo: f64, hi: f64) -> Vec<f64> {
        uniform_f64(self, n, lo, hi)
    }

    /// `n` draws that are `true` with probability `p`: `torch.empty(n).bernoulli_(p)`, and the
    /// elements that `nn.Dropout(1 - p)` keeps.
    ///
    /// # Panics
    /// Like [`bernoulli`](crate::bernoulli()), which this calls.
    #[track_caller]
    pub fn bernoulli(&mut self, n: usize, p: f64) -> Vec<bool> {
        crate::bernoulli(self, n, p)
    }

    /// The numbers 0, …, n − 1 in random order: `torch.randperm(n)`. See [`crate::randperm`].
    pub fn randperm(&mut self, n: usize) -> Vec<usize> {
        crate::randperm(self, n)
    }

    /// `n` integers in [`lo`, `hi`): `torch.randint(lo, hi, (n,))`.
    ///
    /// Each is `lo + word mod (hi − lo)`. The word has 32 bits while the range is below 2²⁸, and 64
    /// from there on, so that the remainder's bias toward small values stays small.
    ///
    /// # Panics
    /// If `lo >= hi`, so that the interval is empty.
    ///
    /// ```
    /// let mut rng = random::TorchRng::manual_seed(0);
    /// assert_eq!(rng.randint(0, 100, 5), [44, 39, 33, 60, 63]);
    /// ```
    #[track_caller]
    pub fn randint(&mut self, lo: i64, hi: i64, n: usize) -> Vec<i64> {
        assert!(lo < hi, "randint: needs lo < hi, got lo = {lo}, hi = {hi}");
        let range = hi.abs_diff(lo);
        (0..n)
            .map(|_| {
                let word = if range >> 28 == 0 { self.next_u32().into() } else { self.next_u64() };
                lo.wrapping_add_unsigned(word % range)
            })
            .collect()
    }

    /// An integer from 0 to 2⁶³ − 1: `torch.empty((), dtype=torch.int64).random_()`.
    ///
    /// ```
    /// let mut rng = random::TorchRng::manual_seed(0);
    /// assert_eq!(rng.random_i64(), 900_450_186_894_289_455);
    /// ```
    pub fn random_i64(&mut self) -> i64 {
        (self.next_u64() & i64::MAX.cast_unsigned()).cast_signed()
    }
}

impl TryRng for TorchRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.engine.try_next_u32()
    }

    /// Two words, the first one high.
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.engine.try_next_u64()
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.engine.try_fill_bytes(bytes)
    }
}

/// Seeding through `rand` is [`TorchRng::manual_seed`] of the same number.
impl SeedableRng for TorchRng {
    type Seed = [u8; 8];

    fn from_seed(seed: Self::Seed) -> Self {
        Self::manual_seed(u64::from_le_bytes(seed))
    }

    fn seed_from_u64(seed: u64) -> Self {
        Self::manual_seed(seed)
    }
}
