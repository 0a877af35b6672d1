//! Mean, variance and shape of many numbers, in one pass.

/// The first four moments of the numbers seen so far.
///
/// The variance is the mean of the squares less the square of the mean, on paper. In floating
/// point the two are nearly equal when the mean is large, and their difference is noise. Welford's
/// way (1962) keeps the sum of squared *deviations* M₂ instead, and corrects it as the mean moves.
/// With the n-th number x, and δ its distance from the mean of those before:
///
/// ```text
/// mean ← mean + δ/n
/// M₂   ← M₂ + δ²·(n − 1)/n
/// ```
///
/// M₃ and M₄ follow the same idea (P. Pébay, "Formulas for robust, one-pass parallel computation
/// of covariances and arbitrary-order statistical moments", Sandia report SAND2008-6212, 2008).
///
/// ```
/// use inside::Moments;
///
/// let m = Moments::of([2.0, 4.0, 9.0]);
/// assert_eq!(m.mean(), 5.0);
/// assert_eq!(m.variance(), (9.0 + 1.0 + 16.0) / 2.0);
/// ```
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Moments {
    n: u64,
    mean: f64,
    m2: f64,
    m3: f64,
    m4: f64,
}

impl Moments {
    /// The moments of all these numbers.
    ///
    /// ```
    /// use inside::Moments;
    ///
    /// assert_eq!(Moments::of([1.0, 2.0, 3.0]).count(), 3);
    /// ```
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut moments = Self::default();
        values.into_iter().for_each(|x| moments.push(x));
        moments
    }

    /// Takes in one more number.
    ///
    /// ```
    /// use inside::Moments;
    ///
    /// let mut m = Moments::default();
    /// m.push(1.0);
    /// m.push(3.0);
    /// assert_eq!((m.mean(), m.variance()), (2.0, 2.0));
    /// ```
    // ANCHOR: welford
    pub fn push(&mut self, x: f64) {
        self.n += 1;
        let n = self.n as f64;
        let delta = x - self.mean;
        let step = delta / n;
        let spread = delta * step * (n - 1.0);
        self.mean += step;
        // From the highest down: each line needs the old value of those below it.
        self.m4 += spread * step * step * (n * n - 3.0 * n + 3.0) + 6.0 * step * step * self.m2
            - 4.0 * step * self.m3;
        self.m3 += spread * step * (n - 2.0) - 3.0 * step * self.m2;
        self.m2 += spread;
    }
    // ANCHOR_END: welford

    /// How many numbers there were.
    ///
    /// ```
    /// use inside::Moments;
    ///
    /// assert_eq!(Moments::default().count(), 0);
    /// ```
    pub fn count(&self) -> u64 {
        self.n
    }

    /// Their mean; NaN if there were none.
    ///
    /// ```
    /// use inside::Moments;
    ///
    /// assert_eq!(Moments::of([1.0, 2.0]).mean(), 1.5);
    /// assert!(Moments::default().mean().is_nan());
    /// ```
    pub fn mean(&self) -> f64 {
        if self.n == 0 { f64::NAN } else { self.mean }
    }

    /// The mean squared distance from the mean, with n − 1 in the denominator, as `torch.var`;
    /// NaN for fewer than two numbers.
    ///
    /// ```
    /// use inside::Moments;
    ///
    /// // A mean of a billion takes no digit away.
    /// let far = [4.0, 7.0, 13.0, 16.0].map(|x| 1e9 + x);
    /// assert_eq!(Moments::of(far).variance(), 30.0);
    /// ```
    pub fn variance(&self) -> f64 {
        if self.n < 2 { f64::NAN } else { self.m2 / (self.n - 1) as f64 }
    }

    /// The standard deviation: the square root of the variance, in the unit of the numbers.
    ///
    /// ```
    /// use inside::Moments;
    ///
    /// assert_eq!(Moments::of([-1.0, -1.0, 1.0, 1.0, 0.0]).std(), 1.0);
    /// ```
    pub fn std(&self) -> f64 {
        self.variance().sqrt()
    }

    /// The mean of the squares. It is what the next layer's variance is made of.
    ///
    /// ```
    /// use inside::Moments;
    ///
    /// assert_eq!(Moments::of([1.0, 3.0]).mean_square(), 5.0);
    /// ```
    pub fn mean_square(&self) -> f64 {
        self.m2 / self.n as f64 + self.mean * self.mean
    }

    /// The skewness, the mean of ((x − mean)/std)³: 0 if both tails are alike, positive if the
    /// right one is longer. NaN if all numbers are the same.
    ///
    /// ```
    /// use inside::Moments;
    ///
    /// assert_eq!(Moments::of([-1.0, 0.0, 1.0]).skewness(), 0.0);
    /// assert!(Moments::of([0.0, 0.0, 0.0, 5.0]).skewness() > 1.0);
    /// ```
    pub fn skewness(&self) -> f64 {
        let n = self.n as f64;
        (self.m3 / n) / (self.m2 / n).powf(1.5)
    }

    /// The excess kurtosis, the mean of ((x − mean)/std)⁴ less 3: 0 for a normal distribution,
    /// −6/5 for a uniform one, positive for long tails. NaN if all numbers are the same.
    ///
    /// ```
    /// use inside::Moments;
    ///
    /// // Two values, equally often: no distribution has less.
    /// assert_eq!(Moments::of([-1.0, 1.0]).kurtosis(), -2.0);
    /// ```
    pub fn kurtosis(&self) -> f64 {
        let n = self.n as f64;
        (self.m4 / n) / (self.m2 / n).powi(2) - 3.0
    }
}
