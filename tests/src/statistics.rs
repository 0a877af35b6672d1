//! What a histogram shows, in five numbers.

/// The figures of a sample of numbers.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Summary {
    /// The mean m.
    pub mean: f64,
    /// The standard deviation, with n − 1 in the denominator, as `torch.std` has it.
    pub std: f64,
    /// The smallest number.
    pub min: f64,
    /// The largest number.
    pub max: f64,
    /// The excess kurtosis, the mean of ((x − m)/std)⁴ less 3: 0 for a normal distribution.
    pub kurtosis: f64,
}

/// Sums up `values`, which must be at least two.
pub fn summary(values: &[f64]) -> Summary {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let moment = |power| values.iter().map(|x| (x - mean).powi(power)).sum::<f64>() / n;
    let std = (moment(2) * n / (n - 1.0)).sqrt();
    Summary {
        mean,
        std,
        min: values.iter().copied().fold(f64::INFINITY, f64::min),
        max: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        kurtosis: moment(4) / std.powi(4) - 3.0,
    }
}

/// The share of `values` for which `condition` holds.
pub fn share(values: &[f64], condition: impl Fn(f64) -> bool) -> f64 {
    values.iter().filter(|&&x| condition(x)).count() as f64 / values.len() as f64
}

/// The length of `values`, taken as one vector.
pub fn norm(values: &[f64]) -> f64 {
    values.iter().map(|x| x * x).sum::<f64>().sqrt()
}
