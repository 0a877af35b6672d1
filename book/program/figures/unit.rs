//! The figures of the pages on `unit`.

use figures::{Activations, DecisionBoundary, Diagram, UnitMap, UnitMaps};
use nalgebra::DVector;
use unit::{Activation, Unit};

use super::{Drawing, drawing};

pub(super) fn figures() -> Vec<Drawing> {
    use Activation::{Elu, Identity, Relu, Sigmoid, Softplus, Softsign, Tanh};
    vec![
        drawing(
            "unit-diagram",
            Diagram::unit("One unit", &["x₁", "x₂", "x₃"], &["w₁", "w₂", "w₃"], "b", "φ"),
        ),
        drawing(
            "unit-activations-open",
            curves("Curves that keep growing", &[Identity, Relu, Elu, Softplus]),
        ),
        drawing(
            "unit-activations-closed",
            curves("Curves that level off on both sides", &[Sigmoid, Tanh, Softsign]),
        ),
        drawing(
            "unit-arrows",
            UnitMaps::new(
                "Two units and their arrows",
                vec![arrow([0.0, 2.0], -1.0), arrow([2.0, 1.0], 1.0)],
            ),
        ),
        drawing("unit-which", which([Identity, Tanh, Relu, Softsign, Sigmoid, Elu])),
        drawing("unit-xor", xor()),
    ]
}

fn curves(title: &str, activations: &[Activation]) -> Activations {
    activations.iter().fold(Activations::new(title).symbol("s").over(5.0), |figure, &phi| {
        figure.unit(phi.name(), |s| phi.apply(s), |s| phi.derivative(s))
    })
}

/// What the unit answers in a point of the plane.
fn answer(unit: &Unit, x1: f64, x2: f64) -> f64 {
    unit.forward(&DVector::from_vec(vec![x1, x2]))
}

fn arrow([w1, w2]: [f64; 2], b: f64) -> UnitMap {
    let unit = Unit::new(vec![w1, w2], b, Activation::Tanh);
    let foot = unit.decision_line().origin;
    let title = format!("w = ({w1}, {w2}), b = {b}").replace('-', "−");
    UnitMap::new(title, 3.0, |x1, x2| answer(&unit, x1, x2)).arrow((foot.x, foot.y), (w1, w2), "w")
}

/// The same unit with each activation, under letters instead of names.
fn which(activations: [Activation; 6]) -> UnitMaps {
    let maps = activations.into_iter().zip('a'..).map(|(phi, letter)| {
        let unit = Unit::new(vec![2.0, -1.0], 0.5, phi);
        UnitMap::new(format!("({letter})"), 3.0, |x1, x2| answer(&unit, x1, x2))
    });
    UnitMaps::new("One unit, six activations", maps.collect())
}

fn xor() -> DecisionBoundary {
    let or = Unit::new(vec![10.0, 10.0], -5.0, Activation::Sigmoid);
    let (no, yes) = ([(0.0, 0.0), (1.0, 1.0)], [(0.0, 1.0), (1.0, 0.0)]);
    DecisionBoundary::new("XOR and the unit that says OR", &no, &yes, |x1, x2| answer(&or, x1, x2))
        .names("XOR says no", "XOR says yes")
}
