//! How the numbers of an array are spread.

use std::fmt;

use engine::Array;

use crate::Moments;

/// The spread of many numbers: their moments, quantiles and histogram.
///
/// Numbers that are not finite are counted and left out, so that the rest still says something.
///
/// ```
/// use inside::Summary;
///
/// let s = Summary::of([3.0, 1.0, 2.0, f64::INFINITY]);
/// assert_eq!((s.min(), s.median(), s.max()), (1.0, 2.0, 3.0));
/// assert_eq!(s.not_finite(), 1);
/// ```
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Summary {
    moments: Moments,
    sorted: Vec<f64>,
    not_finite: usize,
}

impl Summary {
    /// The spread of these numbers.
    ///
    /// ```
    /// use inside::Summary;
    ///
    /// assert_eq!(Summary::of([1.0, 3.0]).mean(), 2.0);
    /// ```
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let all: Vec<f64> = values.into_iter().collect();
        let mut sorted: Vec<f64> = all.iter().copied().filter(|x| x.is_finite()).collect();
        let moments = Moments::of(sorted.iter().copied());
        sorted.sort_by(f64::total_cmp);
        Self { moments, not_finite: all.len() - sorted.len(), sorted }
    }

    /// The spread of an array's numbers.
    ///
    /// ```
    /// use engine::{Array, Options};
    /// use inside::Summary;
    ///
    /// let x = Array::matrix(&[[1.0, 2.0], [3.0, 4.0]], Options::default());
    /// assert_eq!(Summary::of_array(&x).mean(), 2.5);
    /// ```
    pub fn of_array(array: &Array) -> Self {
        Self::of(array.to_vec())
    }

    /// Count, mean, variance and so on of the finite numbers.
    ///
    /// ```
    /// use inside::Summary;
    ///
    /// assert_eq!(Summary::of([1.0, 3.0]).moments().count(), 2);
    /// ```
    pub fn moments(&self) -> &Moments {
        &self.moments
    }

    /// The mean. See [`Moments::mean`].
    ///
    /// ```
    /// assert_eq!(inside::Summary::of([1.0, 3.0]).mean(), 2.0);
    /// ```
    pub fn mean(&self) -> f64 {
        self.moments.mean()
    }

    /// The variance. See [`Moments::variance`].
    ///
    /// ```
    /// assert_eq!(inside::Summary::of([1.0, 3.0]).variance(), 2.0);
    /// ```
    pub fn variance(&self) -> f64 {
        self.moments.variance()
    }

    /// The standard deviation. See [`Moments::std`].
    ///
    /// ```
    /// assert_eq!(inside::Summary::of([1.0, 3.0]).std(), 2f64.sqrt());
    /// ```
    pub fn std(&self) -> f64 {
        self.moments.std()
    }

    /// The smallest number; NaN if there is none.
    ///
    /// ```
    /// assert_eq!(inside::Summary::of([1.0, 3.0]).min(), 1.0);
    /// ```
    pub fn min(&self) -> f64 {
        self.sorted.first().copied().unwrap_or(f64::NAN)
    }

    /// The largest number; NaN if there is none.
    ///
    /// ```
    /// assert_eq!(inside::Summary::of([1.0, 3.0]).max(), 3.0);
    /// ```
    pub fn max(&self) -> f64 {
        self.sorted.last().copied().unwrap_or(f64::NAN)
    }

    /// How many numbers were infinite or NaN.
    ///
    /// ```
    /// assert_eq!(inside::Summary::of([f64::NAN, 3.0]).not_finite(), 1);
    /// ```
    pub fn not_finite(&self) -> usize {
        self.not_finite
    }

    /// The number below which a share `q` of all lies, between two neighbors on the straight line
    /// that joins them, as `torch.quantile` does by default. NaN if there is none.
    ///
    /// # Panics
    ///
    /// If `q` is not between 0 and 1.
    ///
    /// ```
    /// use inside::Summary;
    ///
    /// let s = Summary::of([10.0, 20.0, 30.0, 40.0, 50.0]);
    /// assert_eq!((s.quantile(0.25), s.quantile(0.1)), (20.0, 14.0));
    /// ```
    #[track_caller]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place between the first and the last number"
    )]
    pub fn quantile(&self, q: f64) -> f64 {
        assert!((0.0..=1.0).contains(&q), "quantile: {q} is not between 0 and 1");
        let Some(last) = self.sorted.len().checked_sub(1) else { return f64::NAN };
        let place = q * last as f64;
        let below = self.sorted[place as usize];
        let above = self.sorted[(place as usize + 1).min(last)];
        below + place.fract() * (above - below)
    }

    /// The number in the middle.
    ///
    /// ```
    /// assert_eq!(inside::Summary::of([1.0, 2.0, 9.0]).median(), 2.0);
    /// ```
    pub fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// How many numbers fall into each of `bins` bins of equal width between `low` and `high`.
    /// The last bin includes its upper end. What lies outside is not counted.
    ///
    /// ```
    /// use inside::Summary;
    ///
    /// let s = Summary::of([0.0, 0.1, 0.6, 1.0, 7.0]);
    /// assert_eq!(s.counts(2, (0.0, 1.0)), [2, 2]);
    /// ```
    pub fn counts(&self, bins: usize, (low, high): (f64, f64)) -> Vec<usize> {
        let edge = |i: usize| low + (high - low) * i as f64 / bins as f64;
        let below = |edge: f64| self.sorted.partition_point(|&x| x < edge);
        let up_to = |edge: f64| self.sorted.partition_point(|&x| x <= edge);
        (1..=bins)
            .map(|i| (if i == bins { up_to(high) } else { below(edge(i)) }) - below(edge(i - 1)))
            .collect()
    }

    /// A histogram as a line of text, from the smallest number to the largest.
    ///
    /// ```
    /// use inside::Summary;
    ///
    /// assert_eq!(Summary::of([0.0, 1.0, 1.0, 2.0]).sketch(3), "▄█▄");
    /// ```
    pub fn sketch(&self, bins: usize) -> String {
        const BARS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
        let counts = self.counts(bins, (self.min(), self.max()));
        let most = counts.iter().max().copied().unwrap_or(0).max(1);
        // Rounded up: a bin that is not empty is never blank.
        counts.iter().map(|count| BARS[(count * 8).div_ceil(most)]).collect()
    }
}

/// Mean, standard deviation, smallest and largest number, and a sketch of the histogram.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers = [self.mean(), self.std(), self.min(), self.max()].map(short);
        for number in numbers {
            write!(f, "{number:>10} ")?;
        }
        write!(f, " {}", self.sketch(16))?;
        if self.not_finite > 0 {
            write!(f, " and {} not finite", self.not_finite)?;
        }
        Ok(())
    }
}

/// Four decimals, or a power of ten where they would show nothing.
pub(crate) fn short(x: f64) -> String {
    if x == 0.0 || (1e-3..1e5).contains(&x.abs()) { format!("{x:.4}") } else { format!("{x:.2e}") }
}
