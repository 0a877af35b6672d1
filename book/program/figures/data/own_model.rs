//! A model of one's own as a picture: a unit over the plane of its two inputs.

use figures::UnitMap;
use nalgebra::DVector;
use unit::{Activation, Unit};

pub(super) fn unit_map() -> UnitMap {
    let unit = Unit::new(vec![1.0, 2.0], -1.0, Activation::Tanh);
    let line = unit.decision_line();
    let (origin, w) = (line.origin, line.direction);
    let output = move |x1, x2| unit.forward(&DVector::from_vec(vec![x1, x2]));
    UnitMap::new("tanh(x·w + b), w = (1, 2), b = −1", 3.0, output).arrow(
        (origin.x, origin.y),
        (w.x, w.y),
        "w",
    )
}
