//! Loops that use SIMD instructions, and for long arrays several cores.

#![expect(
    clippy::inline_always,
    reason = "only what is inlined is compiled for wide SIMD registers"
)]

use pulp::NullaryFnOnce;

use crate::threads::join;

/// Runs `work`, compiled for the widest SIMD instructions that this processor has.
///
/// By default the compiler uses only the instructions that every processor of the family has: on
/// x86-64 that is SSE2, with four single-precision lanes, although most machines have AVX2, with
/// eight. The results are the same bits, because no operation is reordered.
#[inline(always)]
pub(super) fn vectorized<W: NullaryFnOnce>(work: W) -> W::Output {
    pulp::Arch::new().dispatch(work)
}

/// With fewer elements than this, handing half of them to a second core takes longer than computing
/// them.
pub(super) const MIN_CHUNK_LEN: usize = 1 << 15;

/// Calls `work` with each chunk of `x` and the index where it begins; in parallel if `x` is long.
pub(super) fn parallel_chunks<T: Send>(x: &mut [T], work: &(impl Fn(usize, &mut [T]) + Sync)) {
    parallel_chunks_of(MIN_CHUNK_LEN, x, work);
}

/// The same with chunks of at least `min_len` elements. There are at most 16.
pub(crate) fn parallel_chunks_of<T: Send>(
    min_len: usize,
    x: &mut [T],
    work: &(impl Fn(usize, &mut [T]) + Sync),
) {
    fn split<T: Send>(
        x: &mut [T],
        start: usize,
        chunk: usize,
        work: &(impl Fn(usize, &mut [T]) + Sync),
    ) {
        if x.len() < 2 * chunk {
            return work(start, x);
        }
        let half = x.len() / 2;
        let (left, right) = x.split_at_mut(half);
        join(|| split(left, start, chunk, work), || split(right, start + half, chunk, work));
    }
    split(x, 0, min_len.max(x.len() / 16).max(1), work);
}
