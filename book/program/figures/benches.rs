//! The figure of the performance page, from the stored measurement.

use ::benches::{plot, results::Results};
use figures::Ratios;

use super::{Drawing, drawing};

pub(super) fn figures() -> Vec<Drawing> {
    // A figure of nothing says so; it stands in where the results cannot be read.
    let figure = Results::load(&Results::published())
        .map_or_else(|_| Ratios::new("How many times as fast as others"), |r| plot::ratios(&r));
    vec![drawing("benches-ratios", figure)]
}
