//! Clusters of points: a small classification problem that can be plotted.
//!
//! Draws what `sklearn.datasets.make_blobs` draws, bit for bit, from numpy's legacy generator.

use random::NumpyRng;

/// Centers are drawn from this interval, in every coordinate.
const CENTER_RANGE: (f64, f64) = (-10.0, 10.0);

/// Points, and the cluster of each.
#[derive(Clone, Debug, PartialEq)]
pub struct Blobs {
    /// `n_samples` × `n_features`, row after row.
    pub points: Vec<f64>,
    /// `n_samples` cluster numbers, counted from 0.
    pub labels: Vec<usize>,
    /// The means of the clusters, one row of `n_features` each.
    pub centers: Vec<f64>,
    /// The number of coordinates of a point.
    pub n_features: usize,
}

/// Draws `centers` cluster centers, then `n_samples` points around them, in shuffled order.
///
/// Every coordinate of a center is uniform in [−10, 10). The rest is [`make_blobs_around`].
/// With `NumpyRng::seed(k)` the result is scikit-learn's for `random_state=k`.
///
/// **A test set needs the same centers.** A second call draws *new* centers, which is a different
/// problem: a network that has learned the first clusters would be tested on clusters elsewhere,
/// and its test loss would be high. Draw the test points with [`make_blobs_around`] and the
/// `centers` of the first call.
///
/// # Panics
///
/// If `centers` is 0.
///
/// ```
/// use data::blobs::{make_blobs, make_blobs_around};
/// use random::NumpyRng;
///
/// let mut rng = NumpyRng::seed(0);
/// let train = make_blobs(40, 2, 3, 1.5, &mut rng);
/// let test = make_blobs_around(10, &train.centers, 2, 1.5, &mut rng);
/// assert_eq!(train.points.len(), 40 * 2);
/// assert_eq!(train.points[..2], [1.2890598150795685, -0.8732846162456813]);
/// assert_eq!(test.centers, train.centers);
/// ```
#[track_caller]
pub fn make_blobs(
    n_samples: usize,
    n_features: usize,
    centers: usize,
    cluster_std: f64,
    rng: &mut NumpyRng,
) -> Blobs {
    let (lo, hi) = CENTER_RANGE;
    let centers: Vec<f64> = (0..centers * n_features).map(|_| rng.uniform(lo, hi)).collect();
    make_blobs_around(n_samples, &centers, n_features, cluster_std, rng)
}

/// Draws `n_samples` points around given centers, in shuffled order.
///
/// `centers` holds c rows of `n_features` coordinates. Every center gets ⌊n/c⌋ points, the first
/// n mod c one more. Each coordinate is `center + cluster_std · g`, with g standard normal.
///
/// # Panics
///
/// If `centers` is empty or not made of whole rows.
///
/// ```
/// use data::blobs::make_blobs_around;
/// use random::NumpyRng;
///
/// // With a standard deviation of 0, every point is its center.
/// let blobs = make_blobs_around(5, &[0.0, 0.0, 7.0, 8.0], 2, 0.0, &mut NumpyRng::seed(1));
/// for (point, &label) in blobs.points.chunks(2).zip(&blobs.labels) {
///     assert_eq!(point, [[0.0, 0.0], [7.0, 8.0]][label]);
/// }
/// assert_eq!(blobs.labels.iter().filter(|&&label| label == 0).count(), 3);
/// ```
#[track_caller]
pub fn make_blobs_around(
    n_samples: usize,
    centers: &[f64],
    n_features: usize,
    cluster_std: f64,
    rng: &mut NumpyRng,
) -> Blobs {
    assert!(
        n_features > 0 && !centers.is_empty() && centers.len().is_multiple_of(n_features),
        "blobs: {} center coordinates do not form rows of {n_features} features",
        centers.len()
    );
    // ANCHOR: around
    let clusters = centers.len() / n_features;
    let mut points = Vec::with_capacity(n_samples * n_features);
    let mut labels = Vec::with_capacity(n_samples);
    for (label, center) in centers.chunks_exact(n_features).enumerate() {
        let extra = usize::from(label < n_samples % clusters);
        for _ in 0..n_samples / clusters + extra {
            points.extend(center.iter().map(|&mean| rng.normal(mean, cluster_std)));
            labels.push(label);
        }
    }
    // ANCHOR_END: around

    let mut order: Vec<usize> = (0..n_samples).collect();
    rng.shuffle(&mut order);
    let row = |i: usize| &points[i * n_features..(i + 1) * n_features];
    Blobs {
        points: order.iter().flat_map(|&i| row(i)).copied().collect(),
        labels: order.iter().map(|&i| labels[i]).collect(),
        centers: centers.to_vec(),
        n_features,
    }
}
