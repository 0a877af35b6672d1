//! The numbers inside the chapter's sentences: `cargo run -p optimizers --example optimizers_values`.

#[path = "support/ball.rs"]
mod ball;
#[expect(dead_code, reason = "what other programs of this chapter need")]
#[path = "support/cliff.rs"]
mod cliff;
#[path = "support/floor.rs"]
mod floor;
#[path = "support/given.rs"]
mod given;
#[path = "replay_49_steps/network.rs"]
mod network;
#[path = "support/noise.rs"]
mod noise;
#[path = "support/noisy_blobs.rs"]
mod noisy_blobs;
#[path = "support/sin_cos.rs"]
mod sin_cos;
#[path = "support/slice.rs"]
mod slice;
#[path = "support/three_classes.rs"]
mod three_classes;
#[path = "support/two_classes.rs"]
mod two_classes;
#[path = "support/two_weights.rs"]
mod two_weights;
#[path = "support/valley.rs"]
mod valley;

use std::fmt::Display;

use autograd::{Tensor, nn::Module};
use data::blobs::{make_blobs, make_blobs_around};
use given::follow;
use losses::{BCELoss, CrossEntropyLoss, MSELoss};
use optimizers::{Adam, LrScan, Optimizer, SGD, lr_scan};
use random::NumpyRng;

fn say(name: &str, value: impl Display) {
    println!("{name} = {value}");
}

fn main() {
    downhill();
    momentum();
    adam();
    rates();
    schedules();
    landscapes();
    replays();
}

fn downhill() {
    let factor = 1.0 - 2.0 * 0.1;
    say("gap_after_1", format!("{:.1}", 3.0 * factor));
    let steps = (1..100).find(|&n| 3.0 * f64::powi(factor, n) < 0.1).expect("it gets there");
    say("steps_to_tenth", steps);

    let lr = 0.09;
    let path = valley::path(20.0, 10, |w| Box::new(SGD::new(w, lr)));
    say("valley_lr", lr);
    say("valley_factor_y", format!("{:.1}", path[1].1 / path[0].1));
    say("valley_factor_x", format!("{:.2}", path[1].0 / path[0].0));
    say("valley_y_10", format!("{:.2}", path[10].1));
    say("valley_x_10", format!("{:.2}", path[10].0));

    let gradients = noise::gradients();
    say("full_slope", format!("{:.2}", noise::mean_and_deviation(&gradients).0));
    for batch in [noise::BATCHES[0], noise::BATCHES[2]] {
        let estimates = noise::estimates(&gradients, batch);
        let wrong = estimates.iter().filter(|&&estimate| estimate > 0.0).count();
        let share = 100.0 * wrong as f64 / estimates.len() as f64;
        say(&format!("wrong_way_{batch}"), format!("{share:.0}"));
    }
}

fn momentum() {
    let heavy = ball::roll(3, |w| SGD::new(w, 0.5).momentum(0.5));
    say("ball_3", heavy[3]);
    let nesterov = ball::roll(3, |w| SGD::new(w, 0.5).momentum(0.5).nesterov(true));
    say("nesterov_1", nesterov[1]);
    say("nesterov_v2", 0.5 + nesterov[1]);
    say("nesterov_2", nesterov[2]);

    let steps = |kappa: f64, lr: f64, mu: f64| {
        let path = valley::path(kappa, 5000, |w| Box::new(SGD::new(w, lr).momentum(mu)));
        let far = path.iter().rposition(|(x, y)| x.hypot(*y) > 0.001);
        far.map_or(0.0, |last| (last + 1) as f64)
    };
    let plain = |kappa: f64| steps(kappa, 2.0 / (1.0 + kappa), 0.0);
    let heavy = |kappa: f64| {
        let root = kappa.sqrt();
        steps(kappa, (2.0 / (root + 1.0)).powi(2), ((root - 1.0) / (root + 1.0)).powi(2))
    };
    say("plain_grows", format!("{:.1}", plain(400.0) / plain(100.0)));
    say("heavy_grows", format!("{:.1}", heavy(400.0) / heavy(100.0)));
}

fn adam() {
    let (beta1, beta2) = (0.9_f64, 0.999_f64);
    say("rmsprop_alpha", 0.99);
    say("adam_beta2", beta2);
    say("adam_one_minus_beta2", format!("{:.3}", 1.0 - beta2));
    let gradients = [vec![4.0], vec![2.0], vec![-1.0]];
    for t in 1..=3_i32 {
        let (places, adam) =
            follow(|w| Adam::new(w, 0.1), &[0.0], &gradients[..usize::try_from(t).unwrap_or(0)]);
        let buffers = &adam.state()[0].buffers;
        let (m, v) = (buffers[0].1.item(), buffers[1].1.item());
        let (c1, c2) = (1.0 - beta1.powi(t), 1.0 - beta2.powi(t));
        let [before, after] =
            places[places.len() - 2..].iter().map(|w| w[0]).collect::<Vec<_>>()[..]
        else {
            unreachable!("there are at least two places")
        };
        match t {
            1 => say("adam_v1", format!("{v:.3}")),
            2 => {
                say("adam_m2", format!("{m:.2}"));
                say("adam_v2", format!("{v:.6}"));
                say("adam_c1_2", format!("{c1:.2}"));
                say("adam_c2_2", format!("{c2:.6}"));
                say("adam_mhat2", format!("{:.4}", m / c1));
                say("adam_vhat2", format!("{:.4}", v / c2));
                say("adam_step2", format!("{:.4}", before - after));
            }
            _ => {
                say("adam_m3", format!("{m:.3}"));
                say("adam_step3", format!("{:.4}", before - after));
            }
        }
    }

    let (_, x, y) = sin_cos::samples();
    let model = sin_cos::network();
    let loss = || MSELoss::new().forward(&model.call(&x), &y);
    say("sin_cos_start", format!("{:.4}", loss().item()));
    let mut optimizer = Adam::new(model.parameters(), 0.01);
    for _ in 0..500 {
        optimizer.zero_grad();
        loss().backward();
        optimizer.step();
    }
    say("sin_cos_end", format!("{:.4}", loss().item()));
}

fn rates() {
    let (model, loss) = three_classes::problem();
    let mut optimizer = SGD::new(model.parameters(), 0.001);
    let mut scan = |steps: usize| -> LrScan {
        lr_scan(&model, &mut optimizer, (1e-4, 100.0), steps, || loss(&model))
    };
    let (coarse, fine) = (scan(25), scan(49));
    let best = |scan: &LrScan| scan.recommended().expect("the first losses are finite");
    say("scan_start", format!("{:.2}", coarse.losses[0]));
    say("scan_best", format!("{:.2}", 2.0 * best(&coarse)));
    say("scan_recommended", format!("{:.2}", best(&coarse)));
    say("scan_recommended_49", format!("{:.2}", best(&fine)));
    say("scan_ten_times", format!("{:.1}", 10.0 * best(&coarse)));
    say("scan_factor", format!("{:.2}", coarse.rates[1] / coarse.rates[0]));
    say("ln_3", format!("{:.4}", 3_f64.ln()));
}

fn schedules() {
    let line = floor::Line::through(noise::samples());
    let small = 0.0125;
    let excess: f64 = floor::SEEDS.map(|seed| line.excess(small, seed)).sum();
    let share = excess / floor::SEEDS.count() as f64 / small;
    assert!((share / (line.predicted(small) / small) - 1.0).abs() < 0.2, "theory holds");
    say("floor_share", format!("{share:.1}"));

    let (noisy, [constant, _, cosine, warm, _]) = (noisy_blobs::NOISY, noisy_blobs::SCHEDULES);
    let ends = |setup, (_, start)| noisy_blobs::ends(&noisy_blobs::runs(setup, start));
    for (name, schedule) in [("constant", constant), ("cosine", cosine)] {
        let (mean, spread) = ends(noisy, schedule);
        say(&format!("sched_{name}"), format!("{mean:.2}"));
        say(&format!("sched_{name}_spread"), format!("{spread:.3}"));
    }
    for (name, schedule) in [("cosine", cosine), ("warm", warm)] {
        let (mean, _) = ends(noisy_blobs::LONG_STEPS, schedule);
        say(&format!("long_{name}"), format!("{mean:.2}"));
    }
}

fn landscapes() {
    let path = cliff::path(cliff::START, cliff::STEPS, f64::INFINITY);
    let steepest = path.iter().map(|place| place.norm).fold(0.0, f64::max);
    say("cliff_start_norm", format!("{:.3}", path[0].norm));
    say("cliff_norm", format!("{steepest:.2}"));
    let last = &path[cliff::STEPS];
    say("cliff_end", format!("{:.2}", last.loss));
    assert!((last.loss - 0.3 * 0.3).abs() < 1e-3, "the output is 1, and should be 0.7");

    let bend = {
        let h = 1e-3;
        let height = two_weights::height;
        (height(h, h) - height(h, -h) - height(-h, h) + height(-h, -h)) / (4.0 * h * h)
    };
    say("saddle_curvature", format!("{:.1}", bend.abs()));
    let [right, left] =
        [1, 0].map(|i| two_weights::path(two_weights::STARTS[i].1, two_weights::LR, 800));
    assert!(right[800][0] > 0.9 && left[800][0] < -0.9, "the two end in different minima");
    let near =
        |path: &[[f64; 3]]| path.iter().filter(|place| place[0].hypot(place[1]) < 0.25).count();
    say("saddle_steps", near(&right).min(near(&left)));

    let (model, loss) = three_classes::problem();
    let found = slice::slice(&model, &loss);
    say(
        "slice_ratio",
        format!("{:.0}", (found.gradient[1] / found.gradient[0] / 10.0).round() * 10.0),
    );
    say("slice_bottom", format!("{:.2}", found.losses[1]));
    say("slice_after", format!("{:.2}", found.losses[2]));
}

fn replays() {
    let model = network::network();
    let (x, class) = network::sample();
    let values = || -> Vec<f64> { model.parameters().iter().flat_map(Tensor::to_vec).collect() };
    let before = values();
    let loss = CrossEntropyLoss::new().forward(&model.call(&x), &class);
    loss.expect("three outputs").backward();
    Adam::new(model.parameters(), network::LR).step();
    let moved = values().iter().zip(&before).filter(|(after, before)| after != before).count();
    say("replay_full_steps", moved);
    say("replay_parameters", model.parameter_count());
    let steps = network::replay(&network::network(), true).expect("three outputs");
    let last = &steps[network::STEPS - 1];
    let (sure, last) = (last.probabilities.to_vec()[1], last.loss.item());
    let floor = (1.0 + 2.0 / 1_f64.exp()).ln();
    assert!(sure > 0.9999 && (last - floor).abs() < 1e-4, "as sure as can be, at the floor");
    say("floor", format!("{floor:.6}"));

    let [train, ..] = two_classes::sets();
    let centers = make_blobs(40, 2, 3, 1.5, &mut NumpyRng::seed(0)).centers;
    let tests: Vec<_> = (1..=20)
        .map(|seed| {
            let mut rng = NumpyRng::seed(seed);
            let other = make_blobs(10, 2, 3, 1.5, &mut rng);
            let same = make_blobs_around(10, &centers, 2, 1.5, &mut rng);
            [same, other].map(|blobs| two_classes::points(&blobs))
        })
        .collect();
    let model = two_classes::network();
    let loss = |(x, y): &two_classes::Points| BCELoss::new().forward(&model.call(x), y);
    let test = || -> Vec<[f64; 2]> {
        tests.iter().map(|pair| pair.each_ref().map(|points| loss(points).item())).collect()
    };
    let before = test();
    let mut optimizer = SGD::new(model.parameters(), 0.01);
    for _ in 0..50 {
        optimizer.zero_grad();
        loss(&train).backward();
        optimizer.step();
    }
    let after = test();
    for (i, name) in ["blobs_rising_same", "blobs_rising_new"].into_iter().enumerate() {
        say(name, before.iter().zip(&after).filter(|(b, a)| a[i] > b[i]).count());
    }
}
