//! Yes or no, with a given probability: the draws of dropout.

use rand::Rng;

use crate::uniform::unit_f64;

/// `n` draws that are `true` with probability `p`, as torch's `tensor.bernoulli_(p)` makes them.
///
/// Each compares `p` with a uniform `f64` in [0, 1), so it uses two words of `rng`:
///
/// ```text
/// drawn = u < p,   u uniform in [0, 1)
/// ```
///
/// As u is never 1, `p` = 1 always gives `true`, and `p` = 0 never does. Both still use their
/// words. The same words are used in single and in double precision.
///
/// Older versions of torch drew these numbers with Intel's math library where they could, from
/// another generator. Torch 2.15 draws them as above on every processor.
///
/// # Panics
/// If `p` is not in [0, 1].
///
/// ```
/// // torch.manual_seed(0); torch.empty(6).bernoulli_(0.5)
/// let mut rng = random::TorchRng::manual_seed(0);
/// assert_eq!(random::bernoulli(&mut rng, 6, 0.5), [false, false, true, false, false, false]);
/// ```
#[track_caller]
pub fn bernoulli<R: Rng + ?Sized>(rng: &mut R, n: usize, p: f64) -> Vec<bool> {
    assert!((0.0..=1.0).contains(&p), "bernoulli: needs p in [0, 1], got p = {p}");
    (0..n).map(|_| unit_f64(rng) < p).collect()
}
