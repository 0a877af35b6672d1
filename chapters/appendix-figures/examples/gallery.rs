//! Writes every figure, drawn from made-up numbers, as SVG and PNG:
//!
//! ```sh
//! cargo run -p figures --example gallery -- OUT_DIR
//! ```

use std::path::PathBuf;

use figures::{
    Activations, ConfusionTable, DecisionBoundary, Digits, Figure, FigureError, Histogram,
    LearningCurve, Lines, LossCurves, Mistakes, UnitMap, UnitMaps, Weights,
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
    Activations::new("Six activation functions and their slopes")
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

fn main() -> Result<(), FigureError> {
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
        ("no-data", Box::new(LearningCurve::new("Before training"))),
    ];
    for (name, figure) in figures {
        figure.save(&folder.join(format!("{name}.svg")))?;
        figure.save(&folder.join(format!("{name}.png")))?;
        println!("{name}: {}", figure.alt());
    }
    Ok(())
}
