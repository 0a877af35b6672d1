//! Every number this chapter prints.

use nalgebra::{DVector, Vector2};
use unit::{Activation, Unit, activation, callable, nn_unit};

fn vector(entries: &[f64]) -> DVector<f64> {
    DVector::from_column_slice(entries)
}

#[test]
fn three_inputs_through_tanh() {
    let (x, w) = (vector(&[0.0, 1.0, -1.0]), vector(&[1.0, 2.0, 3.0]));
    assert_eq!(nn_unit(&x, &w, -1.0, activation::tanh), -0.9640275800758169);

    let unit = Unit::new(w, -1.0, Activation::Tanh);
    assert_eq!(unit.pre_activation(&x), -2.0);
    assert_eq!(unit.forward(&x), -0.9640275800758169);
    assert_eq!(unit.as_fn()(&x), -0.9640275800758169);
}

#[test]
fn a_value_called_like_a_function() {
    assert_eq!(callable::scale(2.5)(5.0), 12.5);
}

#[test]
fn d_weights_and_one_bias() {
    for d in [0, 1, 3, 8, 784] {
        let unit = Unit::new(vec![0.5; d], 0.0, Activation::Relu);
        assert_eq!(unit.n_inputs(), d);
        assert_eq!(unit.n_parameters(), d + 1);
    }
}

#[test]
fn relu_and_its_derivative_at_zero() {
    let s = [-1.0, 0.0, 4.0, -5.0, 6.0];
    assert_eq!(s.map(activation::relu), [0.0, 0.0, 4.0, 0.0, 6.0]);
    assert_eq!(s.map(activation::relu_derivative), [0.0, 0.0, 1.0, 0.0, 1.0]);
}

#[test]
fn limits_on_the_left() {
    let ends = [
        (Activation::Relu, 0.0),
        (Activation::Elu, -1.0),
        (Activation::Softplus, 0.0),
        (Activation::Sigmoid, 0.0),
        (Activation::Tanh, -1.0),
        (Activation::Softsign, -1.0),
    ];
    for (phi, end) in ends {
        assert_eq!(phi.limits().0, end, "{phi}");
        assert!((phi.apply(-1e12) - end).abs() < 1e-11, "{phi}");
    }
    assert_eq!(Activation::Identity.limits(), (f64::NEG_INFINITY, f64::INFINITY));
}

#[test]
fn limits_on_the_right() {
    for phi in Activation::ALL {
        let (_, end) = phi.limits();
        let unbounded = matches!(phi.name(), "identity" | "relu" | "elu" | "softplus");
        assert_eq!(end, if unbounded { f64::INFINITY } else { 1.0 }, "{phi}");
        if unbounded {
            assert_eq!(phi.apply(1e12), 1e12, "{phi} grows like s");
        } else {
            assert!((phi.apply(1e12) - 1.0).abs() < 1e-11, "{phi}");
        }
    }
}

#[test]
fn softplus_of_a_thousand() {
    assert_eq!(activation::softplus(1000.0), 1000.0);
}

#[test]
fn the_sigmoid_reaches_zero_and_one_only_by_rounding() {
    let strictly_inside = |s| (f64::MIN_POSITIVE..1.0).contains(&activation::sigmoid(s));
    assert!((-708..=36).all(|s| strictly_inside(f64::from(s))));
    assert_eq!(activation::sigmoid(37.0), 1.0);
    assert!(activation::sigmoid(-745.0) > 0.0);
    assert_eq!(activation::sigmoid(-746.0), 0.0);
}

#[test]
fn sigmoid_by_hand() {
    assert_eq!(activation::sigmoid(1.0), 0.7310585786300049);
    assert_eq!(activation::sigmoid(1.5), 0.8175744761936437);
    assert_eq!(activation::sigmoid(2.0), 0.8807970779778823);
    assert_eq!(activation::sigmoid_derivative(0.0), 0.25);
}

#[test]
fn the_arrow_starts_where_s_is_zero() {
    for (w, b, origin) in [([0.0, 2.0], -1.0, [0.0, 0.5]), ([2.0, 1.0], 1.0, [-0.4, -0.2])] {
        let unit = Unit::new(w.to_vec(), b, Activation::Tanh);
        let line = unit.decision_line();
        assert_eq!(line.origin, Vector2::from(origin));
        assert_eq!(line.direction, Vector2::from(w));
        assert_eq!(unit.pre_activation(&vector(&origin)), 0.0);
    }
}

#[test]
#[should_panic(expected = "x has 2 entries but w has 3")]
fn a_missing_input_is_named() {
    Unit::new(vec![1.0; 3], 0.0, Activation::Tanh).forward(&vector(&[1.0, 2.0]));
}

#[test]
#[should_panic(expected = "w has 3 entries but a line in the plane needs 2")]
fn three_inputs_have_no_line() {
    Unit::new(vec![1.0; 3], 0.0, Activation::Tanh).decision_line();
}

#[test]
#[should_panic(expected = "there is no line")]
fn zero_weights_have_no_line() {
    Unit::new(vec![0.0; 2], 1.0, Activation::Tanh).decision_line();
}

#[test]
fn one_parameter_at_a_time() {
    let unit = |w: [f64; 3], b| Unit::new(w.to_vec(), b, Activation::Tanh);
    let (today, w) = ([0.0, 1.0, -1.0], [1.0, 2.0, 3.0]);
    let cases = [
        (unit(w, -1.0), today, -2.0),
        (unit(w, -1.0), [1.0, 1.0, -1.0], -1.0),
        (unit(w, -1.0), [0.0, 1.0, 0.0], 1.0),
        (unit([1.0, 2.0, 1.0], -1.0), today, 0.0),
        (unit(w, 2.0), today, 1.0),
        (unit(w, 0.0), today, -1.0),
        (unit([10.0, 20.0, 30.0], -10.0), today, -20.0),
        (unit(w, -1.0), [0.0, 1.0, -24.0], -71.0),
    ];
    for (unit, x, s) in cases {
        assert_eq!(unit.pre_activation(&vector(&x)), s);
    }
    assert_eq!(format!("{:.4}", unit(w, -1.0).forward(&vector(&[0.0, 1.0, 0.0]))), "0.7616");
}

#[test]
fn derivatives_by_hand() {
    // e⁻¹ / (1 + e⁻¹)², e⁻⁵ / (1 + e⁻⁵)², 4e⁻¹⁰ / (1 + e⁻¹⁰)², 1/36, and (1/4)¹⁰ = 2⁻²⁰.
    let written = [
        (activation::sigmoid_derivative(1.0), "0.1966"),
        (activation::sigmoid_derivative(5.0), "0.0066"),
        (activation::tanh_derivative(5.0), "0.0002"),
        (activation::softsign_derivative(5.0), "0.0278"),
    ];
    for (slope, digits) in written {
        assert_eq!(format!("{slope:.4}"), digits);
    }
    assert_eq!(activation::sigmoid_derivative(0.0).powi(10), 1.0 / 1_048_576.0);
}

#[test]
fn the_textbook_formulas_fail_for_large_inputs() {
    let e = f64::exp;
    assert!(((e(1000.0) - e(-1000.0)) / (e(1000.0) + e(-1000.0))).is_nan());
    assert_eq!((1.0 + e(1000.0)).ln(), f64::INFINITY);
    assert!(e(709.0).is_finite() && e(710.0).is_infinite());
    assert!((activation::softplus(-40.0) / e(-40.0) - 1.0).abs() < 1e-15);
    assert_eq!(f64::NAN.max(0.0), 0.0, "which is why relu does not use it");
}

#[test]
fn a_dead_relu_has_derivative_zero_and_similar_functions_do_not() {
    let (w, b) = (vector(&[1.0, 2.0]), -10.0);
    for (x, s) in
        [([1.0, 0.5], -8.0), ([-1.0, 1.0], -9.0), ([0.5, -2.0], -13.5), ([2.0, 2.0], -4.0)]
    {
        assert_eq!(vector(&x).dot(&w) + b, s);
        assert_eq!(activation::relu_derivative(s), 0.0);
        assert!(activation::elu_derivative(s) > 0.0 && activation::softplus_derivative(s) > 0.0);
    }
}

#[test]
fn a_distance_by_hand() {
    let unit = Unit::new(vec![2.0, 1.0], 1.0, Activation::Sigmoid);
    assert_eq!(unit.pre_activation(&vector(&[1.0, 0.0])), 3.0);
    let distance = unit.decision_line().signed_distance(Vector2::new(1.0, 0.0));
    assert!((distance - 3.0 / 5.0_f64.sqrt()).abs() < 1e-15);
    // σ(ln 9) = 0.9, and the distance of s = ln 9 from the line is:
    assert!((activation::sigmoid(9.0_f64.ln()) - 0.9).abs() < 1e-15);
    assert_eq!(format!("{:.4}", 9.0_f64.ln() / 5.0_f64.sqrt()), "0.9826");
}

const CORNERS: [[f64; 2]; 4] = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];

#[test]
fn logic_by_hand() {
    let gates =
        [([10.0, 10.0], -5.0, [0.0, 1.0, 1.0, 1.0]), ([10.0, 10.0], -15.0, [0.0, 0.0, 0.0, 1.0])]
            .into_iter()
            .chain([([-10.0, -10.0], 15.0, [1.0, 1.0, 1.0, 0.0])]);
    for (w, b, table) in gates {
        let unit = Unit::new(w.to_vec(), b, Activation::Sigmoid);
        assert_eq!(CORNERS.map(|corner| unit.forward(&vector(&corner)).round()), table);
    }
}

#[test]
fn no_unit_among_many_is_xor() {
    let halves: Vec<f64> = (-20..=20).map(|i| f64::from(i) / 2.0).collect();
    let mut seen = [false; 16];
    for (&w1, &w2) in halves.iter().flat_map(|w1| halves.iter().map(move |w2| (w1, w2))) {
        for &b in &halves {
            let unit = Unit::new(vec![w1, w2], b, Activation::Tanh);
            let says = CORNERS.map(|corner| unit.forward(&vector(&corner)) > 0.0);
            seen[says.iter().fold(0, |table, &yes| 2 * table + usize::from(yes))] = true;
        }
    }
    let missing: Vec<usize> = (0..16).filter(|&table| !seen[table]).collect();
    assert_eq!(missing, [0b0110, 0b1001], "XOR and its opposite");
}
