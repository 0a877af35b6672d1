//! Uniform numbers between two bounds, from the bits of an integer.
//!
//! An `f32` has 24 bits of precision, so torch takes 24 bits `k` of one 32-bit word and makes them
//! a number in [0, 1), `k · 2⁻²⁴`. Every such number is exact, all are equally likely, and 1 is
//! excluded. Torch takes the *low* 24 bits; the high ones would be just as good, but give other
//! numbers.

use rand::Rng;

/// 2⁻²⁴, the spacing of the uniform `f32`s.
const STEP_F32: f32 = 1.0 / (1_u32 << 24) as f32;

/// 2⁻⁵³, the spacing of the uniform `f64`s.
const STEP_F64: f64 = 1.0 / (1_u64 << 53) as f64;

/// One uniform `f32` in [0, 1): the low 24 bits of one word, times 2⁻²⁴.
///
/// ```
/// // torch.rand(1)
/// let mut rng = random::TorchRng::manual_seed(0);
/// assert_eq!(random::uniform::unit_f32(&mut rng), 0.496_256_59);
/// ```
// ANCHOR: unit_f32
pub fn unit_f32<R: Rng + ?Sized>(rng: &mut R) -> f32 {
    (rng.next_u32() & 0x00FF_FFFF) as f32 * STEP_F32
}
// ANCHOR_END: unit_f32

/// One uniform `f64` in [0, 1): the low 53 bits of one double word, times 2⁻⁵³.
///
/// ```
/// // torch.rand(1, dtype=torch.float64)
/// let mut rng = random::TorchRng::manual_seed(0);
/// assert_eq!(random::uniform::unit_f64(&mut rng), 0.970_053_001_806_553_1);
/// ```
pub fn unit_f64<R: Rng + ?Sized>(rng: &mut R) -> f64 {
    (rng.next_u64() & ((1 << 53) - 1)) as f64 * STEP_F64
}

/// `n` uniform numbers in [`lo`, `hi`), as torch's `tensor.uniform_(lo, hi)` draws them.
///
/// Each number uses one word of `rng`:
///
/// ```text
/// v = lo + u · (hi − lo),   u uniform in [0, 1)
/// ```
///
/// The bounds are rounded to `f32` first. `v` may round up to `hi`, which is outside the
/// interval; such a `v` becomes `lo`. If the two bounds are equal, so is every number.
///
/// Torch has two kernels for this. On a processor with AVX2 it multiplies and adds with a single
/// rounding (a *fused* multiply-add); on an older one it rounds twice, and about half of the
/// numbers differ in the last bit. We reproduce the first, since nearly every x86 machine uses it.
///
/// # Panics
/// If `lo > hi`, a bound is NaN, or `hi − lo` is too large for an `f32`.
///
/// ```
/// let mut rng = random::TorchRng::manual_seed(0);
/// let steps = random::uniform(&mut rng, 1000, -0.5, 0.5);
/// assert!(steps.iter().all(|v| (-0.5..0.5).contains(v)));
/// ```
#[track_caller]
pub fn uniform<R: Rng + ?Sized>(rng: &mut R, n: usize, lo: f64, hi: f64) -> Vec<f32> {
    let (low, high) = (round(lo), round(hi));
    let span = high - low;
    assert!(
        low <= high && span.is_finite(),
        "uniform: needs lo <= hi with an f32 distance between them, got lo = {lo}, hi = {hi}"
    );
    (0..n)
        .map(|_| {
            let v = unit_f32(rng).mul_add(span, low);
            if v == high { low } else { v }
        })
        .collect()
}

/// `n` uniform `f64`s in [`lo`, `hi`), as torch's `tensor.uniform_(lo, hi)` draws them into a tensor of
/// double precision.
///
/// The formula is that of [`uniform`](uniform()), with `u` a multiple of 2⁻⁵³ ([`unit_f64`]). Each
/// number uses two words of `rng`. So a seed gives other numbers than in single precision, not the
/// same ones with more digits.
///
/// # Panics
/// If `lo > hi`, a bound is NaN, or `hi − lo` is too large for an `f64`.
///
/// ```
/// use random::{TorchRng, uniform::uniform_f64};
///
/// // torch.empty(2, dtype=torch.float64).uniform_(-1, 1)
/// let values = uniform_f64(&mut TorchRng::manual_seed(0), 2, -1.0, 1.0);
/// assert_eq!(values, [0.9401060036131061, 0.4156397287995759]);
/// ```
#[track_caller]
pub fn uniform_f64<R: Rng + ?Sized>(rng: &mut R, n: usize, lo: f64, hi: f64) -> Vec<f64> {
    let span = hi - lo;
    assert!(
        lo <= hi && span.is_finite(),
        "uniform: needs lo <= hi with an f64 distance between them, got lo = {lo}, hi = {hi}"
    );
    (0..n)
        .map(|_| {
            let v = unit_f64(rng).mul_add(span, lo);
            if v == hi { lo } else { v }
        })
        .collect()
}

/// The `f32` nearest to `x`.
#[expect(clippy::cast_possible_truncation, reason = "rounding to single precision is the point")]
pub(crate) fn round(x: f64) -> f32 {
    x as f32
}
