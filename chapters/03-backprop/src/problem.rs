//! Random samples, targets and weights, as numpy draws them.

use nalgebra::DMatrix;
use random::NumpyRng;

use crate::Mlp;

/// Samples, targets, and an untrained network.
///
/// The targets are noise, so there is nothing to generalize: the network can only memorize them.
/// That is enough to see whether the gradients work.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The samples X, N × D.
    pub x: DMatrix<f64>,
    /// The targets Y, N × O.
    pub y: DMatrix<f64>,
    /// The network before training.
    pub mlp: Mlp,
}

impl Problem {
    /// Draws X, Y, W₁ and W₂ in this order, every entry from a normal distribution with mean 0 and
    /// variance 1.
    ///
    /// With `NumpyRng::seed(0)` these are the numbers of `np.random.seed(0)`.
    ///
    /// * `n`: samples,
    /// * `d`: features,
    /// * `h`: hidden units,
    /// * `o`: outputs.
    ///
    /// ```
    /// use backprop::Problem;
    /// use random::NumpyRng;
    ///
    /// let problem = Problem::draw(&mut NumpyRng::seed(0), 64, 10, 100, 1);
    /// assert_eq!(problem.x.shape(), (64, 10));
    /// assert_eq!(problem.mlp.w1.shape(), (11, 100));
    /// assert_eq!(problem.mlp.w2.shape(), (101, 1));
    /// ```
    // ANCHOR: draw
    pub fn draw(rng: &mut NumpyRng, n: usize, d: usize, h: usize, o: usize) -> Self {
        let x = randn(rng, n, d);
        let y = randn(rng, n, o);
        let w1 = randn(rng, d + 1, h);
        let w2 = randn(rng, h + 1, o);
        Self { x, y, mlp: Mlp::new(w1, w2) }
    }
    // ANCHOR_END: draw
}

/// `np.random.randn(rows, columns)`.
///
/// numpy fills a matrix row by row, nalgebra stores it column by column. The numbers must
/// be drawn in numpy's order, or all are right but in the wrong places.
///
/// ```
/// use backprop::problem::randn;
/// use random::NumpyRng;
///
/// let m = randn(&mut NumpyRng::seed(0), 2, 2);
/// assert!((m[(0, 0)] - 1.764052345967664).abs() < 1e-15);
/// assert!((m[(0, 1)] - 0.4001572083672233).abs() < 1e-15);
/// ```
pub fn randn(rng: &mut NumpyRng, rows: usize, columns: usize) -> DMatrix<f64> {
    DMatrix::from_row_iterator(
        rows,
        columns,
        std::iter::repeat_with(|| rng.randn()).take(rows * columns),
    )
}
