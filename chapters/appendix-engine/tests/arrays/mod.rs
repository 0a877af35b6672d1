//! Random arrays for property tests.

use engine::{Array, Options, Shape};
use proptest::prelude::*;

/// Ordinary numbers, and sometimes an extreme one that breaks naive formulas.
pub fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        12 => -8.0..8.0,
        1 => prop::sample::select(vec![0.0, -0.0, 1.0, -1.0, 1e-3, -1e-3, 1000.0, -1000.0]),
    ]
}

/// The sizes of a batch: often small, sometimes empty or a single row, sometimes longer than
/// a vector register.
pub fn size() -> impl Strategy<Value = usize> {
    prop_oneof![1 => Just(0), 2 => Just(1), 5 => 2..9usize, 1 => 9..40usize]
}

/// A shape and its numbers, not yet on any device.
#[derive(Clone, Debug)]
pub struct Table {
    pub shape: Shape,
    pub values: Vec<f64>,
}

impl Table {
    pub fn on(&self, options: Options) -> Array {
        Array::new(self.shape, &self.values, options)
    }
}

pub fn table(rows: usize, cols: usize) -> impl Strategy<Value = Table> {
    prop::collection::vec(number(), rows * cols)
        .prop_map(move |values| Table { shape: Shape::matrix(rows, cols), values })
}

pub fn any_table() -> impl Strategy<Value = Table> {
    (size(), size()).prop_flat_map(|(rows, cols)| table(rows, cols))
}

/// Two tables, either of which may have dimensions of size 1 where the other is larger.
pub fn broadcasting() -> impl Strategy<Value = (Table, Table)> {
    (size(), size(), any::<[bool; 4]>()).prop_flat_map(|(rows, cols, ones)| {
        let side = |size, one| if one { 1 } else { size };
        (
            table(side(rows, ones[0]), side(cols, ones[1])),
            table(side(rows, ones[2]), side(cols, ones[3])),
        )
    })
}
