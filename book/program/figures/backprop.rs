//! The figures of the pages on `backprop`.

use backprop::{Forward, Gradients, History, Mlp, Problem, Settings, mse, objective, train};
use figures::{Diagram, Kind, Lines, LossCurves};
use nalgebra::DMatrix;
use random::NumpyRng;
use unit::Activation::Softsign;

use super::{Drawing, drawing};

pub(super) fn figures() -> Vec<Drawing> {
    vec![
        drawing("backprop-forward", forward()),
        drawing("backprop-backward", backward()),
        drawing("backprop-slope", slope()),
        drawing("backprop-shapes", shapes()),
        drawing("backprop-step-size", step_size()),
        drawing("backprop-corner", corner()),
        drawing("backprop-losses", losses()),
        drawing("backprop-learning-rates", learning_rates()),
    ]
}

/// The smallest network, its input and its target.
fn smallest(w1: f64) -> (Mlp, DMatrix<f64>, DMatrix<f64>) {
    let column = |entries: [f64; 2]| DMatrix::from_column_slice(2, 1, &entries);
    let number = |value| DMatrix::from_element(1, 1, value);
    (Mlp::new(column([0.5, w1]), column([-1.0, 2.0])), number(2.0), number(1.0))
}

fn forward() -> Diagram {
    let (mlp, x, y) = smallest(1.0);
    let Forward { z, a, y_hat, .. } = mlp.forward(&x);
    let loss = mse(&y_hat, &y);
    Diagram::new("Forward: values")
        .then(Kind::Input, format!("x\n{}", x[0]), "")
        .then(Kind::Operation, format!("z = b₁ + x·w₁\n{}", z[0]), "")
        .parameter(format!("w₁\n{}", mlp.w1[1]))
        .parameter(format!("b₁\n{}", mlp.w1[0]))
        .then(Kind::Operation, format!("a = max(z, 0)\n{}", a[0]), "")
        .then(Kind::Operation, format!("ŷ = b₂ + a·w₂\n{}", y_hat[0]), "")
        .parameter(format!("w₂\n{}", mlp.w2[1]))
        .parameter(format!("b₂\n{}", mlp.w2[0]).replace('-', "−"))
        .then(Kind::Output, format!("ℓ = (ŷ − y)²\n{loss}"), "")
}

fn backward() -> Diagram {
    let (mlp, x, y) = smallest(1.0);
    let Gradients { d_y_hat, d_w2, d_a, d_z, d_w1, d_x, .. } = mlp.backward(&mlp.forward(&x), &y);
    Diagram::new("Backward: slopes")
        .then(Kind::Input, format!("δx\n{}", d_x[0]), "")
        .then(Kind::Operation, format!("δz\n{}", d_z[0]), "· w₁")
        .parameter(format!("δw₁\n{}", d_w1[1]))
        .parameter(format!("δb₁\n{}", d_w1[0]))
        .then(Kind::Operation, format!("δa\n{}", d_a[0]), "· 1")
        .then(Kind::Operation, format!("δŷ\n{}", d_y_hat[0]), "· w₂")
        .parameter(format!("δw₂\n{}", d_w2[1]))
        .parameter(format!("δb₂\n{}", d_w2[0]))
        .then(Kind::Output, "ℓ", "2(ŷ − y)")
        .reversed()
}

fn slope() -> Lines {
    let loss = |w: f64| {
        let (mlp, x, y) = smallest(w);
        mse(&mlp.forward(&x).y_hat, &y)
    };
    let (mlp, x, y) = smallest(1.0);
    let slope = mlp.backward(&mlp.forward(&x), &y).d_w1[1];
    let at = |low: f64, high: f64, f: &dyn Fn(f64) -> f64| -> Vec<(f64, f64)> {
        (0..=200).map(|i| low + (high - low) * f64::from(i) / 200.0).map(|w| (w, f(w))).collect()
    };
    Lines::new("The loss over one weight")
        .names("w₁", "ℓ")
        .points("here", &[(1.0, loss(1.0))])
        .line("loss", &at(-1.0, 1.5, &loss))
        .line(format!("slope {slope}"), &at(0.65, 1.35, &|w| loss(1.0) + slope * (w - 1.0)))
}

fn shapes() -> Diagram {
    let shape = |m: &DMatrix<f64>| format!("{} × {}", m.nrows(), m.ncols());
    let Problem { x, y, mlp } = seed_0();
    let walk = mlp.forward(&x);
    let Gradients { d_y_hat, d_w2, d_ab, d_z, d_w1, d_x, .. } = mlp.backward(&walk, &y);
    Diagram::new("Backward: every slope has the shape of what it belongs to")
        .then(Kind::Input, format!("δX\n{}", shape(&d_x)), "")
        .then(Kind::Operation, "Z = Xb·W₁", "")
        .parameter(format!("δW₁\n{}", shape(&d_w1)))
        .then(Kind::Operation, "A = max(Z, 0)", format!("δZ {}", shape(&d_z)))
        .then(Kind::Operation, "Ŷ = Ab·W₂", format!("δAb {}", shape(&d_ab)))
        .parameter(format!("δW₂\n{}", shape(&d_w2)))
        .then(Kind::Output, "ℓ", format!("δŶ {}", shape(&d_y_hat)))
        .reversed()
}

/// The problem of the numpy MLP.
fn seed_0() -> Problem {
    Problem::draw(&mut NumpyRng::seed(0), 64, 10, 100, 1)
}

/// Steps from 10^low to below 10^high, ten for each power of ten. They are read as text, so that
/// they have the same bits everywhere, and so has the rounding they cause.
fn steps(low: i32, high: i32) -> impl Iterator<Item = f64> {
    const LEADS: [&str; 10] = ["1", "1.25", "1.6", "2", "2.5", "3.2", "4", "5", "6.3", "8"];
    let all = (low..high).flat_map(|power| LEADS.map(|lead| format!("{lead}e{power}")));
    all.filter_map(|step| step.parse().ok())
}

fn relative_error(a: f64, b: f64) -> f64 {
    (a - b).abs() / a.abs().max(b.abs())
}

/// The unit of `examples/best_step.rs`.
fn step_size() -> LossCurves {
    let (w, x, b, y) = (0.8, 1.5, -0.5, 1.0);
    let loss = |w: f64| (Softsign.apply(x * w + b) - y).powi(2);
    let s = x * w + b;
    let derivative = 2.0 * (Softsign.apply(s) - y) * Softsign.derivative(s) * x;
    let errors = |measure: &dyn Fn(f64) -> f64| -> Vec<(f64, f64)> {
        steps(-13, -1).map(|h| (h, relative_error(measure(h), derivative))).collect()
    };
    LossCurves::new("How small is a small step?")
        .curve_over("one-sided", &errors(&|h| (loss(w + h) - loss(w)) / h))
        .curve_over("central", &errors(&|h| (loss(w + h) - loss(w - h)) / (2.0 * h)))
        .x_name("step h")
        .y_name("relative error")
        .log_x()
        .log_y()
}

fn corner() -> LossCurves {
    let Problem { x, y, mlp } = seed_0();
    let (lambda, at) = (0.5, (3, 7));
    let derivative = mlp.backward(&mlp.forward(&x), &y).add_ridge(&mlp, lambda).d_w1[at];
    let errors: Vec<(f64, f64)> = steps(-11, 0)
        .map(|h| {
            let moved = |by: f64| {
                let mut mlp = mlp.clone();
                mlp.w1[at] += by;
                objective(&mlp, &x, &y, lambda)
            };
            (h, relative_error((moved(h) - moved(-h)) / (2.0 * h), derivative))
        })
        .collect();
    LossCurves::new("One weight of the whole network")
        .curve_over("central", &errors)
        .x_name("step h")
        .y_name("relative error")
        .log_x()
        .log_y()
}

fn losses() -> LossCurves {
    let Problem { x, y, mut mlp } = seed_0();
    let history = train(&mut mlp, &x, &y, &Settings::default());
    LossCurves::new("250 epochs of the numpy MLP")
        .curve("data loss", &history.losses)
        .curve("objective", &history.objectives())
        .x_name("epoch")
        .log_y()
}

fn learning_rates() -> LossCurves {
    let rates =
        [(1e-5, "η = 0.00001"), (1e-3, "η = 0.001"), (3e-3, "η = 0.003"), (1e-2, "η = 0.01")];
    let mut figure = LossCurves::new("The same start, four learning rates");
    for (learning_rate, name) in rates {
        let Problem { x, y, mut mlp } = seed_0();
        let settings = Settings { learning_rate, ..Settings::default() };
        let History { losses, .. } = train(&mut mlp, &x, &y, &settings);
        let points: Vec<_> =
            losses.iter().enumerate().map(|(i, &loss)| ((i + 1) as f64, loss)).collect();
        figure = figure.curve_over(name, &points);
    }
    figure.x_name("epoch").log_x().log_y()
}
