//! The initial weights of a Keras model on TensorFlow, after `keras.utils.set_random_seed`.
//!
//! Two generators are involved. Python's `random` draws one seed for each layer; TensorFlow turns
//! a layer's seed into a [`Philox`] stream, which fills the kernel. So a layer's initial weights
//! depend on how many layers were created before it, but not on their sizes.

use std::convert::Infallible;

use rand::{Rng, SeedableRng, TryRng};

use crate::mt19937::Mt19937;
use crate::philox::Philox;
use crate::uniform::round;

/// Layer seeds are drawn from 1, …, 10⁹.
const LAYER_SEEDS: u32 = 1_000_000_000;

/// A generator for the initial weights of Keras layers after `set_random_seed(seed)`.
///
/// The same call also seeds numpy. For samples drawn with `np.random` in such a program, take
/// [`NumpyRng::seed`](crate::NumpyRng::seed) with the same number.
///
/// Through `rand`'s traits it yields the words of Python's `random.Random(seed)`.
///
/// ```
/// let mut rng = random::KerasRng::set_random_seed(0);
/// let kernel = rng.glorot_uniform(2, 3);
/// assert_eq!(kernel[..3], [0.034362674, -0.41832423, 0.74250233]);
/// ```
#[derive(Clone, Debug)]
pub struct KerasRng {
    python: Mt19937,
}

impl KerasRng {
    /// The generator `keras.utils.set_random_seed(seed)` sets up.
    ///
    /// Python passes the seed to its engine as a list of 32-bit words, low word first, without
    /// leading zeros.
    #[expect(clippy::cast_possible_truncation, reason = "the seed is split into its words")]
    pub fn set_random_seed(seed: u64) -> Self {
        let words = [seed as u32, (seed >> 32) as u32];
        let used = if words[1] == 0 { 1 } else { 2 };
        Self { python: Mt19937::new_with_key(words.into_iter().take(used)) }
    }

    /// The seed of the next layer: Python's `random.randint(1, 10**9)`.
    ///
    /// It is 1 plus 30 bits of a word, redrawn until they are below 10⁹.
    ///
    /// ```
    /// // random.Random(0).randint(1, 10**9)
    /// assert_eq!(random::KerasRng::set_random_seed(0).layer_seed(), 906_691_060);
    /// ```
    pub fn layer_seed(&mut self) -> u32 {
        loop {
            let bits = self.python.next_u32() >> 2;
            if bits < LAYER_SEEDS {
                return 1 + bits;
            }
        }
    }

    /// The kernel of a new `Dense(n_out)` layer on `n_in` inputs: `n_in × n_out`, row-major.
    ///
    /// Takes the next [`layer_seed`](Self::layer_seed). Every weight is
    ///
    /// ```text
    /// u · 2a − a,   a = √(6 / (n_in + n_out)),   u uniform in [0, 1)
    /// ```
    ///
    /// Torch's bound depends only on the number of inputs, which preserves the variance in the
    /// forward pass; this one uses the mean of inputs and outputs, a compromise with the backward
    /// pass. (X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward
    /// neural networks", AISTATS 2010, equation 16.) The biases of a `Dense` layer are initially
    /// zero and use no random numbers.
    // ANCHOR: glorot
    pub fn glorot_uniform(&mut self, n_in: usize, n_out: usize) -> Vec<f32> {
        let mut stream = Philox::stateless(self.layer_seed().into());
        let a = round((3.0 / ((n_in + n_out) as f64 / 2.0)).sqrt());
        (0..n_in * n_out).map(|_| unit(stream.next_u32()) * (2.0 * a) - a).collect()
    }
    // ANCHOR_END: glorot
}

/// A number in [0, 1): 23 bits of a word become the fraction of a float in [1, 2), less 1.
fn unit(word: u32) -> f32 {
    f32::from_bits(word & 0x007F_FFFF | 0x3F80_0000) - 1.0
}

impl TryRng for KerasRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.python.try_next_u32()
    }

    /// Two words, the first one high.
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.python.try_next_u64()
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.python.try_fill_bytes(bytes)
    }
}

/// Seeding through `rand` is [`KerasRng::set_random_seed`] of the same number.
impl SeedableRng for KerasRng {
    type Seed = [u8; 8];

    fn from_seed(seed: Self::Seed) -> Self {
        Self::set_random_seed(u64::from_le_bytes(seed))
    }

    fn seed_from_u64(seed: u64) -> Self {
        Self::set_random_seed(seed)
    }
}
