//! Numbers printed as PyTorch prints them.
//!
//! Four decimals, one width for all, scientific notation when the numbers span more than
//! three orders of magnitude, and the middle of large arrays left out. The rules are those
//! of `torch/_tensor_str.py`, so that a printed tensor can be compared with a notebook's.

use std::fmt;

use crate::{Array, Shape};

const LINE: usize = 80;
const TOO_MANY: usize = 1000;
const EDGE: usize = 3;

/// The numbers of `array` in brackets, continuation lines indented by `indent` characters.
///
/// ```
/// use engine::{Array, Options, display::numbers};
///
/// let x = Array::matrix(&[[0.001, 1.0], [2.0, -3.5]], Options::default());
/// assert_eq!(numbers(&x, 7), "[[ 1.0000e-03,  1.0000e+00],\n        [ 2.0000e+00, -3.5000e+00]]");
/// ```
pub fn numbers(array: &Array, indent: usize) -> String {
    let shape = array.shape();
    let values = array.to_vec();
    let format = Format::of(&shown(shape, &values));
    match shape.rank() {
        0 => values.first().map_or_else(String::new, |&x| format.write(x, 0)),
        1 => row(&values, shape.len() > TOO_MANY, &format, indent),
        _ if shape.is_empty() => "[]".to_owned(),
        _ => {
            let rows: Vec<_> = values
                .chunks(shape.cols())
                .map(|values| row(values, shape.len() > TOO_MANY, &format, indent + 1))
                .collect();
            let separator = format!(",\n{}", " ".repeat(indent + 1));
            let rows = if shape.len() > TOO_MANY { shorten(rows, "...".to_owned()) } else { rows };
            format!("[{}]", rows.join(&separator))
        }
    }
}

impl fmt::Display for Array {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "array({})", numbers(self, 6))
    }
}

/// The numbers that will be printed, which decide the format.
fn shown(shape: Shape, values: &[f64]) -> Vec<f64> {
    if shape.len() <= TOO_MANY {
        return values.to_vec();
    }
    let rows: Vec<&[f64]> = values.chunks(shape.cols().max(1)).collect();
    let ends = |count: usize| {
        (0..count).filter(move |&i| count <= 2 * EDGE || i < EDGE || i >= count - EDGE)
    };
    ends(rows.len())
        .flat_map(|i| ends(rows[i].len()).map(|j| rows[i][j]).collect::<Vec<_>>())
        .collect()
}

fn shorten<T>(mut items: Vec<T>, dots: T) -> Vec<T> {
    if items.len() > 2 * EDGE {
        let last = items.split_off(items.len() - EDGE);
        items.truncate(EDGE);
        items.push(dots);
        items.extend(last);
    }
    items
}

fn row(values: &[f64], summarize: bool, format: &Format, indent: usize) -> String {
    let mut items: Vec<_> = values.iter().map(|&x| format.write(x, format.width)).collect();
    if summarize {
        items = shorten(items, " ...".to_owned());
    }
    let per_line = ((LINE - indent) / (format.width + 2)).max(1);
    let lines: Vec<_> = items.chunks(per_line).map(|items| items.join(", ")).collect();
    format!("[{}]", lines.join(&format!(",\n{}", " ".repeat(indent + 1))))
}

struct Format {
    integers: bool,
    scientific: bool,
    width: usize,
}

impl Format {
    fn of(values: &[f64]) -> Self {
        let telling: Vec<f64> =
            values.iter().copied().filter(|x| x.is_finite() && *x != 0.0).collect();
        let sizes = telling.iter().map(|x| x.abs());
        let (smallest, largest) =
            (sizes.clone().fold(f64::INFINITY, f64::min), sizes.fold(0.0, f64::max));
        let integers = values.iter().all(|x| !x.is_finite() || x.fract() == 0.0);
        let wide = !telling.is_empty() && (largest / smallest > 1000.0 || largest > 1e8);
        let tiny = !telling.is_empty() && smallest < 1e-4;
        let mut format = Self { integers, scientific: wide || (tiny && !integers), width: 0 };
        let widths = values.iter().map(|&x| format.write(x, 0).len());
        format.width = widths.max().unwrap_or(0);
        format
    }

    fn write(&self, x: f64, width: usize) -> String {
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
        format!("{text:>width$}")
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
