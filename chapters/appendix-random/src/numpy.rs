//! numpy's legacy generator, that of `np.random.seed`.
//!
//! The engine is the same [`Mt19937`], seeded the same way, as torch's; the recipes
//! differ. (`np.random.default_rng` is a newer, unrelated generator with another engine, PCG64.)

use std::convert::Infallible;

use rand::{Rng, SeedableRng, TryRng};

use crate::mt19937::Mt19937;

/// A generator that draws what numpy draws after `np.random.seed(seed)`.
///
/// ```
/// let mut rng = random::NumpyRng::seed(0);
/// assert_eq!(rng.random_sample(), 0.5488135039273248);
/// ```
#[derive(Clone, Debug)]
pub struct NumpyRng {
    engine: Mt19937,
    /// The second number of a polar pair, kept for the next call.
    spare_normal: Option<f64>,
}

impl NumpyRng {
    /// The generator `np.random.seed(seed)` sets up.
    pub fn seed(seed: u32) -> Self {
        Self { engine: Mt19937::new(seed), spare_normal: None }
    }

    /// A uniform number in [0, 1): `np.random.random()`, also named `random_sample` and `rand`.
    ///
    /// Two words give the 53 bits of an `f64`: the upper 27 bits `a` of the first and the upper 26
    /// bits `b` of the second make `(a·2²⁶ + b) / 2⁵³`.
    // ANCHOR: random_sample
    pub fn random_sample(&mut self) -> f64 {
        let a = f64::from(self.next_u32() >> 5);
        let b = f64::from(self.next_u32() >> 6);
        (a * 67108864.0 + b) / 9007199254740992.0
    }
    // ANCHOR_END: random_sample

    /// A number between `lo` and `hi`: `np.random.uniform(lo, hi)`.
    ///
    /// It is `lo + (hi − lo)·u` with `u` uniform in [0, 1). As in numpy, `lo` may be the larger.
    pub fn uniform(&mut self, lo: f64, hi: f64) -> f64 {
        lo + (hi - lo) * self.random_sample()
    }

    /// A normal number with mean 0 and variance 1: `np.random.randn()`.
    ///
    /// Marsaglia's polar method. Box–Muller needs the sine and cosine of a uniform angle; a point
    /// `(x, y)` uniform in the unit disk has such an angle already. With `s = x² + y²`, which is
    /// itself uniform in (0, 1) and independent of the angle:
    ///
    /// ```text
    /// f = √(−2 ln s / s);   f·x and f·y are normal, and independent
    /// ```
    ///
    /// To get such a point, draw from the square and try again if it is outside the disk, in
    /// 1 − π/4 ≈ 21 % of cases. So the number of words used is itself random. `f·y` is returned
    /// first; `f·x` is kept for the next call.
    ///
    /// Reference: G. Marsaglia and T. Bray, "A convenient method for generating normal variables",
    /// SIAM Review 6(3), 1964.
    ///
    /// ```
    /// let mut rng = random::NumpyRng::seed(0);
    /// assert_eq!(rng.randn(), 1.764052345967664);
    /// ```
    pub fn randn(&mut self) -> f64 {
        if let Some(spare) = self.spare_normal.take() {
            return spare;
        }
        loop {
            let x = 2.0 * self.random_sample() - 1.0;
            let y = 2.0 * self.random_sample() - 1.0;
            let s = x * x + y * y;
            if s < 1.0 && s != 0.0 {
                let f = (-2.0 * s.ln() / s).sqrt();
                self.spare_normal = Some(f * x);
                return f * y;
            }
        }
    }

    /// A normal number with mean `loc` and standard deviation `scale`.
    ///
    /// This is `np.random.normal(loc, scale)`: `loc + scale·g`, with `g` from [`Self::randn`].
    pub fn normal(&mut self, loc: f64, scale: f64) -> f64 {
        loc + scale * self.randn()
    }

    /// Shuffles `items`: `np.random.shuffle(items)`.
    ///
    /// Fisher–Yates from the end: position `i` is swapped with a random one in 0..=i, for
    /// i = n − 1, …, 1.
    ///
    /// ```
    /// let mut items = [10, 20, 30, 40, 50];
    /// random::NumpyRng::seed(0).shuffle(&mut items);
    /// assert_eq!(items, [30, 10, 20, 40, 50]);
    /// ```
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            let j = self.at_most(i);
            items.swap(i, j);
        }
    }

    /// The numbers 0, …, n − 1 in random order: `np.random.permutation(n)`.
    ///
    /// ```
    /// let mut rng = random::NumpyRng::seed(0);
    /// assert_eq!(rng.permutation(10), [2, 8, 4, 9, 1, 6, 7, 3, 0, 5]);
    /// ```
    pub fn permutation(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        self.shuffle(&mut order);
        order
    }

    /// A uniform integer in 0..=max.
    ///
    /// It takes as many low bits of a word as `max` has, and redraws them until they are in range.
    /// That has no bias, unlike a remainder.
    fn at_most(&mut self, max: usize) -> usize {
        let mask = usize::MAX >> max.leading_zeros();
        loop {
            let word = self.word_for(max) & mask;
            if word <= max {
                return word;
            }
        }
    }

    /// A word of 32 bits, or of 64 if `max` has more than 32 bits.
    #[expect(clippy::cast_possible_truncation, reason = "the mask of a usize follows")]
    fn word_for(&mut self, max: usize) -> usize {
        if u32::try_from(max).is_ok() { self.next_u32() as usize } else { self.next_u64() as usize }
    }
}

impl TryRng for NumpyRng {
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

/// Seeding through `rand` is [`NumpyRng::seed`] of the same number.
impl SeedableRng for NumpyRng {
    type Seed = [u8; 4];

    fn from_seed(seed: Self::Seed) -> Self {
        Self::seed(u32::from_le_bytes(seed))
    }

    /// Only the low 32 bits of `seed` are used; numpy itself rejects larger seeds.
    #[expect(clippy::cast_possible_truncation, reason = "numpy's seed has 32 bits")]
    fn seed_from_u64(seed: u64) -> Self {
        Self::seed(seed as u32)
    }
}
