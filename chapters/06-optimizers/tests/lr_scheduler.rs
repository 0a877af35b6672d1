//! Learning-rate schedules: what holds for each of them, and what distinguishes them.

use std::panic::{AssertUnwindSafe, catch_unwind};

use autograd::Tensor;
use optimizers::{
    Adagrad, Optimizer, SGD,
    lr_scheduler::{
        Anneal, CosineAnnealingLR, ExponentialLR, LRScheduler, LRSchedulerStateError, LinearLR,
        Mode, OneCycleLR, ReduceLROnPlateau, Schedule, SequentialLR, StepLR, ThresholdMode,
    },
};
use proptest::prelude::*;

fn sgd(lr: f64) -> SGD {
    SGD::new(vec![Tensor::scalar(0.0).requires_grad_()], lr).momentum(0.9)
}

type MakeSchedule = fn() -> Box<dyn Schedule>;

/// All that are fixed in advance.
const EVERY: [(&str, MakeSchedule); 6] = [
    ("StepLR", || Box::new(StepLR::new(3).gamma(0.5))),
    ("ExponentialLR", || Box::new(ExponentialLR::new(0.9))),
    ("CosineAnnealingLR", || Box::new(CosineAnnealingLR::new(5).eta_min(0.01))),
    ("LinearLR", || Box::new(LinearLR::new().total_iters(4))),
    ("OneCycleLR", || Box::new(OneCycleLR::new(0.7, 12).three_phase(true))),
    ("SequentialLR", || {
        Box::new(SequentialLR::new(LinearLR::new()).then(4, CosineAnnealingLR::new(8)))
    }),
];

#[derive(Debug)]
struct Boxed(Box<dyn Schedule>);

impl Schedule for Boxed {
    fn name(&self) -> &'static str {
        self.0.name()
    }
    fn get_lr(&self, epoch: usize, lr: f64, base_lr: f64) -> f64 {
        self.0.get_lr(epoch, lr, base_lr)
    }
    fn restart_lr(&self, base_lr: f64) -> f64 {
        self.0.restart_lr(base_lr)
    }
    fn get_momentum(&self, epoch: usize) -> Option<f64> {
        self.0.get_momentum(epoch)
    }
    fn total_steps(&self) -> Option<usize> {
        self.0.total_steps()
    }
}

fn rates(optimizer: &mut SGD, scheduler: &mut LRScheduler, steps: usize) -> Vec<(u64, u64)> {
    let mut rates = Vec::new();
    for _ in 0..steps {
        let momentum = optimizer.current_momentum().unwrap_or(f64::NAN);
        rates.push((optimizer.lr().to_bits(), momentum.to_bits()));
        scheduler.step(optimizer);
    }
    rates
}

/// Two ways to resume: from the state, and by taking all steps again.
#[test]
fn an_interrupted_schedule_goes_on_to_the_same_bits() {
    for (name, make) in EVERY {
        for pause in 0..12 {
            let mut whole = sgd(0.3);
            let mut scheduler = LRScheduler::new(&mut whole, Boxed(make()));
            let expected = rates(&mut whole, &mut scheduler, 12);

            let mut first = sgd(0.3);
            let mut scheduler = LRScheduler::new(&mut first, Boxed(make()));
            let mut found = rates(&mut first, &mut scheduler, pause);
            let state = scheduler.state();
            assert_eq!(state.last_epoch, pause, "{name}");

            let mut second = sgd(0.3);
            let mut resumed = LRScheduler::new(&mut second, Boxed(make()));
            resumed.load_state(&state, &mut second).expect("the same schedule");
            found.extend(rates(&mut second, &mut resumed, 12 - pause));
            assert_eq!(found, expected, "{name}, resumed after {pause}");
        }
    }
}

#[test]
fn a_state_of_another_schedule_is_refused() {
    let mut optimizer = sgd(0.3);
    let cosine = LRScheduler::new(&mut optimizer, CosineAnnealingLR::new(5));
    let mut step = LRScheduler::new(&mut optimizer, StepLR::new(5));
    let error = step.load_state(&cosine.state(), &mut optimizer).unwrap_err();
    assert!(matches!(error, LRSchedulerStateError::Schedule { expected: "StepLR", .. }), "{error}");

    let mut state = step.state();
    state.last_lr = f64::NAN;
    let error = step.load_state(&state, &mut optimizer).unwrap_err();
    assert!(matches!(error, LRSchedulerStateError::LearningRate { name: "last_lr", .. }));

    let mut cycle = LRScheduler::new(&mut optimizer, OneCycleLR::new(0.1, 5));
    let mut state = cycle.state();
    state.last_epoch = 6;
    let error = cycle.load_state(&state, &mut optimizer).unwrap_err();
    assert_eq!(error, LRSchedulerStateError::Epoch { total_steps: 5, found: 6 });
    state.last_epoch = 5;
    state.last_momentum = Some(1.0);
    let error = cycle.load_state(&state, &mut optimizer).unwrap_err();
    assert_eq!(error, LRSchedulerStateError::Momentum { found: 1.0 });
}

fn message_of(action: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(action)).expect_err("a panic");
    panic.downcast_ref::<String>().cloned().unwrap_or_default()
}

#[test]
fn settings_without_meaning_are_refused() {
    let refused: [(&str, &dyn Fn()); 8] = [
        ("step_size = 0", &|| {
            StepLR::new(0);
        }),
        ("t_max = 0", &|| {
            CosineAnnealingLR::new(0);
        }),
        ("total_steps = 0", &|| {
            OneCycleLR::new(0.1, 0);
        }),
        ("pct_start = 1.5", &|| {
            let _ = OneCycleLR::new(0.1, 9).pct_start(1.5);
        }),
        ("pct_start = 0.6", &|| {
            let _ = OneCycleLR::new(0.1, 9).three_phase(true).pct_start(0.6);
        }),
        ("start_factor = 0", &|| {
            let _ = LinearLR::new().start_factor(0.0);
        }),
        ("milestone = 3", &|| {
            let first = SequentialLR::new(StepLR::new(1)).then(3, StepLR::new(1));
            let _ = first.then(3, StepLR::new(1));
        }),
        ("milestone = 6", &|| {
            let _ = SequentialLR::new(OneCycleLR::new(0.1, 5)).then(6, StepLR::new(1));
        }),
    ];
    for (expected, action) in refused {
        let message = message_of(action);
        assert!(message.contains(expected), "{expected}: {message}");
    }
    let message = message_of(|| {
        let mut optimizer = sgd(0.1);
        let mut scheduler = LRScheduler::new(&mut optimizer, OneCycleLR::new(0.1, 2));
        (0..3).for_each(|_| scheduler.step(&mut optimizer));
    });
    assert!(message.contains("OneCycleLR ends after total_steps = 2"), "{message}");
    let message = message_of(|| {
        let mut optimizer = Adagrad::new(vec![Tensor::scalar(0.0).requires_grad_()], 0.1);
        LRScheduler::new(&mut optimizer, OneCycleLR::new(0.1, 2));
    });
    assert!(message.contains("cycle_momentum(false)"), "{message}");
}

/// The loss of eight epochs: it falls, it stays, it falls a little.
const LOSSES: [f64; 8] = [1.0, 0.5, 0.5, 0.51, 0.5, 0.49, 0.49, 0.49];

fn plateau(mut scheduler: ReduceLROnPlateau, metrics: &[f64]) -> Vec<f64> {
    let mut optimizer = sgd(1.0);
    let mut rates = Vec::new();
    for &metric in metrics {
        scheduler.step(metric, &mut optimizer);
        rates.push(optimizer.lr());
    }
    rates
}

#[test]
fn the_rate_falls_on_a_plateau() {
    let half = |patience| ReduceLROnPlateau::new(&sgd(1.0)).factor(0.5).patience(patience);
    // The third bad epoch in a row is the fifth.
    let expected = [1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.5];
    assert_eq!(plateau(half(2), &LOSSES), expected);
    // 0.49 is 2 % better than 0.5, and with a threshold of 5 % that doesn't count.
    let strict = half(2).threshold(0.05);
    assert_eq!(plateau(strict, &LOSSES), [1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.25]);
    // Negative numbers to be maximized, with an absolute threshold: the same epochs.
    let negated = LOSSES.map(|loss| -loss);
    let upward = half(2).mode(Mode::Max).threshold_mode(ThresholdMode::Abs).threshold(0.001);
    assert_eq!(plateau(upward, &negated), expected);
    // NaN is never better.
    assert_eq!(plateau(half(0), &[1.0, f64::NAN, f64::NAN]), [1.0, 0.5, 0.25]);
}

#[test]
fn a_paused_plateau_goes_on() {
    let make = || ReduceLROnPlateau::new(&sgd(1.0)).factor(0.5).patience(1).cooldown(1);
    let whole = plateau(make(), &LOSSES);
    for pause in 0..LOSSES.len() {
        let (mut before, mut first) = (sgd(1.0), make());
        LOSSES[..pause].iter().for_each(|&loss| first.step(loss, &mut before));
        let (mut after, mut second) = (sgd(before.lr()), make());
        if pause > 0 {
            second.load_state(first.state(), &mut after).expect("a state of ours");
        }
        let rest: Vec<f64> = LOSSES[pause..]
            .iter()
            .map(|&loss| {
                second.step(loss, &mut after);
                after.lr()
            })
            .collect();
        assert_eq!(rest, whole[pause..], "paused after {pause}");
    }
}

proptest! {
    /// Up to the maximum and down to the minimum, with the momentum in the opposite direction.
    #[test]
    fn one_cycle_rises_once_and_falls_once(
        steps in 3_usize..60,
        pct_start in 0.1..0.5,
        linear: bool,
    ) {
        let strategy = if linear { Anneal::Linear } else { Anneal::Cos };
        let cycle = OneCycleLR::new(2.0, steps).pct_start(pct_start).anneal_strategy(strategy);
        let mut optimizer = sgd(1.0);
        let mut scheduler = LRScheduler::new(&mut optimizer, cycle);
        let mut path = Vec::new();
        for _ in 0..steps {
            path.push((optimizer.lr(), optimizer.current_momentum().unwrap()));
            scheduler.step(&mut optimizer);
        }
        // Near its ends, a cosine is so flat that rounding decides.
        let above = |a: f64, b: f64| a >= b - 1e-12;
        let top = (0..steps).max_by(|&a, &b| path[a].0.total_cmp(&path[b].0)).unwrap();
        prop_assert!(path[..=top].windows(2).all(|pair| above(pair[1].0, pair[0].0)));
        prop_assert!(path[top..].windows(2).all(|pair| above(pair[0].0, pair[1].0)));
        // The corner can lie between two steps, and the two need not turn at the same one.
        let low = (0..steps).min_by(|&a, &b| path[a].1.total_cmp(&path[b].1)).unwrap();
        prop_assert!(low.abs_diff(top) <= 1);
        prop_assert!(path[..=low].windows(2).all(|pair| above(pair[0].1, pair[1].1)));
        prop_assert!(path[low..].windows(2).all(|pair| above(pair[1].1, pair[0].1)));
        prop_assert!(path.iter().all(|&(lr, m)| above(2.0, lr) && above(m, 0.85) && above(0.95, m)));
        prop_assert!((path[steps - 1].0 - 2.0 / 25.0 / 1e4).abs() < 1e-12);
    }

    /// The recursion of the cosine is its closed form, over many periods.
    #[test]
    fn a_cosine_is_a_cosine(t_max in 2_usize..40, eta_min in 0.0..0.1, lr in 0.2..1.0) {
        let mut optimizer = sgd(lr);
        let schedule = CosineAnnealingLR::new(t_max).eta_min(eta_min);
        let mut scheduler = LRScheduler::new(&mut optimizer, schedule);
        for epoch in 0..4 * t_max {
            let cos = (std::f64::consts::PI * epoch as f64 / t_max as f64).cos();
            let expected = eta_min + (lr - eta_min) * (1.0 + cos) / 2.0;
            prop_assert!((optimizer.lr() - expected).abs() < 1e-9, "{epoch}: {} {expected}", optimizer.lr());
            scheduler.step(&mut optimizer);
        }
    }
}
