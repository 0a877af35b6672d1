//! An axis: its range, the positions of its ticks, and how their numbers are written.

/// A range of numbers with ticks, linear or logarithmic.
#[derive(Clone, Debug)]
pub(crate) struct Axis {
    low: f64,
    high: f64,
    log: bool,
    pub(crate) ticks: Vec<(f64, String)>,
}

/// Numbers beyond this are not drawn, so that no difference of two overflows.
const MAX_DRAWABLE: f64 = 1e100;

fn drawable(v: f64) -> bool {
    v.is_finite() && v.abs() <= MAX_DRAWABLE
}

/// Smallest and largest drawable value.
pub(crate) fn extent(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    values.into_iter().filter(|&v| drawable(v)).fold(None, |extent, v| {
        let (low, high) = extent.unwrap_or((v, v));
        Some((low.min(v), high.max(v)))
    })
}

/// Makes a range of a single value wide enough to draw.
fn widen((low, high): (f64, f64)) -> (f64, f64) {
    let magnitude = low.abs().max(high.abs());
    if high - low > 1e-9 * magnitude && high - low > 1e-100 {
        (low, high)
    } else if magnitude < 1e-90 {
        (-1.0, 1.0)
    } else {
        (low - 0.1 * magnitude, high + 0.1 * magnitude)
    }
}

impl Axis {
    /// Exactly from `low` to `high`, with about `count` ticks.
    pub(crate) fn linear(low: f64, high: f64, count: usize) -> Self {
        let (low, high) = widen((low, high));
        let step = nice((high - low) / count.max(1) as f64);
        Self { low, high, log: false, ticks: multiples(low, high, step) }
    }

    /// From the smallest to the largest value; 0 to 1 when there is none.
    pub(crate) fn tight(values: impl IntoIterator<Item = f64>, count: usize) -> Self {
        let (low, high) = extent(values).unwrap_or((0.0, 1.0));
        Self::linear(low, high, count)
    }

    /// The same with some padding at both ends; from 0 when the values are positive and the
    /// smallest is near it.
    pub(crate) fn padded_from_zero(values: impl IntoIterator<Item = f64>, count: usize) -> Self {
        let (low, high) = widen(extent(values).unwrap_or((0.0, 1.0)));
        let padding = 0.06 * (high - low);
        let low = if low >= 0.0 && low < 0.35 * high { 0.0 } else { low - padding };
        Self::linear(low, high + padding, count)
    }

    /// The same with some padding at both ends, whether or not 0 is near.
    pub(crate) fn padded(values: impl IntoIterator<Item = f64>, count: usize) -> Self {
        let (low, high) = widen(extent(values).unwrap_or((0.0, 1.0)));
        let padding = 0.04 * (high - low);
        Self::linear(low - padding, high + padding, count)
    }

    /// Whole numbers from the smallest to the largest value, for epochs and steps.
    pub(crate) fn integers(values: impl IntoIterator<Item = f64>, count: usize) -> Self {
        let (low, high) = extent(values).unwrap_or((0.0, 1.0));
        if high - low < 0.5 {
            let aside = (1e-9 * low.abs()).max(0.5);
            return Self {
                low: low - aside,
                high: high + aside,
                log: false,
                ticks: vec![(low, format_tick(low, 1.0))],
            };
        }
        let step = nice((high - low) / count.max(1) as f64).max(1.0);
        let mut ticks = multiples(low, high, step);
        // Epochs start at 1, and a reader looks for it.
        let first = format_tick(low, 1.0);
        if low == 1.0 && step > 1.0 {
            ticks.retain(|&(v, _)| v - low > 0.45 * step);
            ticks.insert(0, (low, first));
        }
        Self { low, high, log: false, ticks }
    }

    /// Logarithmic around the positive values; 0.1 to 1 when there is none.
    pub(crate) fn logarithmic(values: impl IntoIterator<Item = f64>) -> Self {
        let positive = values.into_iter().filter(|&v| v > 0.0 && drawable(v));
        let (low, high) = extent(positive.map(f64::log10)).unwrap_or((-1.0, 0.0));
        let padding = (0.05 * (high - low)).max(0.05);
        let (low, high) = (low - padding, high + padding);
        let decade = |stride: f64, multiples: &[f64]| {
            let mut ticks = Vec::new();
            let mut power = (low / stride).floor() * stride;
            while power <= high {
                for m in multiples {
                    let at = power + m.log10();
                    if at >= low && at <= high {
                        ticks.push((at, power_of_ten(*m, power)));
                    }
                }
                power += stride;
            }
            ticks
        };
        let stride = ((high - low) / 8.0).ceil().max(1.0);
        let mut ticks = decade(stride, &[1.0]);
        if ticks.len() < 3 {
            ticks = decade(1.0, &[1.0, 2.0, 5.0]);
        }
        if ticks.len() < 2 {
            ticks = decade(1.0, &[1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]);
        }
        Self { low, high, log: true, ticks }
    }

    /// The position of a value: 0 at the start of the axis, 1 at its end. `None` when the value
    /// cannot be drawn.
    pub(crate) fn position(&self, value: f64) -> Option<f64> {
        if !drawable(value) || (self.log && value <= 0.0) {
            return None;
        }
        let value = if self.log { value.log10() } else { value };
        Some(self.linear_position(value))
    }

    /// The position of a tick, or of a value on a linear axis. A logarithmic axis has the
    /// logarithms of its ticks.
    pub(crate) fn linear_position(&self, at: f64) -> f64 {
        (at - self.low) / (self.high - self.low)
    }
}

/// The smallest of 1, 2, 2.5, 5, 10 times a power of ten that is not below `step`.
fn nice(step: f64) -> f64 {
    let power = 10_f64.powf(step.log10().floor());
    let lead = step / power;
    let lead =
        [1.0, 2.0, 2.5, 5.0].into_iter().find(|&nice| lead <= nice * (1.0 + 1e-9)).unwrap_or(10.0);
    lead * power
}

fn multiples(low: f64, high: f64, step: f64) -> Vec<(f64, String)> {
    let slack = 1e-9 * (high - low);
    let first = ((low - slack) / step).ceil();
    (0..=20)
        .map(|i| (first + f64::from(i)) * step)
        .take_while(|&v| v <= high + slack)
        .map(|v| (v, format_tick(v, step)))
        .collect()
}

/// A number with as many digits as a tick distance of `step` needs.
pub(crate) fn format_tick(v: f64, step: f64) -> String {
    let v = if v.abs() < step * 1e-6 { 0.0 } else { v };
    if v == 0.0 {
        return "0".to_owned();
    }
    if v.abs() >= 1e6 || step < 0.9e-4 {
        return scientific(v);
    }
    let mut decimals = 0;
    let mut scaled = step;
    while (scaled - scaled.round()).abs() > 1e-6 * scaled && decimals < 6 {
        decimals += 1;
        scaled *= 10.0;
    }
    with_minus_sign(&group_thousands(&format!("{v:.decimals$}")))
}

/// A number alone, with at most three significant digits.
pub(crate) fn format_short(v: f64) -> String {
    if v == 0.0 || !v.is_finite() {
        return format_tick(v, 1.0);
    }
    let power = v.abs().log10().floor();
    let unit = 10_f64.powf(power - 2.0);
    let rounded = (v / unit).round() * unit;
    if !(-4.0..6.0).contains(&power) {
        return scientific(rounded);
    }
    let text = with_minus_sign(&group_thousands(&format!("{rounded:.6}")));
    match text.split_once('.') {
        Some((whole, rest)) if rest.chars().all(|c| c == '0') => whole.to_owned(),
        Some(_) => text.trim_end_matches('0').to_owned(),
        None => text,
    }
}

fn with_minus_sign(text: &str) -> String {
    text.replacen('-', "−", 1)
}

/// Puts commas between the thousands of numbers from 10,000 on.
fn group_thousands(text: &str) -> String {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits = whole.trim_start_matches('-').len();
    if digits < 5 {
        return text.to_owned();
    }
    let mut grouped = String::new();
    let mut left = digits;
    for c in whole.chars() {
        grouped.push(c);
        if c != '-' {
            left -= 1;
            if left > 0 && left.is_multiple_of(3) {
                grouped.push(',');
            }
        }
    }
    if rest.is_empty() { grouped } else { format!("{grouped}.{rest}") }
}

fn scientific(v: f64) -> String {
    let text = format!("{v:.3e}");
    let (lead, power) = text.split_once('e').unwrap_or((&text, "0"));
    let lead = lead.trim_end_matches('0').trim_end_matches('.');
    let power = superscript(power);
    match lead {
        "1" => format!("10{power}"),
        "-1" => format!("−10{power}"),
        _ => format!("{}·10{power}", with_minus_sign(lead)),
    }
}

fn power_of_ten(lead: f64, power: f64) -> String {
    let value = lead * 10_f64.powf(power);
    if (-3.0..=4.0).contains(&power) {
        return with_minus_sign(&group_thousands(&format!("{}", (value * 1e6).round() / 1e6)));
    }
    let power = superscript(&format!("{power}"));
    if lead == 1.0 { format!("10{power}") } else { format!("{lead}·10{power}") }
}

fn superscript(power: &str) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    power
        .chars()
        .filter_map(|c| match c {
            '-' => Some('⁻'),
            _ => c.to_digit(10).map(|d| DIGITS[d as usize]),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|(_, label)| label.as_str()).collect()
    }

    #[test]
    fn ticks_are_round_numbers_inside_the_range() {
        assert_eq!(labels(&Axis::linear(-1.0, 1.0, 4)), ["−1.0", "−0.5", "0", "0.5", "1.0"]);
        assert_eq!(labels(&Axis::linear(0.0, 60_000.0, 3)), ["0", "20,000", "40,000", "60,000"]);
        assert_eq!(labels(&Axis::integers([1.0, 10.0], 5)), ["1", "2", "4", "6", "8", "10"]);
        assert_eq!(labels(&Axis::integers([1.0], 5)), ["1"]);
    }

    #[test]
    fn numbers_alone_have_three_significant_digits() {
        let written = [0.0, 1.0, 0.99998, -7.3412, 0.05, 1234.5, 2e-5, -3e9].map(format_short);
        assert_eq!(written, ["0", "1", "1", "−7.34", "0.05", "1230", "2·10⁻⁵", "−3·10⁹"]);
        let written = [0.003154, 1e-4, 98_765.0, 123_456.0, -0.1].map(format_short);
        assert_eq!(written, ["0.00315", "0.0001", "98,800", "123,000", "−0.1"]);
    }

    #[test]
    fn a_logarithmic_axis_ticks_at_powers_of_ten() {
        assert_eq!(
            labels(&Axis::logarithmic([1e-5, 0.1])),
            ["10⁻⁵", "10⁻⁴", "0.001", "0.01", "0.1"]
        );
        let axis = Axis::logarithmic([1.0, 100.0]);
        assert!((axis.position(10.0).unwrap() - 0.5).abs() < 1e-12);
        assert_eq!(axis.position(0.0), None);
        assert_eq!(axis.position(-1.0), None);
        assert_eq!(axis.position(f64::NAN), None);
    }

    #[test]
    fn odd_values_still_make_an_axis() {
        for values in [
            vec![],
            vec![f64::NAN],
            vec![5.0],
            vec![0.0; 3],
            vec![f64::MAX, f64::MIN],
            vec![1e16, 1e16 + 2.0],
            vec![-1e-300, 1e-300],
            vec![1e99, -1e99],
            vec![f64::INFINITY, 2.0, 3.0],
        ] {
            for axis in [
                Axis::tight(values.clone(), 5),
                Axis::padded_from_zero(values.clone(), 5),
                Axis::integers(values.clone(), 5),
                Axis::logarithmic(values.clone()),
            ] {
                assert!(axis.low < axis.high, "{values:?} {axis:?}");
                assert!(axis.ticks.len() <= 30);
                for &v in values.iter().filter(|v| v.abs() < MAX_DRAWABLE && **v > 0.0) {
                    let place = axis.position(v).unwrap();
                    assert!((-1e-6..=1.0 + 1e-6).contains(&place), "{v} {axis:?}");
                }
            }
        }
    }
}
