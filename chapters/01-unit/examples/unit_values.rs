//! The numbers inside the chapter's sentences: `cargo run -p unit --example unit_values`.

use nalgebra::{DVector, Vector2};
use unit::activation::{
    relu_derivative, sigmoid, sigmoid_derivative, softsign, softsign_derivative, tanh,
    tanh_derivative,
};
use unit::{Activation, Unit};

fn main() {
    let unit = |w: &[f64], b| Unit::new(w.to_vec(), b, Activation::Tanh);
    let at = |unit: &Unit, x: &[f64]| {
        let x = DVector::from_column_slice(x);
        (unit.pre_activation(&x), unit.forward(&x))
    };

    let lake = unit(&[1.0, 2.0, 3.0], -1.0);
    let (s, y) = at(&lake, &[0.0, 1.0, -1.0]);
    value("s", s.to_string());
    value("y", format!("{y:.4}"));
    let (_, y) = at(&lake, &[0.0, 1.0, 0.0]);
    value("y_moved", format!("{y:.4}"));
    let image = Unit::new(vec![0.0; 28 * 28], 0.0, Activation::Relu);
    value("parameters_of_an_image", image.n_parameters().to_string());

    value("sigmoid_1", format!("{:.4}", sigmoid(1.0)));
    value("sigmoid_slope_1", format!("{:.4}", sigmoid_derivative(1.0)));
    value("sigmoid_slope_0", format!("{:.2}", sigmoid_derivative(0.0)));
    value("sigmoid_slope_5", format!("{:.4}", sigmoid_derivative(5.0)));
    value("tanh_slope_5", format!("{:.4}", tanh_derivative(5.0)));
    value("softsign_slope_5", format!("{:.4}", softsign_derivative(5.0)));
    value("softsign_5", format!("{:.4}", softsign(5.0)));
    value("tanh_5", format!("{:.4}", tanh(5.0)));
    value("ten_sigmoid_slopes", format!("{:.8}", sigmoid_derivative(0.0).powi(10)));
    value("ten_relu_slopes", format!("{}", relu_derivative(1.0).powi(10)));
    let first_closed = (0..1000).map(f64::from).find(|&s| sigmoid(s) == 1.0);
    value("sigmoid_closes_at", first_closed.expect("rounding closes it").to_string());
    let overflows = (0..1000).map(f64::from).find(|s| s.exp().is_infinite());
    value("exp_overflows_at", overflows.expect("f64 ends").to_string());

    value("up_y", unit(&[0.0, 2.0], -1.0).decision_line().origin.y.to_string());
    let slanted = unit(&[2.0, 1.0], 1.0);
    let line = slanted.decision_line();
    value("slanted_x", line.origin.x.to_string());
    value("slanted_y", line.origin.y.to_string());
    value("slanted_steepness", format!("{:.4}", line.direction.norm()));
    let (s, _) = at(&slanted, &[1.0, 0.0]);
    let distance = line.signed_distance(Vector2::new(1.0, 0.0));
    value("s_at_1_0", s.to_string());
    value("distance_at_1_0", format!("{distance:.4}"));
    let threshold = (0.9_f64 / (1.0 - 0.9)).ln();
    value("threshold", format!("{threshold:.4}"));
    let strip = threshold / line.direction.norm();
    value("threshold_distance", format!("{strip:.4}"));
    value("sigmoid_of_threshold", format!("{:.1}", sigmoid(threshold)));
}

fn value(name: &str, text: impl AsRef<str>) {
    println!("{name} = {}", text.as_ref());
}
