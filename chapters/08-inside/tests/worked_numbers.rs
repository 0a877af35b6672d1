//! The numbers the pages work out, and those of the PyTorch tutorial.

use autograd::{Tensor, nn::Module};
use engine::{Array, Options, Shape};
use inside::{
    Moments, Summary, data_flow, depth,
    init::{FanMode, Nonlinearity, Scheme, kaiming_std, xavier_std},
    inspect,
    networks::{self, Activation},
    remedies::{Remedy, depth_with},
};

fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found} is not {expected} ± {tolerance}");
}

#[test]
fn welford_by_hand() {
    // 2, 4, 9: the mean goes 2, 3, 5; the squared deviations add up to 0, 2, 26.
    let mut m = Moments::default();
    for (x, mean, m2) in [(2.0, 2.0, 0.0), (4.0, 3.0, 2.0), (9.0, 5.0, 26.0)] {
        m.push(x);
        assert_eq!(m.mean(), mean);
        if m.count() > 1 {
            close(m.variance() * (m.count() - 1) as f64, m2, 1e-12);
        }
    }
    assert_eq!(m.variance(), 13.0);
}

#[test]
fn kurtosis_of_a_uniform_distribution() {
    // ∫x⁴/2 over (−1, 1) is 1/5, and the variance 1/3: (1/5)/(1/9) − 3 = −6/5.
    let even: Vec<f64> = (0..100_001).map(|i| f64::from(i) / 50_000.0 - 1.0).collect();
    let m = Moments::of(even);
    close(m.kurtosis(), -6.0 / 5.0, 1e-4);
    close(m.variance(), 1.0 / 3.0, 1e-4);
}

#[test]
fn sizes_of_the_small_network() {
    let (net, input) = networks::primer();
    let flow = data_flow(&net, &input);
    assert_eq!(flow.activations(), 800 + 400 + 400 + 300 + 300 + 200);
    assert_eq!(flow.parameters(), (8 + 1) * 4 + (4 + 1) * 3 + (3 + 1) * 2);
    let shapes: Vec<String> = flow.steps.iter().map(|step| step.output.to_string()).collect();
    assert_eq!(shapes, ["(100, 4)", "(100, 4)", "(100, 3)", "(100, 3)", "(100, 2)"]);
    for step in &flow.steps {
        assert_eq!(step.gradient, Some(step.output));
        assert!(step.parameters.iter().all(|(_, shape, grad)| *grad == Some(*shape)));
    }
}

/// One sample (1, 2) through weights of shape (1, 2), and back.
#[test]
fn a_layer_backward_by_hand() {
    let x = Tensor::matrix(&[[1.0, 2.0]]).requires_grad_();
    let w = Tensor::matrix(&[[3.0, -1.0]]).requires_grad_();
    let s = x.linear(&w, None);
    assert_eq!(s.to_vec(), [1.0]);
    s.backward_with(&Array::new(Shape::matrix(1, 1), &[10.0], Options::default()));
    assert_eq!(w.grad().unwrap().to_vec(), [10.0, 20.0]);
    assert_eq!(x.grad().unwrap().to_vec(), [30.0, -10.0]);
}

/// Mean, standard deviation, smallest, largest and excess kurtosis, from PyTorch with seed 123.
#[test]
fn the_large_network_is_the_tutorials() {
    let (net, input) = networks::large();
    let report = inspect(&net, &input, |output| output.pow(2.0).mean());
    close(report.loss, 0.02316657, 5e-9);
    let figures = |s: &Summary, expected: [f64; 4]| {
        for (found, expected) in [s.mean(), s.std(), s.min(), s.max()].into_iter().zip(expected) {
            close(found, expected, 6e-5);
        }
    };
    figures(&report.input, [-0.00418, 1.00173, -4.3686, 3.8190]);
    figures(&report.layers[0].output, [-0.00185, 0.58280, -2.5026, 2.6832]);
    figures(&report.layers[1].output, [-0.00147, 0.46326, -0.9867, 0.9907]);
    figures(&report.layers[2].output, [-0.00074, 0.27213, -1.1362, 1.1301]);
    figures(&report.layers[3].output, [0.10809, 0.15887, 0.0, 1.1301]);
    figures(&report.layers[4].output, [-0.01333, 0.15164, -0.5307, 0.5376]);
    // With n − 1 in the standard deviation, which takes 6/n off what this crate computes.
    for (layer, n, kurtosis) in
        [(0, 1e5, 0.016), (1, 1e5, -0.989), (2, 5e4, 0.012), (4, 5e3, 0.059)]
    {
        let found = report.layers[layer].output.moments().kurtosis() - 6.0 / n;
        close(found, kurtosis, 6e-4);
    }
    close(report.layers[1].flat.unwrap(), 0.012, 5e-4);
    close(report.layers[3].flat.unwrap(), 0.5010, 5e-5);
    assert_eq!(report.layers[3].dead, Some(0));
    let gradient = report.layers[2].parameters[0].gradient.as_ref().unwrap();
    close(gradient.max().max(-gradient.min()), 1.448e-3, 5e-7);
}

#[test]
fn a_fresh_layer_keeps_a_third() {
    let (net, input) = networks::large();
    let report = inspect(&net, &input, |output| output.pow(2.0).mean());
    // n · 1/(3n) · E[x²] + 1/(3n), with the squares summed up here.
    let mean_square = |values: &[f64]| values.iter().map(|x| x * x).sum::<f64>() / 50_000.0;
    let first = mean_square(&input.to_vec()) / 3.0 + 1.0 / 300.0;
    close(report.layers[0].output.variance(), first, 0.01 * first);
}

#[test]
fn relu_of_a_normal_distribution() {
    // Mean 1/√(2π), mean square 1/2, so variance 1/2 − 1/(2π).
    let mut rng = random::TorchRng::manual_seed(0);
    let relu = networks::randn(400, 1000, &mut rng).relu();
    let m = *Summary::of_array(&relu.data()).moments();
    let pi = std::f64::consts::PI;
    close(m.mean(), 1.0 / (2.0 * pi).sqrt(), 0.003);
    close(m.mean_square(), 0.5, 0.005);
    close(m.variance(), 0.5 - 0.5 / pi, 0.005);
}

#[test]
fn the_second_backward_adds_up_to_101() {
    let (net, input) = networks::large();
    net.call(&input).pow(2.0).mean().backward();
    let w = net.parameter("2.weight").unwrap();
    let first = w.grad().unwrap().to_vec();
    (100.0 * net.call(&input).pow(2.0).mean()).backward();
    for (both, first) in w.grad().unwrap().to_vec().iter().zip(&first) {
        close(*both, 101.0 * first, 1e-6);
    }
}

#[test]
fn standard_deviations_by_hand() {
    let shape = Shape::matrix(200, 100);
    close(xavier_std(shape, 1.0), (2.0_f64 / 300.0).sqrt(), 1e-15);
    let relu = Nonlinearity::ReLU;
    close(kaiming_std(shape, FanMode::FanIn, relu), (2.0_f64 / 100.0).sqrt(), 1e-15);
    close(kaiming_std(shape, FanMode::FanOut, relu), 0.1, 1e-15);
    // A leaky slope of √5 has the gain √(2/6), which makes the bound 1/√n.
    let default = kaiming_std(shape, FanMode::FanIn, Nonlinearity::LeakyReLU(5f64.sqrt()));
    close(3f64.sqrt() * default, 0.1, 1e-15);
}

/// Per layer the gradient shrinks by √(n · Var(w) · E[φ′²]), over 29 layers.
#[test]
fn gradients_shrink_as_predicted() {
    let shrink = |found: f64, per_layer: f64| {
        let expected = 29.0 * per_layer.ln();
        assert!((found.ln() - expected).abs() < 0.06 * expected.abs().max(10.0), "{found}");
    };
    let first = |activation, scheme| depth(activation, scheme).backward[0];
    shrink(first(Activation::ReLU, Scheme::Default), (0.5_f64 / 3.0).sqrt());
    shrink(first(Activation::ReLU, Scheme::Xavier), 0.5_f64.sqrt());
    shrink(first(Activation::ReLU, Scheme::Kaiming), 1.0);
    shrink(first(Activation::ReLU, Scheme::Randn), 50_f64.sqrt());
    shrink(first(Activation::Sigmoid, Scheme::Default), 0.25 / 3f64.sqrt());
}

#[test]
fn what_is_left_after_thirty_layers() {
    let signal = |activation, scheme| depth(activation, scheme).signal[29];
    assert!(signal(Activation::ReLU, Scheme::Kaiming) > 0.1);
    assert!(signal(Activation::Tanh, Scheme::Xavier) > 0.1);
    assert!(signal(Activation::ReLU, Scheme::Default) < 1e-7);
    assert!(signal(Activation::Sigmoid, Scheme::Xavier) < 1e-6);
    assert!(signal(Activation::ReLU, Scheme::Randn) > 1e20);
}

/// Bits of a single weight from torch 2.15.0: `torch.manual_seed(3)`, then
/// `torch.nn.init.kaiming_normal_(torch.empty(1, 1), nonlinearity="relu")`.
#[test]
fn a_single_kaiming_weight_has_torchs_bits() {
    let weight = Tensor::matrix(&[[0.0]]);
    let rng = &mut random::TorchRng::manual_seed(3);
    inside::init::kaiming_normal_(
        &weight,
        inside::init::FanMode::FanIn,
        inside::init::Nonlinearity::ReLU,
        rng,
    );
    assert_eq!(weight.item(), f64::from(f32::from_bits(0x3f91_6894)));
}

/// From PyTorch's default, over five seeds: what each remedy does to the signal and to the gradient.
#[test]
fn remedies_for_thirty_layers() {
    let all = |remedy, signal: std::ops::Range<f64>, backward: std::ops::Range<f64>| {
        for seed in 0..5 {
            let found = depth_with(remedy, seed);
            assert!(signal.contains(&found.signal[29]), "{remedy}: {}", found.signal[29]);
            assert!(backward.contains(&found.backward[0]), "{remedy}: {}", found.backward[0]);
        }
    };
    all(Remedy::Nothing, 0.0..1e-8, 0.0..1e-10);
    all(Remedy::LayerNorm, 0.03..0.2, 0.2..2.0);
    all(Remedy::BatchNorm, 0.5..0.7, 200.0..300.0);
    all(Remedy::Residual, 50.0..100.0, 50.0..100.0);
    all(Remedy::Both, 2.0..2.3, 2.6..3.0);
}
