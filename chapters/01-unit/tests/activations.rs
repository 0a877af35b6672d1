//! Properties of every activation, for every input.

use proptest::prelude::*;
use unit::{Activation, activation};

/// (φ(s + h) − φ(s − h)) / 2h for two steps h, combined so that the error in h² cancels.
fn central_difference(phi: Activation, s: f64) -> f64 {
    let slope = |h: f64| (phi.apply(s + h) - phi.apply(s - h)) / (2.0 * h);
    let h = 1e-3;
    (4.0 * slope(h / 2.0) - slope(h)) / 3.0
}

#[test]
fn derivatives_agree_with_central_differences() {
    for phi in Activation::ALL {
        for i in -200..=200 {
            let s = 0.1 * f64::from(i);
            // At 0, ReLU has no derivative, and ELU and softsign have no third derivative.
            if i == 0 && matches!(phi, Activation::Relu | Activation::Elu | Activation::Softsign) {
                continue;
            }
            let (exact, measured) = (phi.derivative(s), central_difference(phi, s));
            assert!((exact - measured).abs() < 1e-10, "{phi}′({s}) is {exact}, not {measured}");
        }
    }
}

#[test]
fn derivatives_at_zero() {
    for phi in [Activation::Elu, Activation::Softsign] {
        let h = 1e-8;
        let right = (phi.apply(h) - phi.apply(0.0)) / h;
        let left = (phi.apply(0.0) - phi.apply(-h)) / h;
        assert!((right - phi.derivative(0.0)).abs() < 1e-7, "{phi}");
        assert!((left - phi.derivative(0.0)).abs() < 1e-7, "{phi}");
    }
    assert_eq!(Activation::Relu.derivative(0.0), 0.0, "by convention");
}

#[test]
fn huge_inputs_stay_finite() {
    let huge = [1000.0, -1000.0, 1e154, -1e154, f64::MAX, f64::MIN, f64::MIN_POSITIVE, 5e-324];
    for phi in Activation::ALL {
        for s in huge {
            let (value, slope) = (phi.apply(s), phi.derivative(s));
            assert!(value.is_finite(), "{phi}({s}) is {value}");
            assert!((0.0..=1.0).contains(&slope), "{phi}′({s}) is {slope}");
        }
    }
}

#[test]
fn an_infinite_input_gives_the_limit() {
    for phi in Activation::ALL {
        let at = (phi.apply(f64::NEG_INFINITY), phi.apply(f64::INFINITY));
        assert_eq!(at, phi.limits(), "{phi}");
    }
}

#[test]
fn nan_is_not_hidden() {
    for phi in Activation::ALL {
        assert!(phi.apply(f64::NAN).is_nan(), "{phi}");
    }
}

#[test]
fn tails_keep_their_digits() {
    // For s → ∞ the derivatives are e⁻ˢ and 4e⁻²ˢ to first order; the next term is smaller by e⁻ˢ.
    for s in [20.0, 40.0, 300.0_f64] {
        let ratio = activation::sigmoid_derivative(s) / (-s).exp();
        assert!((ratio - 1.0).abs() < 3.0 * (-s).exp() + 1e-15, "sigmoid′({s})");
        let ratio = activation::tanh_derivative(s) / (4.0 * (-2.0 * s).exp());
        assert!((ratio - 1.0).abs() < 1e-15, "tanh′({s})");
        let ratio = activation::softplus(-s) / (-s).exp();
        assert!((ratio - 1.0).abs() < (-s).exp() + 1e-15, "softplus({})", -s);
    }
    // 10¹⁵⁵ squared overflows, but its inverse squared is still a (subnormal) number.
    let ratio = activation::softsign_derivative(1e155) / 1e-310;
    assert!((ratio - 1.0).abs() < 1e-12, "softsign′(1e155)");
}

#[test]
fn names_are_distinct_and_displayed() {
    for (i, phi) in Activation::ALL.into_iter().enumerate() {
        assert_eq!(phi.to_string(), phi.name());
        assert!(Activation::ALL[..i].iter().all(|earlier| earlier.name() != phi.name()));
    }
}

proptest! {
    #[test]
    fn is_nondecreasing_and_within_its_limits(a in -800.0..800.0, b in -800.0..800.0) {
        for phi in Activation::ALL {
            let (lo, hi) = (phi.apply(f64::min(a, b)), phi.apply(f64::max(a, b)));
            prop_assert!(lo <= hi, "{phi} falls between {a} and {b}");
            let (left, right) = phi.limits();
            prop_assert!(left <= lo && hi <= right, "{phi}");
        }
    }

    #[test]
    fn identities(s in -30.0..30.0_f64) {
        let close = |a: f64, b: f64| (a - b).abs() <= 4e-15 * f64::max(1.0, b.abs());
        prop_assert_eq!(activation::tanh(-s), -activation::tanh(s));
        prop_assert_eq!(activation::softsign(-s), -activation::softsign(s));
        prop_assert!(close(activation::sigmoid(s) + activation::sigmoid(-s), 1.0));
        prop_assert!(close(activation::tanh(s), 2.0 * activation::sigmoid(2.0 * s) - 1.0));
        prop_assert!(close(activation::softplus(s) - activation::softplus(-s), s));
        let textbook = activation::sigmoid(s) * (1.0 - activation::sigmoid(s));
        prop_assert!(close(activation::sigmoid_derivative(s), textbook));
        prop_assert!(close(activation::tanh_derivative(s), 1.0 - activation::tanh(s).powi(2)));
    }
}
