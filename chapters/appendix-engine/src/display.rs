//! Arrays printed as PyTorch prints tensors.
//!
//! Four decimals, one width for all, scientific notation when the numbers span more than
//! three orders of magnitude, and the middle of large arrays left out. The rules are those
//! of `torch/_tensor_str.py`, so that a printed tensor can be compared with a notebook's.

use std::fmt;

use crate::{Array, Device};

const LINE_WIDTH: usize = 80;
const SUMMARIZE_ABOVE: usize = 1000;
const EDGE_ITEMS: usize = 3;

/// The elements of `array` in brackets, continuation lines indented by `indent` characters.
///
/// ```
/// use engine::{Array, Options, display::numbers};
///
/// let x = Array::matrix(&[[0.001, 1.0], [2.0, -3.5]], Options::default());
/// assert_eq!(numbers(&x, 7), "[[ 1.0000e-03,  1.0000e+00],\n        [ 2.0000e+00, -3.5000e+00]]");
/// ```
pub fn numbers(array: &Array, indent: usize) -> String {
    let array = &array.to_device(Device::default());
    let shape = array.shape();
    let summarize = shape.len() > SUMMARIZE_ABOVE;
    let (rows, cols) = (shown(shape.rows(), summarize), shown(shape.cols(), summarize));
    let format = Format::of(rows.iter().flatten().flat_map(|&i| {
        let places = cols.iter().flatten();
        places.map(move |&j| array.get(i, j))
    }));
    let row = |i, indent| {
        let item = |j: &Option<usize>| match *j {
            Some(j) => format.write(array.get(i, j)),
            None => " ...".to_owned(),
        };
        let items: Vec<_> = cols.iter().map(item).collect();
        let per_line = (LINE_WIDTH.saturating_sub(indent) / (format.width + 2)).max(1);
        let lines: Vec<_> = items.chunks(per_line).map(|items| items.join(", ")).collect();
        format!("[{}]", lines.join(&new_line(indent)))
    };
    match shape.rank() {
        _ if shape.is_empty() => "[]".to_owned(),
        0 => format.write(array.item()),
        1 => row(0, indent),
        _ => {
            let line = |i: &Option<usize>| i.map_or("...".to_owned(), |i| row(i, indent + 1));
            let lines: Vec<_> = rows.iter().map(line).collect();
            format!("[{}]", lines.join(&new_line(indent)))
        }
    }
}

/// `array(…)` around the numbers.
///
/// ```
/// use engine::{Array, Options};
///
/// let x = Array::vector(&[1.0, 2.5], Options::default());
/// assert_eq!(x.to_string(), "array([1.0000, 2.5000])");
/// ```
impl fmt::Display for Array {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "array({})", numbers(self, 6))
    }
}

/// Which of `count` rows or columns are printed; `None` marks where some are left out.
fn shown(count: usize, summarize: bool) -> Vec<Option<usize>> {
    if summarize && count > 2 * EDGE_ITEMS {
        let (first, last) = (0..EDGE_ITEMS, count - EDGE_ITEMS..count);
        first.map(Some).chain([None]).chain(last.map(Some)).collect()
    } else {
        (0..count).map(Some).collect()
    }
}

/// What separates two lines inside brackets that were opened at `indent`.
fn new_line(indent: usize) -> String {
    format!(",\n{}", " ".repeat(indent + 1))
}

/// One format for all numbers printed.
struct Format {
    integers: bool,
    scientific: bool,
    width: usize,
}

impl Format {
    /// Zeros, infinities and NaN are ignored, even for the width, as in PyTorch.
    fn of(values: impl Iterator<Item = f64>) -> Self {
        let nonzero: Vec<f64> = values.filter(|x| x.is_finite() && *x != 0.0).collect();
        let sizes = nonzero.iter().map(|x| x.abs());
        let largest = sizes.clone().fold(0.0, f64::max);
        let smallest = sizes.fold(f64::INFINITY, f64::min);
        let mut format = Self {
            integers: nonzero.iter().all(|x| x.fract() == 0.0),
            scientific: largest / smallest > 1000.0 || largest > 1e8 || smallest < 1e-4,
            width: 1,
        };
        let widths = nonzero.iter().map(|&x| format.write(x).len());
        format.width = widths.max().unwrap_or(1);
        format
    }

    fn write(&self, x: f64) -> String {
        let text = if x.is_nan() {
            "nan".to_owned()
        } else if x.is_infinite() {
            if x > 0.0 { "inf".to_owned() } else { "-inf".to_owned() }
        } else if self.scientific {
            scientific(x)
        } else if self.integers {
            format!("{x:.0}.")
        } else {
            format!("{x:.4}")
        };
        format!("{text:>width$}", width = self.width)
    }
}

/// Rust writes 1e-3 where C and Python write 1e-03.
fn scientific(x: f64) -> String {
    let text = format!("{x:.4e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    match exponent.strip_prefix('-') {
        Some(exponent) => format!("{digits}e-{exponent:0>2}"),
        None => format!("{digits}e+{exponent:0>2}"),
    }
}
