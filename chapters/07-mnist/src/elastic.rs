//! Elastic distortion: every pixel moves, and its neighbors move along.

use rand::Rng;
use random::uniform::unit_f32;

use crate::affine::Displacement;

/// Random displacements for images of one size. [`Augment::elastic`](crate::Augment::elastic) says
/// how they are made.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Elastic {
    alpha: f32,
    /// The Gaussian along a column, a matrix of height × height, and along a row, width × width.
    down: Vec<f32>,
    across: Vec<f32>,
    height: usize,
    width: usize,
}

impl Elastic {
    #[expect(clippy::cast_possible_truncation, reason = "displacements are in single precision")]
    pub(crate) fn new((height, width): (usize, usize), alpha: f64, sigma: f64) -> Self {
        let (down, across) = (smoothing(height, sigma), smoothing(width, sigma));
        Self { alpha: alpha as f32, down, across, height, width }
    }

    /// Draws u for every pixel, row by row, then v.
    pub(crate) fn draw<R: Rng + ?Sized>(&self, rng: &mut R) -> Displacement {
        let x = self.smooth(&self.uniform(rng));
        let y = self.smooth(&self.uniform(rng));
        Displacement { x, y }
    }

    fn uniform<R: Rng + ?Sized>(&self, rng: &mut R) -> Vec<f32> {
        (0..self.height * self.width).map(|_| self.alpha * (unit_f32(rng) * 2.0 - 1.0)).collect()
    }

    /// A Gaussian in two dimensions is the product of one in each, so columns and rows are smoothed
    /// one after the other: D·U·A.
    fn smooth(&self, field: &[f32]) -> Vec<f32> {
        let columns = product(&self.down, field, self.width);
        product(&columns, &self.across, self.width)
    }
}

/// The matrix that smooths n numbers: Gᵢⱼ is the weight of number j in the new number i.
#[expect(clippy::cast_possible_truncation, reason = "displacements are in single precision")]
fn smoothing(n: usize, sigma: f64) -> Vec<f32> {
    let radius = (4.0 * sigma).round();
    let bell = |distance: f64| (-0.5 * (distance / sigma).powi(2)).exp();
    let mut total = 1.0;
    let mut distance = 1.0;
    while distance <= radius {
        total += 2.0 * bell(distance);
        distance += 1.0;
    }
    let weight = |distance: f64| if distance <= radius { bell(distance) / total } else { 0.0 };
    let all = (0..n).flat_map(|i| (0..n).map(move |j| i.abs_diff(j) as f64));
    all.map(|distance| weight(distance) as f32).collect()
}

/// The matrix product a·b, of matrices stored row by row, where b has `columns` columns.
fn product(a: &[f32], b: &[f32], columns: usize) -> Vec<f32> {
    let inner = b.len() / columns;
    let mut result = vec![0.0; a.len() / inner * columns];
    for (row, weights) in result.chunks_exact_mut(columns).zip(a.chunks_exact(inner)) {
        for (&weight, values) in weights.iter().zip(b.chunks_exact(columns)) {
            for (sum, &value) in row.iter_mut().zip(values) {
                *sum += weight * value;
            }
        }
    }
    result
}
