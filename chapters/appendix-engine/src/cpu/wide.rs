//! Loops that use the whole machine: wide registers, and for long arrays every core.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for wide registers")]

use pulp::NullaryFnOnce;

use crate::threads::join;

/// Runs `work`, compiled once more for the widest registers that this processor has.
///
/// By default the compiler may only use what every processor of the family has: on x86-64 that is
/// four single-precision numbers at a time, where most machines can take eight. The results are
/// the same bits: nothing is reordered, only done side by side.
#[inline(always)]
pub(super) fn wide<W: NullaryFnOnce>(work: W) -> W::Output {
    pulp::Arch::new().dispatch(work)
}

/// A part shorter than this is done before a second core has taken it over.
pub(super) const WORTH_SHARING: usize = 1 << 15;

/// Calls `work` with the parts of `x`, and the place where each begins, side by side if `x` is
/// long.
pub(super) fn in_parts<T: Send>(x: &mut [T], work: &(impl Fn(usize, &mut [T]) + Sync)) {
    in_parts_of(WORTH_SHARING, x, work);
}

/// The same where a part of `least` is worth a second core. There are at most 16.
pub(super) fn in_parts_of<T: Send>(
    least: usize,
    x: &mut [T],
    work: &(impl Fn(usize, &mut [T]) + Sync),
) {
    fn split<T: Send>(
        x: &mut [T],
        start: usize,
        part: usize,
        work: &(impl Fn(usize, &mut [T]) + Sync),
    ) {
        if x.len() < 2 * part {
            return work(start, x);
        }
        let half = x.len() / 2;
        let (left, right) = x.split_at_mut(half);
        join(|| split(left, start, part, work), || split(right, start + half, part, work));
    }
    split(x, 0, least.max(x.len() / 16).max(1), work);
}
