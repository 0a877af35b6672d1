//! The activations outside the list: leaky `ReLU`, `GELU` and `SiLU`.

use unit::activation::{
    gelu, gelu_derivative, leaky_relu, leaky_relu_derivative, silu, silu_derivative,
};

type Function = fn(f64) -> f64;

const ALL: [(&str, Function, Function); 3] = [
    ("leaky_relu", |s| leaky_relu(s, 0.01), |s| leaky_relu_derivative(s, 0.01)),
    ("gelu", gelu, gelu_derivative),
    ("silu", silu, silu_derivative),
];

#[test]
fn derivatives_agree_with_central_differences() {
    for (name, f, derivative) in ALL {
        for i in -100..=100 {
            // Not at 0, where leaky ReLU has a kink.
            let s = 0.1 * f64::from(i) + 0.05;
            let quotient = |h: f64| (f(s + h) - f(s - h)) / (2.0 * h);
            // Combined so that the error in h² cancels.
            let measured = (4.0 * quotient(5e-4) - quotient(1e-3)) / 3.0;
            let exact = derivative(s);
            assert!((exact - measured).abs() < 1e-10, "{name}′({s}) is {exact}, not {measured}");
        }
    }
}

#[test]
fn huge_inputs_stay_finite_and_nan_is_not_hidden() {
    for (name, f, derivative) in ALL {
        for s in [1000.0, -1000.0, 1e154, -1e154, f64::MAX, f64::MIN, f64::MIN_POSITIVE] {
            assert!(f(s).is_finite() && derivative(s).is_finite(), "{name} at {s}");
            let far = if s > 0.0 { s } else { 0.01 * s };
            assert!(s.abs() < 1.0 || f(s) == s || f(s) == 0.0 || f(s) == far, "{name}({s})");
        }
        assert!(f(f64::NAN).is_nan(), "{name}");
    }
}

#[test]
fn opposite_inputs_differ_by_the_input() {
    // φ(s) − φ(−s) = s for both, since Φ(−s) = 1 − Φ(s) and σ(−s) = 1 − σ(s).
    for s in [0.0, 0.1, 1.0, 3.0, 8.0] {
        assert!((gelu(s) - (s + gelu(-s))).abs() < 1e-15 * (1.0 + s), "gelu at {s}");
        assert!((silu(s) - (s + silu(-s))).abs() < 1e-15 * (1.0 + s), "silu at {s}");
    }
}

#[test]
fn tails_keep_their_digits() {
    // Φ(−s) = e^(−s²/2)/(s√(2π)) · (1 − 1/s² + 3/s⁴ − …), and the error is below the next term.
    let s: f64 = 20.0;
    let leading = (-0.5 * s * s).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let series = leading * (1.0 - s.powi(-2) + 3.0 * s.powi(-4) - 15.0 * s.powi(-6));
    assert!((gelu(-s) / -series - 1.0).abs() < 105.0 * s.powi(-8), "{}", gelu(-s));
    // σ(−s) = e⁻ˢ to first order.
    assert!((silu(-40.0) / (-40.0 * (-40.0_f64).exp()) - 1.0).abs() < 1e-15);
}
