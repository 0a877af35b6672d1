//! Numbers along a line, and a curve to fit.

/// `n` evenly spaced numbers from `lo` to `hi`, both ends included: `lo + i·(hi − lo)/(n − 1)`.
///
/// The arithmetic is that of `numpy.linspace`, bit for bit: each number is `i·step + lo` (not a
/// running sum, which would accumulate rounding errors), and the last one is exactly `hi`. For `n`
/// = 1 the one number is `lo`; for `n` = 0 there is none.
///
/// ```
/// use data::curves::linspace;
///
/// assert_eq!(linspace(0.0, 1.0, 5), [0.0, 0.25, 0.5, 0.75, 1.0]);
/// ```
pub fn linspace(lo: f64, hi: f64, n: usize) -> Vec<f64> {
    let step = if n > 1 { (hi - lo) / (n - 1) as f64 } else { 0.0 };
    let mut numbers: Vec<f64> = (0..n).map(|i| i as f64 * step + lo).collect();
    if n > 1 {
        numbers[n - 1] = hi;
    }
    numbers
}

/// Samples of a curve: for the inputs in row `i`, a network should learn to predict target `i`.
#[derive(Clone, Debug, PartialEq)]
pub struct Samples {
    /// The curve's parameter, n numbers, for the horizontal axis of a plot.
    pub t: Vec<f64>,
    /// The inputs, n × 2, row after row: `[sin t, cos t]`.
    pub inputs: Vec<f64>,
    /// The targets, n numbers: `sin t · cos t`.
    pub targets: Vec<f64>,
}

/// `n` samples of `[sin t, cos t] ↦ sin t · cos t`, for `t` evenly spaced from `lo` to `hi`.
///
/// A weighted sum cannot compute a product, so a network needs a hidden layer here. The
/// Keras tutorial fits the 100 samples of `sin_cos(0.0, 10.0, 100)`.
///
/// ```
/// use data::curves::sin_cos;
///
/// let samples = sin_cos(0.0, 10.0, 100);
/// assert_eq!(samples.inputs.len(), 200);
/// // At t = 0 the inputs are sin 0 = 0 and cos 0 = 1; their product is 0.
/// assert_eq!(samples.inputs[..2], [0.0, 1.0]);
/// assert_eq!(samples.targets[0], 0.0);
/// ```
pub fn sin_cos(lo: f64, hi: f64, n: usize) -> Samples {
    let t = linspace(lo, hi, n);
    let inputs = t.iter().flat_map(|t| [t.sin(), t.cos()]).collect();
    let targets = t.iter().map(|t| t.sin() * t.cos()).collect();
    Samples { t, inputs, targets }
}
