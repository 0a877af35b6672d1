//! Writes every figure, drawn from made-up numbers, as SVG and PNG:
//!
//! ```sh
//! cargo run -p figures --example gallery -- OUT_DIR
//! ```

use std::fs;
use std::path::PathBuf;

use figures::{
    Activations, ConfusionTable, DecisionBoundary, Diagram, Digits, Figure, GraphLayer, GraphMap,
    GraphMapError, Histogram, Histograms, Kind, LearningCurve, LearningRateScan, Lines, LossCurves,
    Mistakes, Ratios, Scatter, SoftmaxMaps, UnitMap, UnitMaps, Weights,
};

/// A number from 0 to 1 that looks random (the fractional part of a sine).
fn noise(i: u32) -> f64 {
    ((f64::from(i) * 12.9898).sin() * 43_758.545).rem_euclid(1.0)
}

fn bell(i: u32) -> f64 {
    (0..12).map(|k| noise(12 * i + k)).sum::<f64>() - 6.0
}

/// A ring, thin or thick, as a 28 × 28 image of bytes: it looks a little like a zero.
fn ring(i: u32) -> Vec<u8> {
    let (a, b) = (5.0 + 4.0 * noise(i), 8.0 + 3.0 * noise(i + 50));
    let pixel = |row: u32, column: u32| {
        let (x, y) = (f64::from(column) - 13.5, f64::from(row) - 13.5);
        let off = ((x / a).hypot(y / b) - 1.0).abs() * a;
        let grays = [(1.0, 255), (1.33, 170), (1.67, 85)];
        grays.into_iter().find(|&(reach, _)| off < reach).map_or(0, |(_, gray)| gray)
    };
    (0..28).flat_map(|row| (0..28).map(move |column| pixel(row, column))).collect()
}

fn learning_curve(epochs: u32) -> LearningCurve {
    let curve = |floor: f64, wiggle: f64| -> Vec<f64> {
        (1..=epochs).map(|e| floor + 0.3 / f64::from(e) + wiggle * (noise(e) - 0.5)).collect()
    };
    let right = |losses: &[f64]| -> Vec<f64> { losses.iter().map(|l| 1.0 - 0.28 * l).collect() };
    let (train, test) = (curve(0.02, 0.0), curve(0.07, 0.01));
    LearningCurve::new("An MLP learns to read digits")
        .train_loss(&train)
        .test_loss(&test)
        .train_accuracy(&right(&train))
        .test_accuracy(&right(&test))
}

fn loss_curves() -> LossCurves {
    let curve = |floor: f64, rate: f64, seed: u32| -> Vec<f64> {
        (0..100)
            .map(|i| {
                floor
                    + (10_f64.ln() - floor) * (-rate * f64::from(i)).exp()
                    + 0.08 * (noise(i + seed) - 0.5)
            })
            .collect()
    };
    LossCurves::new("Stuck and freed: the same network, three endings")
        .curve("ReLU at the end, decay 0.1", &curve(2.28, 0.05, 0))
        .curve("no decay", &curve(0.95, 0.03, 200))
        .curve("neither", &curve(0.5, 0.05, 400))
        .reference(format!("ln 10 = {:.4}", 10_f64.ln()), 10_f64.ln())
}

fn scan() -> LossCurves {
    let points: Vec<(f64, f64)> = (0..40)
        .map(|i| 10_f64.powf(-5.0 + f64::from(i) * 0.13))
        .map(|lr| (lr, 0.05 + 2.3 / (1.0 + 3000.0 * lr) + (lr / 0.03).powi(2)))
        .collect();
    LossCurves::new("Which learning rate?")
        .curve_over("loss after 100 steps", &points)
        .x_name("learning rate")
        .log_x()
        .log_y()
}

fn activations() -> Activations {
    let sigmoid = |z: f64| 1.0 / (1.0 + (-z).exp());
    Activations::new("Six activation functions and their derivatives")
        .unit("identity", |z| z, |_| 1.0)
        .unit("step", |z| f64::from(z > 0.0), |_| 0.0)
        .unit("sigmoid", sigmoid, move |z| sigmoid(z) * (1.0 - sigmoid(z)))
        .unit("tanh", f64::tanh, |z| 1.0 - z.tanh().powi(2))
        .unit("ReLU", |z| z.max(0.0), |z| f64::from(z > 0.0))
        .unit("ELU", |z| if z > 0.0 { z } else { z.exp_m1() }, |z| z.min(0.0).exp())
}

fn unit_map(title: &str, phi: fn(f64) -> f64) -> UnitMap {
    let (w, b) = ((0.9, 1.4), 0.5);
    let unit = move |x1: f64, x2: f64| phi(x1 * w.0 + x2 * w.1 + b);
    UnitMap::new(title, 3.0, unit).arrow((0.0, 0.0), w, "w")
}

fn unit_maps() -> UnitMaps {
    UnitMaps::new(
        "One unit, six activations",
        vec![
            unit_map("identity", |z| z),
            unit_map("step", |z| f64::from(z > 0.0)),
            unit_map("sigmoid", |z| 1.0 / (1.0 + (-z).exp())),
            unit_map("tanh", f64::tanh),
            unit_map("ReLU", |z| z.max(0.0)),
            unit_map("ELU", |z| if z > 0.0 { z } else { z.exp_m1() }),
        ],
    )
}

fn fit() -> Lines {
    let xs = || (0..=100).map(|i| f64::from(i) / 50.0 - 1.0);
    let truth: Vec<_> = xs().map(|x| (x, (3.0 * x).sin())).collect();
    let model: Vec<_> = xs().map(|x| (x, (3.0 * x).sin() + 0.15 * (7.0 * x).cos())).collect();
    let data: Vec<_> = (0..60)
        .map(|i| (2.0 * noise(i) - 1.0, i))
        .map(|(x, i)| (x, (3.0 * x).sin() + 0.2 * bell(i)))
        .collect();
    Lines::new("A network fits a sine")
        .points("60 noisy points", &data)
        .line("truth sin 3x", &truth)
        .line("model", &model)
}

fn boundary() -> DecisionBoundary {
    let blob = |center: (f64, f64), seed: u32| -> Vec<(f64, f64)> {
        (0..60)
            .map(|i| (center.0 + 0.8 * bell(2 * i + seed), center.1 + 0.8 * bell(2 * i + 1 + seed)))
            .collect()
    };
    let (zeros, ones) = (blob((-1.0, 0.5), 0), blob((1.5, -0.5), 500));
    DecisionBoundary::new("Two blobs and a small network", &zeros, &ones, |x, y| {
        1.0 / (1.0 + (-(2.0 * x - 0.5 * y * y + 0.4)).exp())
    })
}

fn digits() -> Digits {
    (0..20).fold(Digits::new("The first twenty images", 28, 28), |figure, i| {
        figure.image(&ring(i), i % 10)
    })
}

fn mistakes(n: u32) -> Mistakes {
    (0..n).fold(Mistakes::new("Read wrong, the most confident first", 28, 28), |figure, i| {
        figure.mistake(&ring(i), i % 10, (i + 5) % 10, 0.4 + 0.6 * noise(i))
    })
}

fn weights() -> Weights {
    (0..32).fold(Weights::new("What 32 units of the first layer look for", 28, 28), |figure, i| {
        let (fx, fy) = (noise(i) - 0.5, noise(i + 99) - 0.5);
        let image: Vec<f64> = (0..28 * 28)
            .map(|p| (f64::from(p % 28) - 13.5, f64::from(p / 28) - 13.5))
            .map(|(x, y)| (fx * x + fy * y).sin() * (-(x * x + y * y) / 80.0).exp() * 0.12)
            .collect();
        figure.image(&image)
    })
}

fn confusion() -> ConfusionTable {
    let names: Vec<String> = (0..10).map(|digit| digit.to_string()).collect();
    let counts: Vec<u64> = (0_u64..100)
        .map(|i| {
            if i / 10 == i % 10 {
                940 + i % 7 * 12
            } else {
                ((i * i * 7 + 3 * i) % 23).saturating_sub(9)
            }
        })
        .collect();
    ConfusionTable::new("Digits: what is taken for what", &names, &counts)
}

fn clothes() -> ConfusionTable {
    let names = ["T-shirt", "ankle boot", "a coat for the winter"];
    ConfusionTable::new("Clothes", &names, &[88, 0, 12, 1, 97, 2, 0, 0, 0])
}

fn histogram() -> Histogram {
    let draws: Vec<f64> = (0..5000).map(bell).collect();
    let normal = |x: f64| (-x * x / 2.0).exp() / std::f64::consts::TAU.sqrt();
    Histogram::new("5,000 draws", &draws, 40).x_name("draw").density("N(0, 1), as expected", normal)
}

fn tanh_layer<const N: usize, const M: usize>(
    w: [[f64; M]; N],
    b: [f64; M],
) -> GraphLayer<'static> {
    GraphLayer::new(w, b, "tanh", f64::tanh)
}

fn quadrant() -> Result<GraphMap, GraphMapError> {
    let hidden = tanh_layer([[2.0, 0.0], [-1.0, -2.0]], [0.0, 0.0]);
    let output = tanh_layer([[1.0], [-1.0]], [-1.0]);
    GraphMap::new("Two lines and a node that selects a quadrant", 3.0, [hidden, output])
}

fn triangle() -> Result<GraphMap, GraphMapError> {
    let sigmoid = |s: f64| 1.0 / (1.0 + (-s).exp());
    let sides = [[0.0, 1.7, -1.7], [2.0, -1.0, -1.0]];
    GraphMap::new(
        "Three lines make a triangle, ReLU keeps it, a sigmoid decides",
        3.0,
        [
            tanh_layer(sides, [1.5, 1.5, 1.5]),
            GraphLayer::new([[1.0, -1.0], [1.0, 0.3], [1.0, -0.5]], [-1.5, -2.0], "ReLU", |s| {
                s.max(0.0)
            }),
            GraphLayer::new([[4.0], [1.0]], [-2.0], "sigmoid", sigmoid),
        ],
    )
}

fn deep() -> Result<GraphMap, GraphMapError> {
    let layer = |n_in: u32, n_out: u32, seed: u32| {
        let w = (0..n_in)
            .map(move |i| (0..n_out).map(move |j| 2.0 * bell(1000 * seed + 20 * i + j + 7)));
        GraphLayer::new(w, (0..n_out).map(move |j| bell(seed + j)), "tanh", f64::tanh)
    };
    let layers = [(2, 10), (10, 4), (4, 4), (4, 3), (3, 1)];
    let layers = (1..).zip(layers).map(|(seed, (n_in, n_out))| layer(n_in, n_out, seed));
    GraphMap::new("Five layers with weights by chance", 3.0, layers)
}

fn softmax_maps(title: &str, range: (f64, f64)) -> SoftmaxMaps {
    SoftmaxMaps::new(title, range, |y| {
        let exps = y.map(f64::exp);
        exps.map(|e| e / exps.iter().sum::<f64>())
    })
}

fn scatter(n: u32) -> Scatter {
    let points: Vec<(f64, f64)> = (0..n)
        .map(|i| (0.1 * (2.0 * noise(i) - 1.0), i))
        .map(|(w, i)| (w, 1e-4 * (bell(i + 1) + 12.0 * w)))
        .collect();
    Scatter::new("Weights and their gradients", &points).names("weight w", "gradient ∂ℓ/∂w")
}

fn through_tanh() -> Scatter {
    let points: Vec<(f64, f64)> =
        (0..50_000).map(|i| 1.2 * bell(i)).map(|s| (s, s.tanh())).collect();
    Scatter::new("50,000 inputs and outputs of tanh", &points).names("input s", "output tanh s")
}

fn rate_scan(diverged: bool) -> LearningRateScan {
    let rates: Vec<f64> = (0..60).map(|i| 10_f64.powf(-5.0 + f64::from(i) * 0.1)).collect();
    let loss = |i: u32, lr: f64| {
        if diverged && lr > 0.4 {
            return if i.is_multiple_of(2) { f64::INFINITY } else { f64::NAN };
        }
        let noise = 1.0 + 0.15 * (noise(i) - 0.5);
        noise * (0.05 + 2.3 / (1.0 + 3000.0 * lr) + (lr / 0.03).powi(2))
    };
    let losses: Vec<f64> = (0..).zip(&rates).map(|(i, &lr)| loss(i, lr)).collect();
    let best = rates.iter().zip(&losses).filter(|(_, loss)| loss.is_finite());
    let best = best.min_by(|a, b| a.1.total_cmp(b.1)).map(|(rate, _)| rate / 2.0);
    LearningRateScan::new("Which learning rate?", &rates, &losses).chosen(best)
}

fn histograms() -> Histograms {
    let draws = |n: u32, scale: f64| (0..n).map(|i| scale * bell(i + n)).collect::<Vec<f64>>();
    let tanh = |values: Vec<f64>| values.into_iter().map(f64::tanh).collect::<Vec<f64>>();
    let relu = |values: Vec<f64>| values.into_iter().map(|v| v.max(0.0)).collect::<Vec<f64>>();
    Histograms::new("What flows through three layers")
        .column("input")
        .row("layer 1", &draws(5000, 1.0))
        .row("layer 2: tanh", &tanh(draws(4000, 0.6)))
        .row("layer 3: ReLU", &relu(draws(3000, 0.3)))
        .column("weight")
        .row("layer 1", &(0..5000).map(|i| 0.2 * noise(i) - 0.1).collect::<Vec<f64>>())
        .row("layer 2", &(0..5000).map(|i| 0.14 * noise(i) - 0.07).collect::<Vec<f64>>())
        .row("layer 3", &(0..5000).map(|i| 0.2 * noise(i) - 0.1).collect::<Vec<f64>>())
        .column("gradient")
        .row("layer 1", &draws(2000, 1e-5))
        .row("layer 2", &draws(2000, 4e-5))
        .row("layer 3", &draws(2000, 1.2e-4))
}

fn one_column() -> Histograms {
    (1..=5).fold(Histograms::new("Signals fade").column("activation"), |figure, layer| {
        let scale = 0.6_f64.powi(layer);
        let values: Vec<f64> = (0..4000).map(|i| (scale * bell(i)).tanh()).collect();
        figure.row(format!("layer {layer}"), &values)
    })
}

fn gradient_check() -> Lines {
    let steps: Vec<f64> = (0..=48).map(|i| 10_f64.powf(-f64::from(i) / 4.0)).collect();
    let errors = |power: i32| -> Vec<(f64, f64)> {
        (0..)
            .zip(&steps)
            .map(|(i, &h)| {
                (h, 0.3 * h.powi(power) + 1e-16 / h * noise(i + 9 * power.unsigned_abs()))
            })
            .collect()
    };
    Lines::new("The error of a difference over its step")
        .line("one-sided", &errors(1))
        .line("central", &errors(2))
        .names("step h", "relative error")
        .log_x()
        .log_y()
}

fn fading() -> LossCurves {
    let sizes = |factor: f64| (0..10).map(|i| factor.powi(9 - i)).collect::<Vec<f64>>();
    LossCurves::new("Gradients over depth")
        .curve("sigmoid", &sizes(0.2))
        .curve("tanh", &sizes(0.6))
        .curve("ReLU, scaled", &sizes(0.98))
        .x_name("layer")
        .y_name("size of the gradient")
        .log_y()
}

fn layer() -> Diagram {
    let (x, s, y) = (["x₁", "x₂", "x₃"], ["s₁", "s₂"], ["y₁", "y₂"]);
    let layer = Diagram::new("A layer: Y = φ(X W + b)")
        .nodes(Kind::Input, &x)
        .nodes(Kind::Unit, &s)
        .nodes(Kind::Output, &y)
        .dense(&x, &s);
    s.iter().zip(y).fold(layer, |layer, (s, y)| layer.arrow(s, y, "φ")).captions(&[
        "X\n100 × 3",
        "S = X W + b\n100 × 2",
        "Y = φ(S)\n100 × 2",
    ])
}

fn flow() -> Diagram {
    Diagram::new("Forward: a batch of 100 through three layers")
        .then(Kind::Input, "X", "")
        .then(Kind::Operation, "Linear\n8 → 4", "100 × 8")
        .parameter("W₁\n4 × 8")
        .parameter("b₁\n4")
        .then(Kind::Operation, "Tanh", "S₁\n100 × 4")
        .then(Kind::Operation, "Linear\n4 → 3", "X₁\n100 × 4")
        .parameter("W₂\n3 × 4")
        .parameter("b₂\n3")
        .then(Kind::Operation, "Tanh", "S₂\n100 × 3")
        .then(Kind::Operation, "Linear\n3 → 2", "X₂\n100 × 3")
        .parameter("W₃\n2 × 3")
        .parameter("b₃\n2")
        .then(Kind::Output, "loss ℓ", "S₃\n100 × 2")
}

fn flow_back() -> Diagram {
    Diagram::new("Backward: the gradients of the same batch")
        .then(Kind::Input, "X", "")
        .then(Kind::Operation, "Linear\n8 → 4", "")
        .parameter("∂ℓ/∂W₁\n4 × 8")
        .parameter("∂ℓ/∂b₁\n4")
        .then(Kind::Operation, "Tanh", "∂ℓ/∂S₁\n100 × 4")
        .then(Kind::Operation, "Linear\n4 → 3", "∂ℓ/∂X₁\n100 × 4")
        .parameter("∂ℓ/∂W₂\n3 × 4")
        .parameter("∂ℓ/∂b₂\n3")
        .then(Kind::Operation, "Tanh", "∂ℓ/∂S₂\n100 × 3")
        .then(Kind::Operation, "Linear\n3 → 2", "∂ℓ/∂X₂\n100 × 3")
        .parameter("∂ℓ/∂W₃\n2 × 3")
        .parameter("∂ℓ/∂b₃\n2")
        .then(Kind::Output, "loss ℓ", "∂ℓ/∂S₃\n100 × 2")
        .reversed()
}

/// The graph of three residual blocks: each result is used twice, once to skip a block.
fn graph() -> Diagram {
    let mut graph = Diagram::new("The graph behind a loss").downward();
    let mut last = "relu0".to_owned();
    for i in 0..4 {
        let [linear, relu, add] = ["linear", "relu", "add"].map(|name| format!("{name}{i}"));
        for (name, shape) in [("weight", "(16, 16)"), ("bias", "(16,)")] {
            let name = format!("{i}.{name}");
            graph = graph
                .node(&name, Kind::Parameter, format!("{name}\n{shape}"))
                .arrow(&name, &linear, "");
        }
        graph = graph
            .node(&linear, Kind::Operation, "LinearBackward0\n(8, 16)")
            .node(&relu, Kind::Operation, "ReluBackward0\n(8, 16)")
            .arrow(&linear, &relu, "");
        if i > 0 {
            graph = graph
                .node(&add, Kind::Operation, "AddBackward0\n(8, 16)")
                .arrow(&last, &linear, "")
                .arrow(&last, &add, "")
                .arrow(&relu, &add, "");
            last = add;
        }
    }
    graph
        .node("square", Kind::Operation, "MulBackward0\n(8, 16)")
        .arrow(&last, "square", "")
        .arrow(&last, "square", "")
        .node("mean", Kind::Output, "MeanBackward0\n()")
        .arrow("square", "mean", "")
}

fn speeds() -> Ratios {
    Ratios::new("Faster than walking")
        .names("times as fast")
        .row("to the baker", &[("bicycle", 3.2, Some(2.0)), ("bus", 0.8, None), ("car", 2.1, None)])
        .row("to work", &[("bicycle", 3.9, Some(3.0)), ("bus", 4.4, None), ("car", 6.5, None)])
        .row(
            "to the sea",
            &[("bicycle", 4.1, None), ("bus", 12.0, Some(10.0)), ("car", 31.0, None)],
        )
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("Which folder shall the figures go to? Give it as the only argument.");
        std::process::exit(2);
    };
    let figures: Vec<(&str, Box<dyn Figure>)> = vec![
        ("learning-curve", Box::new(learning_curve(10))),
        ("learning-curve-1", Box::new(learning_curve(1))),
        ("learning-curve-1000", Box::new(learning_curve(1000))),
        ("loss-curves", Box::new(loss_curves())),
        ("loss-curves-scan", Box::new(scan())),
        ("lines", Box::new(fit())),
        ("activations", Box::new(activations())),
        ("unit-map", Box::new(unit_map("tanh(x·w + b), b = 0.5", f64::tanh))),
        ("unit-maps", Box::new(unit_maps())),
        ("decision-boundary", Box::new(boundary())),
        ("digits", Box::new(digits())),
        ("mistakes", Box::new(mistakes(30))),
        ("mistakes-4", Box::new(mistakes(4))),
        ("weights", Box::new(weights())),
        ("confusion-table", Box::new(confusion())),
        ("confusion-table-3", Box::new(clothes())),
        ("histogram", Box::new(histogram())),
        ("histograms", Box::new(histograms())),
        ("histograms-1", Box::new(one_column())),
        ("scatter", Box::new(scatter(20_000))),
        ("scatter-400", Box::new(scatter(400))),
        ("scatter-curve", Box::new(through_tanh())),
        ("graph-map", Box::new(quadrant()?)),
        ("graph-map-3", Box::new(triangle()?)),
        ("graph-map-5", Box::new(deep()?)),
        ("softmax-maps", Box::new(softmax_maps("The winner takes it all", (0.0, 15.0)))),
        ("softmax-maps-weak", Box::new(softmax_maps("No class wins", (-1.0, 1.0)).symbol("z"))),
        ("learning-rate-scan", Box::new(rate_scan(true))),
        ("learning-rate-scan-beyond", Box::new(rate_scan(false))),
        ("ratios", Box::new(speeds())),
        ("lines-log", Box::new(gradient_check())),
        ("loss-curves-depth", Box::new(fading())),
        (
            "diagram-unit",
            Box::new(Diagram::unit(
                "One unit: y = φ(x·w + b)",
                &["x₁", "x₂", "x₃"],
                &["w₁", "w₂", "w₃"],
                "b",
                "φ",
            )),
        ),
        ("diagram-layer", Box::new(layer())),
        ("diagram-layers", Box::new(Diagram::layers("A graph of layers", &[2, 4, 2, 1]))),
        ("diagram-layers-784", Box::new(Diagram::layers("784-128-10", &[784, 128, 10]))),
        ("diagram-forward", Box::new(flow())),
        ("diagram-forward-down", Box::new(flow().downward())),
        ("diagram-backward", Box::new(flow_back())),
        ("diagram-graph", Box::new(graph())),
        ("no-data", Box::new(LearningCurve::new("Before training"))),
    ];
    for (name, figure) in figures {
        fs::write(folder.join(format!("{name}.svg")), figure.to_svg()?)?;
        fs::write(folder.join(format!("{name}.png")), figure.to_png()?)?;
        println!("{name}: {}", figure.alt());
    }
    Ok(())
}
