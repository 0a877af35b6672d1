//! The numbers inside the chapter's sentences: `cargo run -p inside --example inside_values`.

mod support;

use std::error::Error;

use autograd::{
    Tensor,
    nn::{Linear, Module, trace},
};
use inside::{
    Moments, Report, Summary, data_flow, depth,
    init::{FanMode, Nonlinearity, Scheme, calculate_gain, kaiming_std, xavier_std},
    inspect,
    networks::{self, Activation, deep},
    train,
};
use random::TorchRng;
use text::{percent, thousands};

/// The learning rate of the example `training`.
const LR: f64 = 0.01;

fn value(name: &str, text: impl std::fmt::Display) {
    println!("{name} = {text}");
}

/// For a formula: `2.2 \cdot 10^{-12}`.
fn power(x: f64) -> String {
    let text = format!("{x:.1e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    if exponent == "0" { digits.to_owned() } else { format!(r"{digits} \cdot 10^{{{exponent}}}") }
}

fn main() -> Result<(), Box<dyn Error>> {
    index_and_data_flow();
    let (net, input) = networks::large();
    let report = inspect(&net, &input, |output| output.pow(2.0).mean());
    distributions(&report);
    last_layer_again(&report);
    initialization();
    weights_and_gradients();
    training()
}

fn index_and_data_flow() {
    value("ln10", format!("{:.4}", 10_f64.ln()));
    let four = Moments::of([4.0, 7.0, 13.0, 16.0]);
    value("variance_of_four", four.variance());
    for (name, (net, input)) in [("primer", networks::primer()), ("large", networks::large())] {
        let flow = data_flow(&net, &input);
        value(&format!("{name}_parameters"), thousands(flow.parameters()));
        value(&format!("{name}_activations"), thousands(flow.activations()));
    }
}

/// Beyond how many standard deviations a normal number lies how often: measured on a million.
fn normal_beyond(z: f64) -> f64 {
    let draws = TorchRng::manual_seed(0).randn(1_000_000);
    draws.iter().filter(|&&g| f64::from(g).abs() > z).count() as f64 / 1e6
}

fn distributions(report: &Report) {
    let output = |i: usize| &report.layers[i].output;
    value("std_0", format!("{:.4}", output(0).std()));
    value("var_0", format!("{:.4}", output(0).variance()));
    value("std_2", format!("{:.4}", output(2).std()));
    value("kurtosis_1", format!("{:.2}", output(1).moments().kurtosis()));
    value("kurtosis_2", format!("{:.2}", output(2).moments().kurtosis()));
    let off = |i: usize, input: &Summary, n: f64| {
        let predicted = input.moments().mean_square() / 3.0 + 1.0 / (3.0 * n);
        (output(i).variance() / predicted - 1.0).abs()
    };
    let worst = off(0, &report.input, 100.0).max(off(2, output(1), 200.0));
    value("prediction_error", format!("{:.0} %", (100.0 * worst).ceil()));

    value("saturated", percent(report.layers[1].flat.unwrap_or(f64::NAN), 1));
    let edge = 0.9_f64.atanh();
    value("atanh_09", format!("{edge:.3}"));
    let sigmas = edge / output(0).std();
    value("saturated_sigmas", format!("{sigmas:.2}"));
    value("saturated_predicted", percent(normal_beyond(sigmas), 1));
    value("saturated_unit", percent(normal_beyond(edge), 1));

    let sigma = output(2).std();
    let pi = std::f64::consts::PI;
    value("relu_mean_predicted", format!("{:.3}", sigma / (2.0 * pi).sqrt()));
    value("relu_std_predicted", format!("{:.3}", sigma * (0.5 - 0.5 / pi).sqrt()));
    value("relu_mean", format!("{:.3}", output(3).mean()));
    value("relu_std", format!("{:.3}", output(3).std()));
    value("relu_zeros", percent(report.layers[3].flat.unwrap_or(f64::NAN), 1));
    value("large_dead", report.layers[3].dead.unwrap_or(0));
}

/// The last layer of the large network, drawn 100 times.
fn last_layer_again(report: &Report) {
    let (net, input) = networks::large();
    let trace = trace(&net);
    net.call(&input);
    let Some(relu) = trace.output("3").map(Tensor::new) else { return };
    let variance = |seed| {
        let layer = Linear::new(100, 10, &mut TorchRng::manual_seed(seed));
        Summary::of_array(&layer.call(&relu).data()).variance()
    };
    let again = Moments::of((0..100).map(variance));
    value("redrawn_mean", format!("{:.4}", again.mean()));
    value("redrawn_std", format!("{:.4}", again.std()));
    assert!(report.layers[4].output.variance() > again.mean() + 2.0 * again.std());
}

fn initialization() {
    let shape = engine::Shape::matrix(200, 100);
    value("xavier_200_100", format!("{:.4}", xavier_std(shape, 1.0)));
    let relu = kaiming_std(shape, FanMode::FanIn, Nonlinearity::ReLU);
    value("kaiming_200_100", format!("{relu:.4}"));
    let sqrt5 = Nonlinearity::LeakyReLU(5f64.sqrt());
    value("default_gain", format!("{:.4}", calculate_gain(sqrt5)));
    let default = kaiming_std(shape, FanMode::FanIn, sqrt5);
    value("default_200_100", format!("{default:.4}"));
    value("default_bound", format!("{:.1}", 3f64.sqrt() * default));

    let per_layer = [
        ("relu_default", Activation::ReLU, Scheme::Default, (0.5_f64 / 3.0).sqrt()),
        ("relu_xavier", Activation::ReLU, Scheme::Xavier, 0.5_f64.sqrt()),
        ("relu_kaiming", Activation::ReLU, Scheme::Kaiming, 1.0),
        ("relu_randn", Activation::ReLU, Scheme::Randn, 50_f64.sqrt()),
        ("tanh_default", Activation::Tanh, Scheme::Default, (1.0_f64 / 3.0).sqrt()),
        ("sigmoid_default", Activation::Sigmoid, Scheme::Default, 0.25 / 3f64.sqrt()),
    ];
    for (name, activation, scheme, factor) in per_layer {
        value(&format!("{name}_factor"), format!("{factor:.3}"));
        value(&format!("{name}_predicted"), power(factor.powi(29)));
        value(&format!("{name}_backward"), power(depth(activation, scheme).backward[0]));
    }
    let default = depth(Activation::ReLU, Scheme::Default);
    value("relu_default_spread", format!("{:.3}", default.forward[29]));
    value("relu_default_signal", power(default.signal[29]));
}

fn weights_and_gradients() {
    let (net, input) = networks::large();
    net.call(&input).pow(2.0).mean().backward();
    let Some(w) = net.parameter("2.weight") else { return };
    let Some(g) = w.grad() else { return };
    let norm = |t: &Tensor| t.to_vec().iter().map(|x| x * x).sum::<f64>().sqrt();
    let largest = |t: &Tensor| t.to_vec().iter().fold(0.0, |most: f64, x| most.max(x.abs()));
    value("largest_weight", format!("{:.4}", largest(&w)));
    value("largest_gradient", format!("{:.4}", largest(&g)));
    value("norm_weight", format!("{:.2}", norm(&w)));
    value("norm_gradient", format!("{:.4}", norm(&g)));
    let both = w.to_vec().into_iter().zip(g.to_vec());
    let (mw, mg) = (Summary::of(w.to_vec()), Summary::of(g.to_vec()));
    let product = both.map(|(x, y)| (x - mw.mean()) / mw.std() * (y - mg.mean()) / mg.std());
    value("weight_gradient_correlation", format!("{:.2}", Summary::of(product).mean()));
    let lr = norm(&w) / norm(&g) / 1000.0;
    value("lr_1000", format!("{lr:.1}"));
    value("lr_1000_scaled", format!("{:.3}", lr / 100.0));
    value("lr_whole", format!("{:.0}", 10.0 * (100.0 * lr).round()));
    (100.0 * net.call(&input).pow(2.0).mean()).backward();
    let Some(both) = w.grad() else { return };
    value("second_pass", format!("{:.0}", norm(&both) / norm(&g)));
}

fn training() -> Result<(), Box<dyn Error>> {
    let (x, classes) = support::digits(500)?;
    let mut sizes = [100; 31];
    (sizes[0], sizes[30]) = (784, 10);
    for scheme in [Scheme::Default, Scheme::Kaiming] {
        let mut rng = TorchRng::manual_seed(0);
        let net = deep(&sizes, Activation::ReLU, &mut rng);
        scheme.apply(&net, &mut rng);
        let losses = train(&net, &x, &classes, LR, 50, 20)?;
        let name = if scheme == Scheme::Default { "default" } else { "kaiming" };
        value(&format!("trained_{name}"), format!("{:.2}", losses[19]));
    }
    value("lr_training", LR);
    let counts: Vec<f64> = (0..10)
        .map(|class| classes.iter().filter(|&&other| other == class).count() as f64 / 500.0)
        .collect();
    let entropy: f64 = counts.iter().map(|p| -p * p.ln()).sum();
    value("class_entropy", format!("{entropy:.4}"));
    Ok(())
}
