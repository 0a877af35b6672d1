//! The learning-rate scan: its rates, when it stops, and that it restores everything.

#[path = "support/every_optimizer.rs"]
mod every_optimizer;

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
};

use autograd::{
    Tensor,
    nn::{Linear, Module, Sequential, Tanh},
};
use engine::Array;
use every_optimizer::EVERY;
use losses::MSELoss;
use optimizers::{LrScan, Optimizer, SGD, State, lr_scan};
use random::TorchRng;

fn model() -> Sequential {
    let mut rng = TorchRng::manual_seed(1);
    Sequential::new()
        .push(Linear::new(2, 4, &mut rng))
        .push(Tanh::new())
        .push(Linear::new(4, 1, &mut rng))
}

fn loss(model: &impl Module) -> Tensor {
    let x = Tensor::matrix(&[[0.5, -1.0], [1.5, 0.25], [-0.75, 1.0], [0.1, 0.9]]);
    let y = Tensor::matrix(&[[1.0], [-0.5], [0.3], [0.8]]);
    MSELoss::new().forward(&model.call(&x), &y)
}

fn train(model: &impl Module, optimizer: &mut dyn Optimizer, steps: usize) {
    for _ in 0..steps {
        optimizer.zero_grad();
        loss(model).backward();
        optimizer.step();
    }
}

type Everything = (Vec<Array>, Vec<Option<Array>>, Vec<State>, f64);

/// Everything that a step may change.
fn everything(model: &impl Module, optimizer: &dyn Optimizer) -> Everything {
    let parameters = model.parameters();
    (
        parameters.iter().map(Tensor::data).collect(),
        parameters.iter().map(|p| p.grad().map(|grad| grad.data())).collect(),
        optimizer.state().to_vec(),
        optimizer.lr(),
    )
}

#[test]
fn restores_everything() {
    for (name, make) in EVERY {
        let (model, twin) = (model(), model());
        let mut optimizer = make(model.parameters(), 0.02);
        let mut other = make(twin.parameters(), 0.02);
        train(&model, &mut *optimizer, 3);
        train(&twin, &mut *other, 3);
        // One parameter that has a gradient, one that has none.
        model.parameters()[0].zero_grad();
        let before = everything(&model, &*optimizer);
        assert!(before.1[0].is_none() && before.1[1].is_some());

        let scan = lr_scan(&model, &mut *optimizer, (1e-4, 1.0), 30, || loss(&model));
        assert!(scan.losses[1..].iter().any(|&loss| loss != scan.losses[0]), "{name}: it trained");
        assert_eq!(everything(&model, &*optimizer), before, "{name}");

        // So training continues as without the scan.
        train(&model, &mut *optimizer, 5);
        train(&twin, &mut *other, 5);
        assert_eq!(everything(&model, &*optimizer), everything(&twin, &*other), "{name}");
    }
}

/// Only the last layer is trained; the others are frozen.
#[test]
fn works_with_frozen_parameters() {
    let model = model();
    let parameters = model.parameters();
    parameters[..2].iter().for_each(|parameter| parameter.set_requires_grad(false));
    let mut optimizer = SGD::new(parameters[2..].to_vec(), 0.1);
    let before = everything(&model, &optimizer);
    let scan = lr_scan(&model, &mut optimizer, (1e-3, 0.1), 10, || loss(&model));
    assert_eq!(scan.losses.len(), 10);
    assert_eq!(everything(&model, &optimizer), before);
    assert!(parameters[..2].iter().all(|parameter| !parameter.requires_grad()));
}

#[test]
fn rates_grow_by_the_same_factor() {
    let model = model();
    let mut optimizer = SGD::new(model.parameters(), 0.1);
    let scan = lr_scan(&model, &mut optimizer, (1e-6, 1e-1), 51, || loss(&model));
    assert_eq!((scan.rates.len(), scan.losses.len()), (51, 51));
    assert_eq!(scan.rates[0], 1e-6);
    assert!((scan.rates[50] / 1e-1 - 1.0).abs() < 1e-14);
    for pair in scan.rates.windows(2) {
        assert!((pair[1] / pair[0] / 10f64.powf(0.1) - 1.0).abs() < 1e-13, "{pair:?}");
    }
}

#[test]
fn the_first_loss_is_the_one_before_any_step() {
    let model = model();
    let mut optimizer = SGD::new(model.parameters(), 0.1);
    let expected = loss(&model).item();
    let scan = lr_scan(&model, &mut optimizer, (1e-3, 1.0), 5, || loss(&model));
    assert_eq!(scan.losses[0], expected);
}

#[test]
fn stops_when_the_loss_has_grown_tenfold() {
    let w = Linear::from_parameters(Tensor::matrix(&[[1.0]]), None);
    let mut optimizer = SGD::new(w.parameters(), 0.1);
    // On w² any rate above 1 diverges.
    let scan = lr_scan(&w, &mut optimizer, (1.1, 100.0), 100, || w.weight().pow(2.0).sum());
    let (last, others) = scan.losses.split_last().expect("there is a first loss");
    assert!(scan.losses.len() < 100, "it stopped early");
    assert_eq!(scan.rates.len(), scan.losses.len());
    assert!(*last > 10.0 * scan.losses[0], "{last}");
    assert!(others.iter().all(|&loss| loss <= 10.0 * scan.losses[0]));
}

#[test]
fn stops_when_the_loss_is_nan() {
    for broken in [f64::NAN, f64::INFINITY] {
        let w = Linear::from_parameters(Tensor::matrix(&[[1.0]]), None);
        let mut optimizer = SGD::new(w.parameters(), 0.1);
        let calls = Cell::new(0);
        let scan = lr_scan(&w, &mut optimizer, (1e-3, 1e-1), 100, || {
            calls.set(calls.get() + 1);
            let factor = if calls.get() == 4 { broken } else { 1.0 };
            w.weight().pow(2.0).sum() * factor
        });
        assert_eq!((calls.get(), scan.losses.len(), scan.rates.len()), (4, 4, 4));
        assert!(!scan.losses[3].is_finite());
        assert_eq!(scan.recommended(), Some(scan.rates[2] / 2.0));
        assert_eq!(w.weight().item(), 1.0);
    }
}

#[test]
fn recommends_half_the_best_rate() {
    let scan = |losses: &[f64]| LrScan {
        rates: (0..losses.len()).map(|i| 10f64.powi(i32::try_from(i).unwrap() - 3)).collect(),
        losses: losses.to_vec(),
    };
    assert_eq!(scan(&[3.0, 2.0, 1.0, 5.0]).recommended(), Some(0.05));
    assert_eq!(scan(&[f64::NAN, 2.0, f64::NEG_INFINITY]).recommended(), Some(0.005));
    assert_eq!(scan(&[f64::NAN, f64::INFINITY]).recommended(), None);
    assert_eq!(scan(&[]).recommended(), None);
}

#[test]
fn panics_for_ranges_that_do_not_grow() {
    let refused = |range: (f64, f64), steps: usize| {
        let model = model();
        let mut optimizer = SGD::new(model.parameters(), 0.1);
        let scan = || lr_scan(&model, &mut optimizer, range, steps, || loss(&model));
        let payload = catch_unwind(AssertUnwindSafe(scan)).expect_err("it should have panicked");
        payload.downcast_ref::<String>().expect("a message").clone()
    };
    let ranges = [
        (0.0, 1.0),
        (-1.0, 1.0),
        (1.0, 1.0),
        (1.0, 0.1),
        (0.1, f64::INFINITY),
        (0.1, f64::NAN),
        (f64::NAN, 1.0),
    ];
    for (start, stop) in ranges {
        let message = refused((start, stop), 10);
        assert!(message.contains(&format!("from {start} to {stop}")), "{message}");
    }
    for steps in [0, 1] {
        let message = refused((0.1, 1.0), steps);
        assert!(
            message.contains(&format!("at least 2 steps are needed, not {steps}")),
            "{message}"
        );
    }
}

/// The scan goes on up to ten times the first loss, and ends above it.
#[test]
fn a_scan_ends_above_ten_times_the_first_loss() {
    let scan = |losses: [f64; 4]| {
        let model = Sequential::new().push(Linear::from_parameters(Tensor::matrix(&[[1.0]]), None));
        let mut optimizer = SGD::new(model.parameters(), 0.1);
        let weight = model.parameter("0.weight").expect("the only parameter");
        let mut losses = losses.into_iter();
        lr_scan(&model, &mut optimizer, (0.1, 1.0), 4, || {
            (&weight * 0.0).sum() + losses.next().expect("four steps at most")
        })
    };
    assert_eq!(scan([2.0, 20.0, 20.5, 1.0]).losses, [2.0, 20.0, 20.5]);
    assert_eq!(scan([2.0, 20.0, 20.0, 1.0]).losses, [2.0, 20.0, 20.0, 1.0]);
    // A loss can be negative: then it may rise by nine times its size.
    assert_eq!(scan([-1.0, 8.0, 8.5, 1.0]).losses, [-1.0, 8.0, 8.5]);
}
