//! The figures of the pages on `inside`.

use autograd::nn::{Module, trace};
use data::{Split, mnist};
use engine::{Array, Options, Shape};
use figures::{Diagram, Histograms, Kind, LossCurves, Scatter};
use inside::{
    Depth, depth,
    init::Scheme,
    networks::{self, Activation, deep},
    remedies::{Remedy, depth_with},
    train,
};
use random::TorchRng;

use super::{Drawing, drawing};

pub(super) fn figures() -> Vec<Drawing> {
    let trained = [Scheme::Default, Scheme::Xavier, Scheme::Kaiming].map(|s| (s, losses(s)));
    let measured = CASES
        .map(|(activation, scheme)| (format!("{activation}, {scheme}"), depth(activation, scheme)));
    vec![
        drawing("inside-puzzle", puzzle(&trained)),
        drawing("inside-forward-flow", flow("Forward: samples become outputs", str::to_owned)),
        drawing(
            "inside-backward-flow",
            flow("Backward: a gradient for everything", |x| format!("∂ℓ/∂{x}")).reversed(),
        ),
        drawing("inside-spread", spread()),
        drawing("inside-central-limit", central_limit()),
        drawing("inside-tanh", tanh()),
        drawing("inside-signal", signal(&measured)),
        drawing("inside-gradients", gradients(&measured)),
        drawing("inside-weights-gradients", weights_and_gradients()),
        drawing("inside-training", training(&trained)),
        drawing("inside-remedies", remedies()),
    ]
}

/// What the deep network is measured with: ReLU from every first draw, and two others.
const CASES: [(Activation, Scheme); 6] = [
    (Activation::ReLU, Scheme::Randn),
    (Activation::ReLU, Scheme::Kaiming),
    (Activation::Tanh, Scheme::Xavier),
    (Activation::ReLU, Scheme::Xavier),
    (Activation::ReLU, Scheme::Default),
    (Activation::Sigmoid, Scheme::Default),
];

/// Two of the trainings, without saying which.
fn puzzle([(_, one), _, (_, other)]: &[(Scheme, Vec<f64>); 3]) -> LossCurves {
    LossCurves::new("The same network, twice")
        .curve("network A", one)
        .curve("network B", other)
        .x_name("epoch")
        .reference(format!("ln 10 = {:.4}", 10_f64.ln()), 10_f64.ln())
}

fn training(trained: &[(Scheme, Vec<f64>)]) -> LossCurves {
    let mut figure =
        LossCurves::new("Thirty layers with ReLU, from three first draws").x_name("epoch");
    for (scheme, losses) in trained {
        figure = figure.curve(scheme.to_string(), losses);
    }
    figure.reference(format!("ln 10 = {:.4}", 10_f64.ln()), 10_f64.ln())
}

/// The training of the chapter's example `training`; no losses where the digits are missing.
fn losses(scheme: Scheme) -> Vec<f64> {
    let Ok(set) = mnist::load(Split::Train) else { return vec![] };
    let set = set.truncated(500);
    let (mean, std) = set.mean_and_std();
    let pixels: Vec<f64> =
        set.images.iter().map(|&byte| (f64::from(byte) / 255.0 - mean) / std).collect();
    let x = Array::new(Shape::matrix(set.len(), 784), &pixels, Options::default());
    let classes: Vec<usize> = set.labels.iter().map(|&label| usize::from(label)).collect();

    let mut sizes = [100; 31];
    (sizes[0], sizes[30]) = (784, 10);
    let mut rng = TorchRng::manual_seed(0);
    let net = deep(&sizes, Activation::ReLU, &mut rng);
    scheme.apply(&net, &mut rng);
    train(&net, &x, &classes, 0.01, 50, 20).unwrap_or_default()
}

/// The small network, with the shape of everything that flows.
fn flow(title: &str, name: impl Fn(&str) -> String) -> Diagram {
    let (net, input) = networks::primer();
    let trace = trace(&net);
    net.call(&input);
    let times = |shape: Shape| {
        let sizes: Vec<String> = shape.sizes().iter().map(usize::to_string).collect();
        sizes.join(" × ")
    };
    let mut diagram = Diagram::new(title).then(
        Kind::Input,
        format!("{}\n{}", name("X₀"), times(input.shape())),
        "",
    );
    let mut arrow = String::new();
    for (i, (path, module)) in net.named_modules().into_iter().enumerate() {
        let output = trace.output(&path).map_or(String::new(), |output| times(output.shape()));
        diagram = diagram.then(Kind::Operation, format!("{path}: {}", module.name()), &arrow);
        for (own, parameter) in module.own_parameters() {
            let symbol = if own == "weight" { "W" } else { "b" };
            diagram = diagram.parameter(format!("{}\n{}", name(symbol), times(parameter.shape())));
        }
        let below = ['₁', '₂', '₃', '₄', '₅'][i.min(4)];
        arrow = format!("{}\n{output}", name(&format!("X{below}")));
    }
    diagram.then(Kind::Output, "ℓ\none number", &arrow)
}

/// The outputs of all modules of the large network under its input.
fn spread() -> Histograms {
    let (net, input) = networks::large();
    let trace = trace(&net);
    net.call(&input);
    let mut figure = Histograms::new("Through a fresh network")
        .bins(61)
        .column("value")
        .row("input", &input.to_vec());
    for (path, module) in net.named_modules() {
        if let Some(output) = trace.output(&path) {
            figure = figure.row(format!("{path} {}", module.name()), &output.to_vec());
        }
    }
    figure
}

/// Sums of uniform numbers, divided by the root of their number.
fn central_limit() -> Histograms {
    let mut rng = TorchRng::manual_seed(0);
    let mut figure = Histograms::new("Sums of uniform numbers").column("sum / √(number of terms)");
    for terms in [1_u32, 2, 4, 10] {
        let draws = rng.uniform(20_000 * terms as usize, -1.0, 1.0);
        let scale = f64::from(terms).sqrt();
        let sums: Vec<f64> = draws
            .chunks(terms as usize)
            .map(|terms| terms.iter().copied().map(f64::from).sum::<f64>() / scale)
            .collect();
        figure = figure.row(text::counted(terms as usize, "term"), &sums);
    }
    figure
}

fn tanh() -> Scatter {
    let (net, input) = networks::large();
    let trace = trace(&net);
    net.call(&input);
    let numbers = |array: Option<Array>| array.map_or(vec![], |array| array.to_vec());
    let (x, y) = (numbers(trace.input("1")), numbers(trace.output("1")));
    let points: Vec<(f64, f64)> = x.into_iter().zip(y).collect();
    Scatter::new("What goes into tanh, and what comes out", &points)
        .names("input s", "output tanh s")
}

fn signal(measured: &[(String, Depth)]) -> LossCurves {
    let figure = LossCurves::new("How much the samples still differ in 30 layers")
        .x_name("layer")
        .y_name("std of s over the samples")
        .log_y();
    measured.iter().fold(figure, |figure, (name, found)| figure.curve(name, &found.signal))
}

/// Against the layers gone back, so that the curves end where they differ.
fn gradients(measured: &[(String, Depth)]) -> LossCurves {
    let figure = LossCurves::new("The gradient on its way back through 30 layers")
        .x_name("layers gone back")
        .y_name("std of the gradient of s")
        .log_y();
    measured.iter().fold(figure, |figure, (name, found)| {
        let back = found.backward.iter().rev().enumerate();
        let points: Vec<(f64, f64)> = back.map(|(i, &std)| (i as f64, std)).collect();
        figure.curve_over(name, &points)
    })
}

/// As above, at the outputs of the blocks.
fn remedies() -> LossCurves {
    let figure = LossCurves::new("The gradient on its way back through 30 blocks")
        .x_name("blocks gone back")
        .y_name("std of the gradient")
        .log_y();
    Remedy::ALL.into_iter().fold(figure, |figure, remedy| {
        let found = depth_with(remedy, 0).backward;
        let points: Vec<(f64, f64)> =
            found.iter().rev().enumerate().map(|(i, &std)| (i as f64, std)).collect();
        figure.curve_over(remedy.to_string(), &points)
    })
}

fn weights_and_gradients() -> Scatter {
    let (net, input) = networks::large();
    net.call(&input).pow(2.0).mean().backward();
    let weight = net.parameter("2.weight");
    let points: Vec<(f64, f64)> = weight
        .and_then(|w| Some((w.to_vec(), w.grad()?.to_vec())))
        .map_or(vec![], |(w, grad)| w.into_iter().zip(grad).collect());
    Scatter::new("The second layer's weights and their gradients", &points)
        .names("weight", "gradient")
}
