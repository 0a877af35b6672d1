//! The figures of the pages on `optimizers`.

#[path = "../../../chapters/06-optimizers/examples/support/ball.rs"]
mod ball;
#[expect(dead_code, reason = "what the programs of the chapter need")]
#[path = "../../../chapters/06-optimizers/examples/support/cliff.rs"]
mod cliff;
#[path = "../../../chapters/06-optimizers/examples/support/landscape.rs"]
mod landscape;
#[path = "../../../chapters/06-optimizers/examples/support/noise.rs"]
mod noise;
#[expect(dead_code, reason = "what the programs of the chapter need")]
#[path = "../../../chapters/06-optimizers/examples/support/noisy_blobs.rs"]
mod noisy_blobs;
#[path = "../../../chapters/06-optimizers/examples/support/sin_cos.rs"]
mod sin_cos;
#[path = "../../../chapters/06-optimizers/examples/support/three_classes.rs"]
mod three_classes;
#[path = "../../../chapters/06-optimizers/examples/support/two_classes.rs"]
mod two_classes;
#[path = "../../../chapters/06-optimizers/examples/support/two_weights.rs"]
mod two_weights;
#[path = "../../../chapters/06-optimizers/examples/support/valley.rs"]
mod valley;

use ::autograd::{Tensor, nn::Module, no_grad};
use ::losses::{BCELoss, MSELoss};
use ::optimizers::{Adam, Optimizer, SGD, lr_scan};
use engine::{Array, Options, Shape};
use figures::{DecisionBoundary, LearningRateScan, Lines, LossCurves};

use super::{Drawing, drawing};

pub(super) fn figures() -> Vec<Drawing> {
    let (scan, rates) = scan_and_rates();
    vec![
        drawing("optimizers-valley", ways_down()),
        drawing("optimizers-rates", too_short_and_too_long()),
        drawing("optimizers-noise", straying()),
        drawing("optimizers-ball", balls()),
        drawing("optimizers-momentum", with_and_without_momentum()),
        drawing("optimizers-sin-cos", fit()),
        drawing("optimizers-scan", scan),
        drawing("optimizers-three-rates", rates),
        drawing("optimizers-schedule-rates", schedule_rates()),
        drawing("optimizers-schedule-losses", schedule_losses()),
        drawing("optimizers-cliff", off_a_cliff()),
        drawing("optimizers-two-weights", two_minima()),
        drawing("optimizers-blobs", boundary()),
    ]
}

/// Where the valley ½(x² + 20y²) is as high as at (r, 0), as many dots.
fn levels(radii: &[f64]) -> Vec<(f64, f64)> {
    let dots = |&r: &f64| {
        let n = (r * 14.0).ceil();
        let angle = move |i: u32| f64::from(i) / n * std::f64::consts::TAU;
        (0..)
            .take_while(move |&i| f64::from(i) < n)
            .map(move |i| (r * angle(i).cos(), r / 20_f64.sqrt() * angle(i).sin()))
    };
    radii.iter().flat_map(dots).filter(|&(x, _)| x > -4.6).collect()
}

type Make = fn(Vec<Tensor>) -> Box<dyn Optimizer>;

fn map(title: &str, paths: [(&str, usize, Make); 3]) -> Lines {
    let map = Lines::new(title)
        .names("x", "y")
        .points("equal loss", &levels(&[1.0, 2.5, 4.0, 5.5, 7.0, 8.5, 10.0]));
    paths
        .into_iter()
        .fold(map, |map, (name, steps, make)| map.line(name, &valley::path(20.0, steps, make)))
}

fn ways_down() -> Lines {
    map(
        "Three ways down a valley",
        [
            ("SGD, lr 0.09", 25, |w| Box::new(SGD::new(w, 0.09))),
            ("momentum 0.6, lr 0.05", 25, |w| Box::new(SGD::new(w, 0.05).momentum(0.6))),
            ("Adam, lr 1", 25, |w| Box::new(Adam::new(w, 1.0))),
        ],
    )
}

fn with_and_without_momentum() -> Lines {
    map(
        "Fifteen steps with and without momentum",
        [
            ("lr 0.04, no momentum", 15, |w| Box::new(SGD::new(w, 0.04))),
            ("momentum 0.6", 15, |w| Box::new(SGD::new(w, 0.04).momentum(0.6))),
            ("momentum 0.9", 15, |w| Box::new(SGD::new(w, 0.04).momentum(0.9))),
        ],
    )
}

fn too_short_and_too_long() -> LossCurves {
    let height = |&(x, y): &(f64, f64)| 0.5 * (x * x + 20.0 * y * y);
    let curve = |lr: f64| -> Vec<(f64, f64)> {
        let path = valley::path(20.0, 40, |w| Box::new(SGD::new(w, lr)));
        path.iter().enumerate().map(|(step, place)| (step as f64, height(place))).collect()
    };
    [0.02, 0.09, 0.11]
        .into_iter()
        .fold(LossCurves::new("The same valley, three learning rates"), |figure, lr| {
            figure.curve_over(format!("lr = {lr}"), &curve(lr))
        })
        .x_name("step")
        .log_y()
}

/// Estimates of the gradient from batches of 4 to 256 samples.
fn straying() -> Lines {
    let gradients = noise::gradients();
    let sizes = &noise::BATCHES[1..];
    let (mean, spread) = noise::mean_and_deviation(&gradients);
    let dots: Vec<(f64, f64)> = sizes
        .iter()
        .flat_map(|&batch| {
            let estimates = noise::estimates(&gradients, batch);
            let place = (batch as f64).log2();
            let beside = move |i: usize| place + 0.5 * ((i as f64 * 0.618_034).fract() - 0.5);
            estimates.into_iter().take(300).enumerate().map(move |(i, slope)| (beside(i), slope))
        })
        .collect();
    let over = |level: fn(f64, f64, f64) -> f64| -> Vec<(f64, f64)> {
        (15..=85)
            .map(|i| f64::from(i) / 10.0)
            .map(|place| (place, level(mean, spread, 2_f64.powf(place / 2.0))))
            .collect()
    };
    Lines::new("What a batch takes for the slope")
        .names("batch size B, as a power of two", "slope")
        .points("batches", &dots)
        .line("all samples", &over(|mean, _, _| mean))
        .line("+2σ/√B", &over(|mean, spread, root| mean + 2.0 * spread / root))
        .line("−2σ/√B", &over(|mean, spread, root| mean - 2.0 * spread / root))
}

fn balls() -> Lines {
    let curve = |places: Vec<f64>| -> Vec<(f64, f64)> {
        places.into_iter().enumerate().map(|(step, w)| (step as f64, w)).collect()
    };
    Lines::new("Three ways to the bottom of ½w²")
        .names("step", "w")
        .line("plain", &curve(ball::roll(8, |w| SGD::new(w, 0.5))))
        .line("heavy ball", &curve(ball::roll(8, |w| SGD::new(w, 0.5).momentum(0.5))))
        .line("Nesterov", &curve(ball::roll(8, |w| SGD::new(w, 0.5).momentum(0.5).nesterov(true))))
}

fn fit() -> Lines {
    let (samples, x, y) = sin_cos::samples();
    let model = sin_cos::network();
    let curve = || -> Vec<(f64, f64)> {
        let found = no_grad(|| model.call(&x)).to_vec();
        samples.t.iter().copied().zip(found).collect()
    };
    let before = curve();
    let mut optimizer = Adam::new(model.parameters(), 0.01);
    for _ in 0..500 {
        optimizer.zero_grad();
        MSELoss::new().forward(&model.call(&x), &y).backward();
        optimizer.step();
    }
    let truth: Vec<_> = samples.t.iter().copied().zip(samples.targets.iter().copied()).collect();
    Lines::new("Learning sin t · cos t")
        .names("t", "output")
        .points("sin t · cos t", &truth)
        .line("before", &before)
        .line("after 500 steps of Adam", &curve())
}

fn scan_and_rates() -> (LearningRateScan, LossCurves) {
    let (model, loss) = three_classes::problem();
    let mut optimizer = SGD::new(model.parameters(), 0.001);
    let scan = lr_scan(&model, &mut optimizer, (1e-4, 100.0), 25, || loss(&model));
    let recommended = scan.recommended().expect("the first losses are finite");
    let figure = LearningRateScan::new("A learning-rate scan", &scan.rates, &scan.losses)
        .chosen(recommended);
    let start = model.state_dict();
    let mut curve = |lr: f64| -> Vec<f64> {
        model.load_state_dict(&start).expect("the network's own numbers");
        optimizer.set_lr(lr);
        (0..100)
            .map(|_| {
                optimizer.zero_grad();
                let loss = loss(&model);
                loss.backward();
                optimizer.step();
                loss.item()
            })
            .collect()
    };
    let rates = LossCurves::new("Too low, good, too high")
        .curve("lr = 0.001", &curve(0.001))
        .curve(format!("lr = {recommended:.2}"), &curve(recommended))
        .curve(format!("lr = {:.1}", 10.0 * recommended), &curve(10.0 * recommended))
        .reference("ln 3, guessing", 3_f64.ln())
        .log_y();
    (figure, rates)
}

fn schedule_rates() -> Lines {
    let figure = Lines::new("Five schedules").names("step", "learning rate");
    noisy_blobs::SCHEDULES.into_iter().fold(figure, |figure, (name, start)| {
        let rates = noisy_blobs::train(noisy_blobs::NOISY, start, 1).rates;
        let points: Vec<(f64, f64)> =
            rates.into_iter().enumerate().map(|(step, lr)| (step as f64, lr)).collect();
        figure.line(name, &points)
    })
}

/// Means over all seeds.
fn schedule_losses() -> LossCurves {
    let figure = LossCurves::new("The same five in training").x_name("epoch");
    noisy_blobs::SCHEDULES.into_iter().fold(figure, |figure, (name, start)| {
        let runs = noisy_blobs::runs(noisy_blobs::NOISY, start);
        let mean = |epoch: usize| {
            runs.iter().map(|run| run.losses[epoch]).sum::<f64>() / runs.len() as f64
        };
        let points: Vec<(f64, f64)> =
            (1..=noisy_blobs::EPOCHS).map(|epoch| (epoch as f64, mean(epoch))).collect();
        figure.curve_over(name, &points)
    })
}

/// The path without clipping ends where it leaves the picture.
fn off_a_cliff() -> Lines {
    let height =
        |w: f64, b: f64| no_grad(|| cliff::loss(&cliff::scalar(w), &cliff::scalar(b))).item();
    let (bottom, top) = (-2.7, -1.2);
    let levels = [0.005, 0.02, 0.04, 0.06, 0.15, 0.3];
    let path = |max_norm: f64| -> Vec<(f64, f64)> {
        let path = cliff::path(cliff::START, 60, max_norm);
        path.iter().map(|place| (place.w, place.b)).collect()
    };
    let mut thrown = path(f64::INFINITY);
    let outside = thrown.iter().position(|&(_, b)| b > top).expect("it is thrown out");
    let ((w0, b0), (w1, b1)) = (thrown[outside - 1], thrown[outside]);
    thrown[outside] = (w0 + (top - b0) / (b1 - b0) * (w1 - w0), top);
    Lines::new("A cliff, without and with clipping")
        .names("w", "b")
        .points(
            "equal loss",
            &landscape::contours(height, ((3.5, 5.1), (bottom, top)), 48, &levels),
        )
        .line("not clipped", &thrown[..=outside])
        .line(format!("max_norm = {}", cliff::MAX_NORM), &path(cliff::MAX_NORM))
}

fn two_minima() -> Lines {
    let levels = [0.01, 0.1, 0.4, 0.7, 0.8, 1.4, 2.4];
    let area = ((-3.6, 3.6), (-1.6, 1.6));
    let map = Lines::new("The whole loss of two weights")
        .names("w", "v")
        .points("equal loss", &landscape::contours(two_weights::height, area, 56, &levels));
    two_weights::STARTS.into_iter().fold(map, |map, (name, start)| {
        let path = two_weights::path(start, two_weights::LR, 800);
        map.line(name, &path.iter().map(|&[w, v, _]| (w, v)).collect::<Vec<_>>())
    })
}

fn boundary() -> DecisionBoundary {
    let [(x, y), ..] = two_classes::sets();
    let model = two_classes::network();
    let mut optimizer = SGD::new(model.parameters(), 0.01);
    for _ in 0..500 {
        optimizer.zero_grad();
        BCELoss::new().forward(&model.call(&x), &y).backward();
        optimizer.step();
    }
    let (x, y) = (x.to_vec(), y.to_vec());
    let of_class = |class: f64| -> Vec<(f64, f64)> {
        let points = x.chunks(2).zip(&y).filter(|(_, target)| **target == class);
        points.map(|(point, _)| (point[0], point[1])).collect()
    };
    DecisionBoundary::new("Blobs after 500 epochs", &of_class(0.0), &of_class(1.0), |x1, x2| {
        let point = Array::new(Shape::matrix(1, 2), &[x1, x2], Options::default());
        no_grad(|| model.call(&Tensor::new(point))).item()
    })
}
