//! What holds for all numbers, and what holds for the first weights of every shape.

use autograd::{
    Tensor,
    nn::{Linear, Module, Sequential},
};
use engine::{Array, Options, Shape};
use inside::{
    Moments, Summary, data_flow,
    init::{
        FanMode, Nonlinearity, kaiming_normal_, kaiming_std, kaiming_uniform_, xavier_normal_,
        xavier_std, xavier_uniform_,
    },
    inspect,
    networks::{Activation, deep, randn},
    units,
};
use proptest::prelude::*;
use random::TorchRng;

fn numbers() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-100.0..100.0, 2..60)
}

/// The central moment of that power, in two passes.
fn central(values: &[f64], power: i32) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    values.iter().map(|x| (x - mean).powi(power)).sum::<f64>() / n
}

fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * (1.0 + b.abs())
}

proptest! {
    #[test]
    fn one_pass_finds_what_two_passes_find(values in numbers()) {
        let m = Moments::of(values.iter().copied());
        let n = values.len() as f64;
        prop_assert!(close(m.mean(), values.iter().sum::<f64>() / n, 1e-12));
        prop_assert!(close(m.variance(), central(&values, 2) * n / (n - 1.0), 1e-10));
        prop_assume!(central(&values, 2) > 1.0);
        let std = central(&values, 2).sqrt();
        prop_assert!(close(m.skewness(), central(&values, 3) / std.powi(3), 1e-9));
        prop_assert!(close(m.kurtosis(), central(&values, 4) / std.powi(4) - 3.0, 1e-9));
    }

    #[test]
    fn a_shift_leaves_the_spread_alone(values in numbers(), shift in -1e6..1e6) {
        let (a, b) = (
            Moments::of(values.iter().copied()),
            Moments::of(values.iter().map(|x| x + shift)),
        );
        prop_assert!(close(b.mean(), a.mean() + shift, 1e-9));
        prop_assert!(close(b.variance(), a.variance(), 1e-6));
    }

    #[test]
    fn a_factor_comes_out_squared(values in numbers(), factor in -50.0..50.0) {
        let (a, b) = (
            Moments::of(values.iter().copied()),
            Moments::of(values.iter().map(|x| x * factor)),
        );
        prop_assert!(close(b.variance(), a.variance() * factor * factor, 1e-9));
    }

    #[test]
    fn quantiles_are_in_order(values in numbers(), a in 0.0..=1.0, b in 0.0..=1.0) {
        let s = Summary::of(values);
        let (low, high) = if a < b { (a, b) } else { (b, a) };
        prop_assert!(s.min() <= s.quantile(low));
        prop_assert!(s.quantile(low) <= s.quantile(high));
        prop_assert!(s.quantile(high) <= s.max());
    }

    #[test]
    fn a_histogram_counts_everything_once(values in numbers(), bins in 1_usize..40) {
        let s = Summary::of(values.iter().copied());
        let counts = s.counts(bins, (s.min(), s.max()));
        prop_assert_eq!(counts.len(), bins);
        prop_assert_eq!(counts.iter().sum::<usize>(), values.len());
        prop_assert_eq!(s.sketch(bins).chars().count(), bins);
    }

    #[test]
    fn looking_leaves_gradients_alone(seed in 0_u64..1000, looked_before in any::<bool>()) {
        let mut rng = TorchRng::manual_seed(seed);
        let net = deep(&[3, 4, 2], Activation::Tanh, &mut rng);
        let input = randn(5, 3, &mut rng);
        if looked_before {
            net.call(&input).sum().backward();
        }
        let grads = || -> Vec<_> {
            net.parameters().iter().map(|p| p.grad().map(|g| g.data())).collect()
        };
        let before = grads();
        inspect(&net, &input, |output| output.pow(2.0).mean());
        data_flow(&net, &input);
        prop_assert_eq!(grads(), before);
    }

    #[test]
    fn dead_units_are_the_columns_of_zeros(
        off in prop::collection::vec(any::<bool>(), 1..8),
        samples in 1_usize..6,
    ) {
        let row: Vec<f64> = off.iter().map(|&off| if off { 0.0 } else { 1.0 }).collect();
        let shape = Shape::matrix(samples, off.len());
        let output = Array::new(shape, &row.repeat(samples), Options::default());
        let expected: Vec<usize> = (0..off.len()).filter(|&unit| off[unit]).collect();
        prop_assert_eq!(units::zeros(&output), expected.len() as f64 / off.len() as f64);
        prop_assert_eq!(units::dead(&output), expected);
    }
}

/// The variance of n independent draws, over the true one, is off by about √((κ + 2)/n), where κ
/// is the excess kurtosis: by 1/√n at most for a uniform distribution, √(2/n) for a normal one.
/// Six times that is never seen.
fn as_wide_as(weight: &Tensor, std: f64) -> bool {
    let n = weight.shape().len() as f64;
    let ratio = Summary::of_array(&weight.data()).variance() / (std * std);
    (ratio - 1.0).abs() <= 6.0 * (2.0 / n).sqrt()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn weights_are_as_wide_as_asked(
        seed in 0_u64..1_000_000,
        rows in 10_usize..80,
        cols in 10_usize..80,
        gain in 0.1..3.0,
        slope in 0.0..2.0,
    ) {
        let shape = Shape::matrix(rows, cols);
        let rng = &mut TorchRng::manual_seed(seed);
        let weight = Tensor::new(Array::zeros(shape, Options::default()));

        let std = xavier_std(shape, gain);
        xavier_uniform_(&weight, gain, rng);
        prop_assert!(as_wide_as(&weight, std));
        let bound = gain * (6.0 / (rows + cols) as f64).sqrt();
        prop_assert!(weight.to_vec().iter().all(|w| w.abs() <= bound * (1.0 + 1e-6)));
        xavier_normal_(&weight, gain, rng);
        prop_assert!(as_wide_as(&weight, std));

        let rule = Nonlinearity::LeakyReLU(slope);
        for mode in [FanMode::FanIn, FanMode::FanOut] {
            let std = kaiming_std(shape, mode, rule);
            kaiming_uniform_(&weight, mode, rule, rng);
            prop_assert!(as_wide_as(&weight, std));
            kaiming_normal_(&weight, mode, rule, rng);
            prop_assert!(as_wide_as(&weight, std));
        }
    }

    #[test]
    fn four_times_the_fan_is_half_the_spread(rows in 1_usize..100, cols in 1_usize..100) {
        let (small, large) = (Shape::matrix(rows, cols), Shape::matrix(4 * rows, 4 * cols));
        for mode in [FanMode::FanIn, FanMode::FanOut] {
            let relu = Nonlinearity::ReLU;
            let half = 0.5 * kaiming_std(small, mode, relu);
            prop_assert!(close(kaiming_std(large, mode, relu), half, 1e-12));
        }
        prop_assert!(close(xavier_std(large, 1.0), 0.5 * xavier_std(small, 1.0), 1e-12));
    }
}

#[test]
fn nothing_is_handled() {
    let none = Summary::of([]);
    assert!(none.mean().is_nan() && none.min().is_nan() && none.median().is_nan());
    assert_eq!(none.sketch(3), "   ");
    let empty = Array::zeros(Shape::matrix(0, 3), Options::default());
    assert!(units::dead(&empty).is_empty());
    assert!(units::zeros(&empty).is_nan());
}

#[test]
fn infinities_are_set_aside() {
    let s = Summary::of([1.0, f64::INFINITY, f64::NAN, 3.0, f64::NEG_INFINITY]);
    assert_eq!((s.mean(), s.max(), s.not_finite()), (2.0, 3.0, 3));
    assert!(s.to_string().ends_with("and 3 not finite"));
}

#[test]
fn equal_numbers_have_no_spread_and_no_shape() {
    let m = Moments::of([7.0; 5]);
    assert_eq!(m.variance(), 0.0);
    assert!(m.skewness().is_nan() && m.kurtosis().is_nan());
}

#[test]
fn a_frozen_layer_is_reported_without_gradient() {
    let mut rng = TorchRng::manual_seed(0);
    let frozen = Linear::new(3, 3, &mut rng);
    frozen.weight().set_requires_grad(false);
    frozen.bias().expect("it has one").set_requires_grad(false);
    let net = Sequential::new().push(frozen).push(Linear::new(3, 1, &mut rng));
    let report = inspect(&net, &randn(4, 3, &mut rng), |output| output.pow(2.0).mean());
    assert!(report.layers[0].gradient.is_none());
    assert!(report.layers[0].parameters[0].gradient.is_none());
    assert!(report.layers[1].gradient.is_some());
}

#[test]
#[should_panic(expected = "fan_in and fan_out belong to a weight of shape (out, in), not to (4,)")]
fn a_bias_has_no_fans() {
    xavier_uniform_(&Tensor::vector(&[0.0; 4]), 1.0, &mut TorchRng::manual_seed(0));
}
