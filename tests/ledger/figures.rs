//! Printed numbers, and when a computed number agrees with one.

/// A number as it was printed.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Figure {
    /// Its value.
    pub value: f64,
    /// Digits after the point.
    decimals: usize,
    /// The power of ten behind an `e`.
    exponent: Option<i32>,
}

impl Figure {
    /// One unit in the last printed place.
    pub fn unit(&self) -> f64 {
        let places = i32::try_from(self.decimals).expect("few digits");
        10f64.powi(self.exponent.unwrap_or(0) - places)
    }

    /// The same value, with at least so many digits after the point.
    pub fn at_least(self, decimals: usize) -> Self {
        Self { decimals: self.decimals.max(decimals), ..self }
    }

    /// Whether `x` rounds to it. A number without decimals must be met exactly.
    pub fn agrees(&self, x: f64) -> bool {
        let whole = self.decimals == 0 && self.exponent.is_none();
        // A little more than half a unit, for the rounding of this comparison itself.
        let allowed = if whole { 0.0 } else { self.unit() * (0.5 + 1e-9) };
        (x - self.value).abs() <= allowed
    }

    /// `x` with as many digits as were printed.
    pub fn write(&self, x: f64) -> String {
        let decimals = self.decimals;
        if self.exponent.is_none() {
            return format!("{x:.decimals$}");
        }
        let text = format!("{x:.decimals$e}");
        let (digits, exponent) = text.split_once('e').expect("an exponent was asked for");
        match exponent.strip_prefix('-') {
            Some(exponent) => format!("{digits}e-{exponent:0>2}"),
            None => format!("{digits}e+{exponent:0>2}"),
        }
    }
}

/// The numbers in a text. Digits that belong to a name, as in `x0`, do not count.
pub fn figures(text: &str) -> Vec<Figure> {
    let bytes = text.as_bytes();
    let digits = |mut i: usize| {
        while bytes.get(i).is_some_and(u8::is_ascii_digit) {
            i += 1;
        }
        i
    };
    let (mut found, mut i) = (Vec::new(), 0);
    while i < bytes.len() {
        let start = i;
        let sign = usize::from(matches!(bytes[i], b'-' | b'+'));
        let in_name = start > 0
            && (bytes[start - 1].is_ascii_alphanumeric() || b"._".contains(&bytes[start - 1]));
        let whole = digits(start + sign);
        if in_name || whole == start + sign {
            i += 1;
            continue;
        }
        i = whole;
        let mut decimals = 0;
        if bytes.get(i) == Some(&b'.') {
            decimals = digits(i + 1) - (i + 1);
            i += 1 + decimals;
        }
        let mut exponent = None;
        if bytes.get(i) == Some(&b'e') {
            let sign = usize::from(matches!(bytes.get(i + 1), Some(b'-' | b'+')));
            let end = digits(i + 1 + sign);
            exponent = text[i + 1..end].parse().ok();
            i = end;
        }
        let value = text[start..i].parse().expect("digits make a number");
        found.push(Figure { value, decimals, exponent });
    }
    found
}

#[test]
fn numbers_are_found_and_names_are_not() {
    let values = |text| figures(text).iter().map(|f| f.value).collect::<Vec<_>>();
    assert_eq!(values("1e-6, 1., 100"), [1e-6, 1.0, 100.0]);
    assert_eq!(values("[-1, +2.5, 3.2096e+01]"), [-1.0, 2.5, 32.096]);
    assert_eq!(values("x0: W_1 y2.5 (3)"), [3.0]);
    assert_eq!(values("no number"), [0.0; 0]);
}

#[test]
fn half_a_unit_in_the_last_place() {
    let [figure] = figures("0.1996")[..] else { panic!("one number") };
    assert!(figure.agrees(0.19955) && figure.agrees(0.19965));
    assert!(!figure.agrees(0.19954) && !figure.agrees(0.19966));
    let [figure] = figures("2.6930e-07")[..] else { panic!("one number") };
    assert!(figure.agrees(2.69304e-7) && !figure.agrees(2.69306e-7));
    assert_eq!(figure.write(2.69306e-7), "2.6931e-07");
    let [figure] = figures("11")[..] else { panic!("one number") };
    assert!(figure.agrees(11.0) && !figure.agrees(11.000001));
}
