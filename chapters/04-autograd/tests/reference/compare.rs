//! Shared by all comparisons with PyTorch: reading the files, and counting.

use engine::{Array, DType, Options, Shape};
use serde_json::Value;

pub fn items(json: &Value) -> &[Value] {
    json.as_array().expect("a list")
}

/// JSON has no infinities and no NaN; they are strings, which Rust parses.
pub fn number(json: &Value) -> f64 {
    match json.as_str() {
        Some(text) => text.parse().expect("inf, -inf or nan"),
        None => json.as_f64().expect("a number"),
    }
}

pub fn integers(json: &Value) -> Vec<usize> {
    serde_json::from_value(json.clone()).expect("a list of sizes or classes")
}

pub fn shape(json: &Value) -> Shape {
    match integers(json)[..] {
        [] => Shape::scalar(),
        [n] => Shape::vector(n),
        [rows, cols] => Shape::matrix(rows, cols),
        _ => panic!("more than two dimensions: {json}"),
    }
}

pub fn array(json: &Value, options: Options) -> Array {
    let values: Vec<f64> = items(&json["data"]).iter().map(number).collect();
    Array::new(shape(&json["shape"]), &values, options)
}

pub fn dtype(case: &Value) -> DType {
    if case["dtype"] == "f32" { DType::F32 } else { DType::F64 }
}

/// The difference, relative to the larger of 1 and PyTorch's number. It is 0 if both are the same
/// infinity, or both NaN. The sign of a zero does not count.
pub fn deviation(ours: f64, theirs: f64) -> f64 {
    if ours == theirs || ours.is_nan() && theirs.is_nan() {
        return 0.0;
    }
    let deviation = (ours - theirs).abs() / theirs.abs().max(1.0);
    // If only one is infinite or NaN, they could not differ more.
    if deviation.is_finite() { deviation } else { f64::INFINITY }
}

/// One operation, module, loss or optimizer, compared with PyTorch's.
pub struct Row {
    pub name: String,
    /// How many cases the reference has, of both precisions.
    pub cases: usize,
    /// The largest deviation in single and in double precision.
    pub worst: [f64; 2],
}

/// The results of comparing one reference file.
#[derive(Default)]
pub struct Report {
    /// In the order of the file.
    pub rows: Vec<Row>,
    /// The intended differences: what, why, and in how many elements.
    pub differences: Vec<(&'static str, &'static str, usize)>,
    /// The elements that differ and should not, as text.
    pub wrong: Vec<String>,
}

impl Report {
    /// Counts a case of `name` whose largest deviation is `worst`.
    pub fn case(&mut self, name: &str, dtype: DType, worst: f64) {
        let place = self.rows.iter().position(|row| row.name == name).unwrap_or_else(|| {
            self.rows.push(Row { name: name.to_owned(), cases: 0, worst: [0.0; 2] });
            self.rows.len() - 1
        });
        let row = &mut self.rows[place];
        row.cases += 1;
        let worst_so_far = &mut row.worst[usize::from(dtype == DType::F64)];
        *worst_so_far = worst_so_far.max(worst);
    }

    /// Prints what was compared, panics if something is wrong, and returns the number of cases.
    pub fn verify(&self) -> usize {
        for Row { name, cases, worst: [single, double] } in &self.rows {
            println!("{name:<18} {cases:>3} cases   f32 {single:.1e}   f64 {double:.1e}");
        }
        for (name, reason, count) in &self.differences {
            println!("meant to differ, {name}, {count} numbers: {reason}");
        }
        let wrong = &self.wrong;
        assert!(wrong.is_empty(), "{} numbers differ:\n{}", wrong.len(), wrong.join("\n"));
        self.rows.iter().map(|row| row.cases).sum()
    }
}
