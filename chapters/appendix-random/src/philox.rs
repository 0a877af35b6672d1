//! Philox4x32-10, a counter-based generator.
//!
//! The Mersenne Twister is sequential: to get number one million, it must generate the 999 999
//! before it. A *counter-based* generator has random access. It is a function that scrambles a
//! counter with a key, so block `b` of the stream is `philox(b, key)`, and many processors can each
//! compute their own part. TensorFlow uses it.
//!
//! The function takes four 32-bit words `c` and a key of two, `k`, and repeats ten times, with two
//! constants `M` and the 64-bit products' high and low halves:
//!
//! ```text
//! c ← ( hi(M₁·c₂) ⊕ c₁ ⊕ k₀,  lo(M₁·c₂),  hi(M₀·c₀) ⊕ c₃ ⊕ k₁,  lo(M₀·c₀) )
//! k ← k + W     (each half modulo 2³²)
//! ```
//!
//! Reference: J. Salmon, M. Moraes, R. Dror and D. Shaw, "Parallel random numbers: as easy as 1, 2,
//! 3", Proceedings of SC11, 2011. The constants are those of the authors' Random123 library.

use std::convert::Infallible;

use rand::{SeedableRng, TryRng, rand_core::utils};

/// The two multipliers.
const M: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];

/// The constants added to the key in each round: the fractional bits of the golden ratio and of √3.
const W: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];

/// The key with which TensorFlow scrambles a seed before use.
const SCRAMBLE: [u32; 2] = [0x3EC8_F720, 0x0246_1E29];

/// The Philox function with ten rounds: the four words for this counter and key.
///
/// ```
/// use random::philox::philox4x32;
///
/// // The first of the published known answers.
/// assert_eq!(
///     philox4x32([0; 4], [0; 2]),
///     [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]
/// );
/// ```
// ANCHOR: philox
pub fn philox4x32(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let (mut c, mut k) = (counter, key);
    for _ in 0..10 {
        let [low_0, high_0] = halves(u64::from(M[0]) * u64::from(c[0]));
        let [low_1, high_1] = halves(u64::from(M[1]) * u64::from(c[2]));
        c = [high_1 ^ c[1] ^ k[0], low_1, high_0 ^ c[3] ^ k[1], low_0];
        k = [k[0].wrapping_add(W[0]), k[1].wrapping_add(W[1])];
    }
    c
}
// ANCHOR_END: philox

/// The low and the high 32 bits of `x`.
#[expect(clippy::cast_possible_truncation, reason = "each half has 32 bits")]
fn halves(x: u64) -> [u32; 2] {
    [x as u32, (x >> 32) as u32]
}

/// The stream of TensorFlow's stateless functions: Philox with a scrambled seed.
///
/// Seeds are often small and similar, so the seed first goes through Philox itself. Two of the four
/// resulting words are the key; the other two are the upper half of the counter, whose lower half
/// counts the blocks.
///
/// ```
/// use rand::{Rng, SeedableRng};
/// use random::philox::Philox;
///
/// let mut a = Philox::stateless(906691060);
/// let mut b = Philox::seed_from_u64(906691060);
/// assert_eq!(a.next_u32(), b.next_u32());
/// ```
#[derive(Clone, Debug)]
pub struct Philox {
    key: [u32; 2],
    /// The upper half of every counter.
    stream: [u32; 2],
    /// The number of the next block.
    block: u64,
    /// The current block, and how many of its words have been used.
    words: [u32; 4],
    spent: usize,
}

impl Philox {
    /// The stream of this seed, from its beginning.
    pub fn stateless(seed: u64) -> Self {
        let [low, high] = halves(seed);
        let [k0, k1, s0, s1] = philox4x32([low, high, 0, 0], SCRAMBLE);
        Self { key: [k0, k1], stream: [s0, s1], block: 0, words: [0; 4], spent: 4 }
    }
}

impl TryRng for Philox {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        if self.spent == self.words.len() {
            let [low, high] = halves(self.block);
            self.words = philox4x32([low, high, self.stream[0], self.stream[1]], self.key);
            self.block = self.block.wrapping_add(1);
            self.spent = 0;
        }
        self.spent += 1;
        Ok(self.words[self.spent - 1])
    }

    /// Two words, the first one low.
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        utils::next_u64_via_u32(self)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        utils::fill_bytes_via_next_word(bytes, || self.try_next_u32())
    }
}

/// Seeding through `rand` is [`Philox::stateless`] of the same number.
impl SeedableRng for Philox {
    type Seed = [u8; 8];

    fn from_seed(seed: Self::Seed) -> Self {
        Self::stateless(u64::from_le_bytes(seed))
    }

    fn seed_from_u64(seed: u64) -> Self {
        Self::stateless(seed)
    }
}

#[cfg(test)]
mod tests {
    use super::{Philox, philox4x32};
    use rand::Rng;

    /// The three known answers in Random123's `kat_vectors`.
    #[test]
    fn known_answers() {
        let answers = [
            ([0; 4], [0; 2], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]),
            ([u32::MAX; 4], [u32::MAX; 2], [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]),
            (
                [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
                [0xa4093822, 0x299f31d0],
                [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
            ),
        ];
        for (counter, key, expected) in answers {
            assert_eq!(philox4x32(counter, key), expected);
        }
    }

    /// Any block can be computed without the earlier ones.
    #[test]
    fn blocks_are_numbered() {
        let mut rng = Philox::stateless(7);
        let words: [u32; 12] = std::array::from_fn(|_| rng.next_u32());
        let Philox { key, stream: [s0, s1], .. } = rng;
        assert_eq!(words[8..], philox4x32([2, 0, s0, s1], key));
    }

    /// The bytes are the words, low byte first.
    #[test]
    fn bytes_are_words() {
        let mut bytes = [0; 6];
        Philox::stateless(7).fill_bytes(&mut bytes);
        let mut rng = Philox::stateless(7);
        let words = [rng.next_u32().to_le_bytes(), rng.next_u32().to_le_bytes()].concat();
        assert_eq!(bytes, words[..6]);
    }
}
