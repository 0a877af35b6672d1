//! Reading the reference files.

use engine::{Array, DType, Options, Shape};
use serde_json::Value;

/// A list of numbers.
pub fn numbers(list: &Value) -> Vec<f64> {
    let list = list.as_array().expect("a list").iter();
    list.map(|number| number.as_f64().expect("a number")).collect()
}

/// A tensor: its sizes and its numbers, row by row.
pub fn array(tensor: &Value, dtype: DType) -> Array {
    let sizes: Vec<usize> = serde_json::from_value(tensor["shape"].clone()).expect("a list");
    let shape = match *sizes {
        [n] => Shape::vector(n),
        [rows, cols] => Shape::matrix(rows, cols),
        _ => panic!("these files hold lists and tables, not {sizes:?}"),
    };
    Array::new(shape, &numbers(&tensor["data"]), Options { dtype, ..Options::default() })
}
