//! The decision boundary of a unit is a straight line, for every activation.

use nalgebra::{DVector, Vector2};
use proptest::prelude::*;
use unit::{Activation, Unit};

fn at(unit: &Unit, x: Vector2<f64>) -> (f64, f64) {
    let x = DVector::from_column_slice(x.as_slice());
    (unit.pre_activation(&x), unit.forward(&x))
}

/// Weights long enough for a line, a bias, and a point.
fn unit_and_point() -> impl Strategy<Value = (Vector2<f64>, f64, Vector2<f64>)> {
    (0.1..5.0, 0.0..6.3, -3.0..3.0, -3.0..3.0, -3.0..3.0).prop_map(|(length, angle, b, x, y)| {
        let angle: f64 = angle;
        (Vector2::new(angle.cos(), angle.sin()) * length, b, Vector2::new(x, y))
    })
}

proptest! {
    #[test]
    fn the_logistic_unit_is_above_one_half_on_one_side((w, b, x) in unit_and_point()) {
        let unit = Unit::new(w.as_slice().to_vec(), b, Activation::Sigmoid);
        let (s, f) = at(&unit, x);
        let distance = unit.decision_line().signed_distance(x);
        prop_assert!((distance - s / w.norm()).abs() < 1e-12 * (1.0 + b.abs() / w.norm()));
        // Up to rounding on the line itself, both answers are right.
        if s.abs() > 1e-12 {
            prop_assert_eq!(f > 0.5, distance > 0.0);
        }
    }

    #[test]
    fn s_is_zero_along_the_line((w, b, _) in unit_and_point(), t in -10.0..10.0) {
        let unit = Unit::new(w.as_slice().to_vec(), b, Activation::Tanh);
        let line = unit.decision_line();
        let (s, _) = at(&unit, line.point(t));
        prop_assert!(s.abs() < 1e-12, "s is {}", s);
        let walked = (line.point(t) - line.origin).norm();
        prop_assert!((walked - f64::abs(t)).abs() < 1e-12);
        prop_assert!(line.origin.norm() <= line.point(t).norm() + 1e-12, "x₀ is the nearest point");
    }

    #[test]
    fn every_level_is_a_parallel_line((w, b, x) in unit_and_point(), t in -10.0..10.0) {
        for phi in Activation::ALL {
            let unit = Unit::new(w.as_slice().to_vec(), b, phi);
            let along = Vector2::new(-w.y, w.x) * t;
            let (here, there) = (at(&unit, x).1, at(&unit, x + along).1);
            prop_assert!((here - there).abs() < 1e-10, "{phi}: {here} and {there}");
        }
    }
}
