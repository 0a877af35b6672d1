//! What the machine can do at all.
//!
//! No product can be faster than the multiply-adds it is made of, and no elementwise loop faster
//! than memory delivers its numbers. Both limits are measured: they depend on the width of the SIMD
//! registers, on the clock under load, and on what else uses the memory.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for SIMD registers")]

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;
use workloads::Workload;

/// How many independent sums there are. A multiply-add has a latency of about four cycles, and a core
/// starts two in each cycle, so more than eight must be in flight.
const CHAINS: usize = 12;

/// [`Workload::MULTIPLY_ADDS`] multiply-adds of `f32` numbers on each thread; returns their sum.
pub fn multiply_adds() -> f32 {
    let sums = rayon::broadcast(|_| Arch::new().dispatch(Chains(Workload::MULTIPLY_ADDS)));
    sums.into_iter().sum()
}

/// So many multiply-adds.
struct Chains(usize);

impl WithSimd for Chains {
    type Output = f32;

    // ANCHOR: chains
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f32 {
        // x ← 0.5·x + 1 goes to 2 from wherever it begins, and never overflows.
        let (half, one) = (simd.splat_f32s(0.5), simd.splat_f32s(1.0));
        let mut sums = [simd.splat_f32s(0.0); CHAINS];
        for _ in 0..self.0 / (CHAINS * S::F32_LANES) {
            for sum in &mut sums {
                *sum = simd.mul_add_f32s(*sum, half, one);
            }
        }
        sums.iter().map(|&sum| simd.reduce_sum_f32s(sum)).sum()
    }
    // ANCHOR_END: chains
}

/// Adds up `numbers`, each thread its share.
pub fn read(numbers: &[f32]) -> f32 {
    let share = numbers.len().div_ceil(rayon::current_num_threads());
    numbers.par_chunks(share).map(|share| Arch::new().dispatch(Total(share))).sum()
}

/// The sum of all numbers but a rest that does not fill the registers.
struct Total<'a>(&'a [f32]);

impl WithSimd for Total<'_> {
    type Output = f32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f32 {
        let mut sums = [simd.splat_f32s(0.0); CHAINS];
        let (registers, _) = S::as_simd_f32s(self.0);
        let (blocks, _) = registers.as_chunks::<CHAINS>();
        for block in blocks {
            for (sum, &part) in sums.iter_mut().zip(block) {
                *sum = simd.add_f32s(*sum, part);
            }
        }
        sums.iter().map(|&sum| simd.reduce_sum_f32s(sum)).sum()
    }
}

/// Copies `from` to `to`, each thread its share.
pub fn copy(from: &[f32], to: &mut [f32]) {
    let share = from.len().div_ceil(rayon::current_num_threads());
    to.par_chunks_mut(share).zip(from.par_chunks(share)).for_each(|(to, from)| {
        to.copy_from_slice(from);
    });
}

/// Memory that the system has really provided: each page has been written to.
pub fn memory(bytes: usize) -> Vec<f32> {
    (0..bytes / size_of::<f32>()).map(|i| (i % 2) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_do_what_they_say() {
        crate::on_all_threads(|| {
            // Every sum has come to 2, in every lane, on every thread.
            let lanes = multiply_adds() / 2.0 / CHAINS as f32 / rayon::current_num_threads() as f32;
            assert!([1.0, 4.0, 8.0, 16.0].contains(&lanes), "{lanes} lanes");
            let numbers = memory(1 << 20);
            // Every second number is 1, apart from a rest shorter than a block on each thread.
            assert!((read(&numbers) - 131_072.0).abs() < 1000.0);
            let mut other = vec![0.0; numbers.len()];
            copy(&numbers, &mut other);
            assert_eq!(other, numbers);
        });
    }
}
