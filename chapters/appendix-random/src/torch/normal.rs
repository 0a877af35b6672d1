//! `torch.randn`: normal numbers by the Box–Muller transform.
//!
//! A pair of independent standard normal numbers is a point in the plane whose angle is uniform and
//! whose squared radius is exponential. Both are easy to draw. From `u` and `v` uniform in (0, 1]:
//!
//! ```text
//! r = √(−2 ln u),   t = 2π v;   r cos t and r sin t are normal, and independent
//! ```
//!
//! Reference: G. Box and M. Muller, "A note on the generation of random normal deviates", Annals of
//! Mathematical Statistics 29(2), 1958.
//!
//! Torch has two versions. Fewer than 16 numbers are computed one by one, in `f64`, and the
//! generator keeps the second of each pair for the next call. Sixteen or more are computed in
//! blocks of 16, in `f32`, with SIMD instructions of eight lanes. The two use their words
//! differently, so `randn(16)` does not begin with the numbers of `randn(15)`.
//!
//! Tensors in double precision have the same two versions, with uniform numbers of 53 bits in the
//! blocks and the functions of the C library. The spare number is the same one for both precisions.

use std::f64::consts::TAU;

use rand::Rng;

use super::TorchRng;
use super::cephes::{ln, sin_cos};
use crate::uniform::{round, unit_f32, unit_f64};

/// Numbers in a block: two SIMD vectors of eight.
const BLOCK: usize = 16;

impl TorchRng {
    /// `n` normal numbers with mean 0 and variance 1: `torch.randn(n)`.
    ///
    /// A tensor of any shape is filled in row-major order, so `n` is its number of elements.
    ///
    /// ```
    /// use random::TorchRng;
    ///
    /// let mut rng = TorchRng::manual_seed(0);
    /// assert_eq!(rng.randn(1), [1.5409961]);
    /// // The second of the pair was kept.
    /// assert_eq!(rng.randn(1), [-0.2934289]);
    /// ```
    pub fn randn(&mut self, n: usize) -> Vec<f32> {
        if n < BLOCK {
            (0..n).map(|_| round(self.one_normal())).collect()
        } else {
            normals(self, n)
        }
    }

    /// `n` normal numbers with mean 0 and variance 1: `torch.randn(n, dtype=torch.float64)`.
    ///
    /// ```
    /// use random::TorchRng;
    ///
    /// // The same number as in single precision, before it is rounded.
    /// assert_eq!(TorchRng::manual_seed(0).randn_f64(1), [1.5409961082440433]);
    /// ```
    pub fn randn_f64(&mut self, n: usize) -> Vec<f64> {
        self.normal_f64(n, 0.0, 1.0)
    }

    /// `n` normal numbers with the given mean and standard deviation: `torch.empty(n,
    /// dtype=torch.float64).normal_(mean, std)`.
    ///
    /// ```
    /// use random::TorchRng;
    ///
    /// let standard = TorchRng::manual_seed(3).randn_f64(100);
    /// let wide = TorchRng::manual_seed(3).normal_f64(100, 1.0, 2.0);
    /// assert!(standard.iter().zip(&wide).all(|(z, x)| *x == 1.0 + 2.0 * z));
    /// ```
    pub fn normal_f64(&mut self, n: usize, mean: f64, std: f64) -> Vec<f64> {
        let standard = match n {
            0..BLOCK => (0..n).map(|_| self.one_normal()).collect(),
            _ => self.blocks_f64(n),
        };
        standard.into_iter().map(|z: f64| z.mul_add(std, mean)).collect()
    }

    /// `n` normal numbers with the given mean and standard deviation: `torch.empty(n).normal_(mean,
    /// std)`.
    ///
    /// Fewer than 16 numbers are scaled in double precision and then rounded, more are scaled in single
    /// precision, as torch does.
    ///
    /// ```
    /// use random::TorchRng;
    ///
    /// assert_eq!(TorchRng::manual_seed(3).normal(1, 0.0, 2_f64.sqrt()), [1.136004]);
    /// ```
    pub fn normal(&mut self, n: usize, mean: f64, std: f64) -> Vec<f32> {
        if n < BLOCK {
            return (0..n).map(|_| round(self.one_normal().mul_add(std, mean))).collect();
        }
        let (mean, std) = (round(mean), round(std));
        normals(self, n).into_iter().map(|x| x.mul_add(std, mean)).collect()
    }

    /// One normal number in `f64`: the spare one, or the first of a new pair.
    ///
    /// The logarithm is taken of `1 − u`, as `ln_1p(−u)`, since `u` may be 0 but never 1.
    // ANCHOR: one_normal
    fn one_normal(&mut self) -> f64 {
        if let Some(spare) = self.spare_normal.take() {
            return spare;
        }
        let angle = TAU * unit_f64(self);
        let radius = (-2.0 * (-unit_f64(self)).ln_1p()).sqrt();
        self.spare_normal = Some(radius * angle.sin());
        radius * angle.cos()
    }
    // ANCHOR_END: one_normal

    /// [`normals`] in `f64`, for 16 numbers or more.
    fn blocks_f64(&mut self, n: usize) -> Vec<f64> {
        let mut values = self.rand_f64(n);
        let (blocks, rest) = values.as_chunks_mut::<BLOCK>();
        blocks.iter_mut().for_each(transform_f64);
        if !rest.is_empty() {
            let mut last = std::array::from_fn(|_| unit_f64(self));
            transform_f64(&mut last);
            values[n - BLOCK..].copy_from_slice(&last);
        }
        values
    }
}

/// `n` normal numbers with mean 0 and variance 1 from any generator, block by block: torch's recipe
/// for 16 numbers or more.
///
/// If 16 does not divide `n`, the last 16 numbers are redrawn: the final block overlaps the one
/// before it and overwrites its end. Fewer than 16 numbers are the first ones of a whole block;
/// torch draws these in another way, see [`TorchRng::randn`].
///
/// ```
/// use random::{TorchRng, normals};
///
/// let numbers = normals(&mut TorchRng::manual_seed(0), 20);
/// assert_eq!(numbers, TorchRng::manual_seed(0).randn(20));
/// ```
// ANCHOR: blocks
pub fn normals<R: Rng + ?Sized>(rng: &mut R, n: usize) -> Vec<f32> {
    let mut values: Vec<f32> = (0..n.max(BLOCK)).map(|_| unit_f32(rng)).collect();
    let (blocks, rest) = values.as_chunks_mut::<BLOCK>();
    blocks.iter_mut().for_each(transform);
    if !rest.is_empty() {
        let mut last = std::array::from_fn(|_| unit_f32(rng));
        transform(&mut last);
        values[n - BLOCK..].copy_from_slice(&last);
    }
    values.truncate(n);
    values
}
// ANCHOR_END: blocks

/// Box–Muller on one block: numbers `j` and `j + 8` make a pair.
///
/// The mean, 0, is added at the end, which only changes −0 to 0.
// ANCHOR: transform
fn transform(block: &mut [f32; BLOCK]) {
    let (first, second) = block.split_at_mut(BLOCK / 2);
    for (a, b) in first.iter_mut().zip(second) {
        let radius = (-2.0 * ln(1.0 - *a)).sqrt();
        let (sin, cos) = sin_cos(std::f32::consts::TAU * *b);
        (*a, *b) = (radius * cos + 0.0, radius * sin + 0.0);
    }
}
// ANCHOR_END: transform

/// The same in `f64`, for which torch has no SIMD kernel: the functions are the C library's.
fn transform_f64(block: &mut [f64; BLOCK]) {
    let (first, second) = block.split_at_mut(BLOCK / 2);
    for (a, b) in first.iter_mut().zip(second) {
        let radius = (-2.0 * (1.0 - *a).ln()).sqrt();
        let (sin, cos) = (TAU * *b).sin_cos();
        (*a, *b) = (radius * cos + 0.0, radius * sin + 0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, TorchRng, normals, transform};

    /// Where `1 − u = 1` the radius is zero, and so is the pair, for every angle.
    #[test]
    fn zero_radius_gives_positive_zeros() {
        let mut block = [0.0; BLOCK];
        for (j, turn) in block[BLOCK / 2..].iter_mut().enumerate() {
            *turn = (j as f32 + 0.5) / 8.0;
        }
        transform(&mut block);
        assert_eq!(block.map(f32::to_bits), [0; BLOCK]);
    }

    /// A few numbers are the first ones of a block.
    #[test]
    fn fewer_than_a_block() {
        let block = normals(&mut TorchRng::manual_seed(5), BLOCK);
        for n in 0..BLOCK {
            assert_eq!(normals(&mut TorchRng::manual_seed(5), n), block[..n]);
        }
    }
}
