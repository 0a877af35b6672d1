//! Random permutations.
//!
//! The Fisher–Yates shuffle: for each position in turn, choose one of the remaining items. If the
//! choices are uniform, all `n!` orders are equally likely. (D. Knuth, "The Art of Computer
//! Programming", volume 2, section 3.4.2, algorithm P.)

use rand::Rng;

/// From this length on, 2³²/20, the bias of a 32-bit remainder would be too large.
const LONG: usize = u32::MAX as usize / 20;

/// The numbers 0, 1, …, n − 1 in random order, as `torch.randperm(n)` draws them.
///
/// Position `i` is swapped with position `i + (word mod (n − i))`, for i = 0, …, n − 2: `n − 1`
/// draws. The remainder has a small bias toward small values, since `n − i` rarely divides 2³². Up
/// to 214 million items that is less than 5 %; longer permutations use words of 64 bits, and differ
/// from torch's.
///
/// ```
/// let mut rng = random::TorchRng::manual_seed(0);
/// assert_eq!(random::randperm(&mut rng, 10), [4, 1, 7, 5, 3, 9, 0, 8, 6, 2]);
/// ```
// ANCHOR: randperm
pub fn randperm<R: Rng + ?Sized>(rng: &mut R, n: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    for i in 0..n.saturating_sub(1) {
        let left = n - i;
        let z = if n < LONG { rng.next_u32() as usize % left } else { below(rng, left) };
        order.swap(i, i + z);
    }
    order
}
// ANCHOR_END: randperm

/// A 64-bit word modulo `left`.
#[expect(clippy::cast_possible_truncation, reason = "a remainder below a usize is a usize")]
fn below<R: Rng + ?Sized>(rng: &mut R, left: usize) -> usize {
    (rng.next_u64() % left as u64) as usize
}
