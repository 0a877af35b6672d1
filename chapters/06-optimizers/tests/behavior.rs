//! What all optimizers have in common, and what distinguishes them.

#[path = "support/every_optimizer.rs"]
mod every_optimizer;

use std::panic::{AssertUnwindSafe, catch_unwind};

use autograd::Tensor;
use engine::{Array, Options, Shape};
use every_optimizer::{EVERY, Make};
use optimizers::{Adagrad, Adam, AdamW, Optimizer, RMSprop, SGD, State, StateError};
use random::TorchRng;

fn vector(values: &[f64]) -> Tensor {
    Tensor::new(Array::vector(values, Options::f64()))
}

/// A bowl with ripples, so that all elements have different gradients.
fn loss(w: &Tensor) -> Tensor {
    let scale = vector(&[1.0, 3.0, 0.2]);
    (&(w * &scale).tanh() * w).sum() + (w - 0.5).pow(2.0).sum()
}

fn start() -> Tensor {
    vector(&[0.7, -1.2, 2.0]).requires_grad_()
}

/// Takes `steps` steps down `loss` and returns the parameters.
fn descend(
    w: &Tensor,
    optimizer: &mut dyn Optimizer,
    steps: usize,
    loss: impl Fn(&Tensor) -> Tensor,
) -> Vec<f64> {
    for _ in 0..steps {
        optimizer.zero_grad();
        loss(w).backward();
        optimizer.step();
    }
    w.to_vec()
}

#[test]
fn a_parameter_without_gradient_is_unchanged() {
    for (name, make) in EVERY {
        let (used, unused) = (start(), start());
        let mut optimizer = make(vec![unused.clone(), used.clone()], 0.1);
        descend(&used, &mut *optimizer, 3, loss);
        assert_eq!(unused.to_vec(), start().to_vec(), "{name}");
        assert_eq!(optimizer.state()[0], State::default(), "{name}");
        assert_ne!(used.to_vec(), start().to_vec(), "{name}");
        assert_eq!(optimizer.state()[1].step, 3, "{name}");
    }
    // Without a gradient, weight decay does nothing, either.
    let unused = start();
    SGD::new(vec![unused.clone()], 0.1).weight_decay(0.5).step();
    AdamW::new(vec![unused.clone()], 0.1).weight_decay(0.5).step();
    assert_eq!(unused.to_vec(), start().to_vec());
}

#[test]
fn zero_grad_clears_and_lr_can_be_set() {
    for (name, make) in EVERY {
        let w = start();
        let mut optimizer = make(vec![w.clone()], 0.1);
        loss(&w).backward();
        assert!(w.grad().is_some());
        optimizer.zero_grad();
        assert!(w.grad().is_none(), "{name}");
        optimizer.set_lr(0.0);
        assert_eq!(optimizer.lr(), 0.0);
        assert_eq!(descend(&w, &mut *optimizer, 3, loss), start().to_vec(), "{name}: no rate");
        assert_eq!(optimizer.parameters().len(), 1);
    }
}

#[test]
fn a_saved_state_continues_bit_for_bit() {
    for (name, make) in EVERY {
        let w = start();
        let mut optimizer = make(vec![w.clone()], 0.05);
        descend(&w, &mut *optimizer, 5, loss);
        let (values, saved) = (w.data(), optimizer.state().to_vec());
        let onward = descend(&w, &mut *optimizer, 5, loss);

        let w = Tensor::new(values.clone()).requires_grad_();
        let mut resumed = make(vec![w.clone()], 0.05);
        resumed.load_state(&saved).unwrap();
        assert_eq!(resumed.state(), saved);
        assert_eq!(descend(&w, &mut *resumed, 5, loss), onward, "{name}");
        assert_eq!(resumed.state(), optimizer.state(), "{name}");

        // Without its state the path is another one, unless it has none.
        let w = Tensor::new(values).requires_grad_();
        let without_state = descend(&w, &mut *make(vec![w.clone()], 0.05), 5, loss);
        assert_eq!(without_state == onward, name == "SGD", "{name}");
    }
}

#[test]
fn a_state_of_other_parameters_is_an_error() {
    for (name, make) in EVERY {
        let w = start();
        let mut optimizer = make(vec![w.clone()], 0.05);
        descend(&w, &mut *optimizer, 2, loss);
        let before = optimizer.state().to_vec();

        let error = optimizer.load_state(&[]).unwrap_err();
        assert_eq!(error, StateError::Count { expected: 1, found: 0 });
        assert_eq!(
            error.to_string(),
            "the optimizer moves 1 parameter(s), but the state was saved for 0"
        );

        let other = vector(&[1.0, 2.0]).requires_grad_();
        let mut others = make(vec![other.clone()], 0.05);
        descend(&other, &mut *others, 2, |w| w.pow(2.0).sum());
        let result = optimizer.load_state(others.state());
        if name == "SGD" {
            // Its state is only the number of steps, and that fits any parameter.
            assert_eq!(result, Ok(()));
        } else {
            let buffer = before[0].buffers[0].0.to_string();
            let (expected, found) = (Shape::vector(3), Shape::vector(2));
            let error = StateError::Shape { parameter: 0, buffer, expected, found };
            let message = error.to_string();
            assert!(message.ends_with("of parameter 0 should have shape (3,), but has (2,)"));
            assert_eq!(result, Err(error), "{name}");
            assert_eq!(optimizer.state(), before, "{name}: nothing has changed");
        }
    }
}

/// The message of the panic of `work`.
fn panic_message<T>(work: impl FnOnce() -> T) -> String {
    let payload = catch_unwind(AssertUnwindSafe(|| drop(work())));
    let payload = payload.expect_err("it should have panicked");
    payload.downcast_ref::<String>().map_or_else(
        || (*payload.downcast_ref::<&str>().expect("a message")).to_owned(),
        Clone::clone,
    )
}

#[test]
fn settings_out_of_range_panic_with_name_and_value() {
    let some = || vec![start()];
    for bad in [-0.5, f64::NAN, f64::INFINITY] {
        let settings: [(&str, &dyn Fn()); 22] = [
            ("lr", &|| drop(SGD::new(some(), bad))),
            ("lr", &|| drop(Adagrad::new(some(), bad))),
            ("lr", &|| drop(RMSprop::new(some(), bad))),
            ("lr", &|| drop(Adam::new(some(), bad))),
            ("lr", &|| drop(AdamW::new(some(), bad))),
            ("lr", &|| SGD::new(some(), 0.1).set_lr(bad)),
            ("momentum", &|| drop(SGD::new(some(), 0.1).momentum(bad))),
            ("momentum", &|| drop(RMSprop::new(some(), 0.1).momentum(bad))),
            ("weight_decay", &|| drop(SGD::new(some(), 0.1).weight_decay(bad))),
            ("weight_decay", &|| drop(Adagrad::new(some(), 0.1).weight_decay(bad))),
            ("weight_decay", &|| drop(RMSprop::new(some(), 0.1).weight_decay(bad))),
            ("weight_decay", &|| drop(Adam::new(some(), 0.1).weight_decay(bad))),
            ("weight_decay", &|| drop(AdamW::new(some(), 0.1).weight_decay(bad))),
            ("lr_decay", &|| drop(Adagrad::new(some(), 0.1).lr_decay(bad))),
            ("initial_accumulator_value", &|| {
                drop(Adagrad::new(some(), 0.1).initial_accumulator_value(bad));
            }),
            ("eps", &|| drop(Adagrad::new(some(), 0.1).eps(bad))),
            ("eps", &|| drop(RMSprop::new(some(), 0.1).eps(bad))),
            ("eps", &|| drop(Adam::new(some(), 0.1).eps(bad))),
            ("alpha", &|| drop(RMSprop::new(some(), 0.1).alpha(bad))),
            ("beta1", &|| drop(Adam::new(some(), 0.1).betas(bad, 0.999))),
            ("beta2", &|| drop(Adam::new(some(), 0.1).betas(0.9, bad))),
            ("beta2", &|| drop(AdamW::new(some(), 0.1).betas(0.9, bad))),
        ];
        for (name, setting) in settings {
            let message = panic_message(setting);
            let expected = format!("{name} = {bad} is not allowed");
            assert!(message.starts_with(&expected), "{message}, not {expected}");
        }
    }
    // With 1, the running average would never change.
    let message = panic_message(|| Adam::new(some(), 0.1).betas(1.0, 0.999));
    assert_eq!(message, "beta1 = 1 is not allowed: it must be at least 0 and less than 1");
    let message = panic_message(|| SGD::new(some(), 0.1).dampening(f64::NAN));
    assert!(message.starts_with("dampening = NaN is not allowed"), "{message}");
}

#[test]
fn nesterov_needs_momentum_and_no_dampening() {
    let sgd = || SGD::new(vec![start()], 0.1);
    let refused: [&dyn Fn() -> SGD; 4] = [
        &|| sgd().nesterov(true),
        &|| sgd().momentum(0.9).dampening(0.1).nesterov(true),
        &|| sgd().momentum(0.9).nesterov(true).dampening(0.1),
        &|| sgd().momentum(0.9).nesterov(true).momentum(0.0),
    ];
    for optimizer in refused {
        let message = panic_message(|| drop(optimizer()));
        assert!(
            message.starts_with("Nesterov needs a momentum above 0 and a dampening of 0"),
            "{message}"
        );
    }
    let _ = sgd().momentum(0.9).nesterov(true).weight_decay(0.1);
}

type MakeDefault = fn(Vec<Tensor>) -> Box<dyn Optimizer>;

#[test]
fn parameters_are_leaves_and_there_is_at_least_one() {
    let makers: [MakeDefault; 5] = [
        |p| Box::new(SGD::new(p, 0.1)),
        |p| Box::new(Adagrad::new(p, 0.1)),
        |p| Box::new(RMSprop::new(p, 0.1)),
        |p| Box::new(Adam::new(p, 0.1)),
        |p| Box::new(AdamW::new(p, 0.1)),
    ];
    for make in makers {
        let message = panic_message(|| drop(make(Vec::new())));
        assert!(message.contains("the list of parameters is empty"), "{message}");
        let message = panic_message(|| drop(make(vec![start(), start() * 2.0])));
        assert!(message.starts_with("parameter 1, of shape"), "{message}");
        assert!(message.contains("leaves"), "{message}");
    }
}

/// Weight decay is a penalty of ½λ|θ|² on the parameters, except in `AdamW`.
#[test]
fn weight_decay_is_a_penalty() {
    const LAMBDA: f64 = 0.3;
    let with_penalty = |w: &Tensor| loss(w) + w.pow(2.0).sum() * (LAMBDA / 2.0);
    let pairs: [(&str, Make, Make); 5] = [
        ("SGD", |p, lr| Box::new(SGD::new(p, lr).weight_decay(LAMBDA)), EVERY[0].1),
        (
            "SGD with Nesterov",
            |p, lr| Box::new(SGD::new(p, lr).momentum(0.9).nesterov(true).weight_decay(LAMBDA)),
            EVERY[2].1,
        ),
        ("Adagrad", |p, lr| Box::new(Adagrad::new(p, lr).weight_decay(LAMBDA)), EVERY[3].1),
        ("RMSprop", |p, lr| Box::new(RMSprop::new(p, lr).weight_decay(LAMBDA)), EVERY[5].1),
        ("Adam", |p, lr| Box::new(Adam::new(p, lr).weight_decay(LAMBDA)), EVERY[7].1),
    ];
    for (name, decaying, plain) in pairs {
        let (a, b, without) = (start(), start(), start());
        let decayed = descend(&a, &mut *decaying(vec![a.clone()], 0.05), 20, loss);
        let penalized = descend(&b, &mut *plain(vec![b.clone()], 0.05), 20, with_penalty);
        let free = descend(&without, &mut *plain(vec![without.clone()], 0.05), 20, loss);
        for (decayed, penalized) in decayed.iter().zip(&penalized) {
            assert!((decayed - penalized).abs() < 1e-12, "{name}: {decayed} and {penalized}");
        }
        assert!(decayed.iter().zip(&free).any(|(a, b)| (a - b).abs() > 1e-3), "{name}");
    }
}

/// The first step of Adam is ±η for every gradient, so a decay that is part of the
/// gradient has no effect; `AdamW`'s shrinks every parameter by ηλθ.
#[test]
fn adam_and_adamw_decay_differently() {
    const LR: f64 = 0.05;
    const LAMBDA: f64 = 0.3;
    let first_step = |make: Make| {
        let w = start();
        descend(&w, &mut *make(vec![w.clone()], LR), 1, loss)
    };
    let adam = first_step(|p, lr| Box::new(Adam::new(p, lr)));
    let decaying = first_step(|p, lr| Box::new(Adam::new(p, lr).weight_decay(LAMBDA)));
    let adamw = first_step(|p, lr| Box::new(AdamW::new(p, lr).weight_decay(LAMBDA)));
    let plain = first_step(|p, lr| Box::new(AdamW::new(p, lr).weight_decay(0.0)));
    for (i, start) in start().to_vec().into_iter().enumerate() {
        assert!(((adam[i] - start).abs() - LR).abs() < 1e-8, "a step of ±η");
        assert!((decaying[i] - adam[i]).abs() < 1e-8);
        assert!((adamw[i] - (adam[i] - LR * LAMBDA * start)).abs() < 1e-14);
        assert!((plain[i] - adam[i]).abs() < 1e-15, "without decay the two are one");
    }
    // The default of AdamW is 0.01.
    let default = first_step(|p, lr| Box::new(AdamW::new(p, lr)));
    let spelled_out = first_step(|p, lr| Box::new(AdamW::new(p, lr).weight_decay(0.01)));
    assert_eq!(default, spelled_out);
}

/// Adagrad, RMSprop and Adam divide each gradient by the size of earlier ones, so the scale of the
/// loss does not matter, except for ε. In SGD, a loss 1024 times as large has the effect of a
/// learning rate 1024 times as large. All of that is exact, because 1024 is a power of two.
#[test]
fn the_scale_of_the_loss_matters_to_sgd_only() {
    let scaled = |w: &Tensor| loss(w) * 1024.0;
    let adaptive: [Make; 4] = [
        |p, lr| Box::new(Adagrad::new(p, lr).eps(0.0)),
        |p, lr| Box::new(RMSprop::new(p, lr).eps(0.0)),
        |p, lr| Box::new(Adam::new(p, lr).eps(0.0)),
        |p, lr| Box::new(AdamW::new(p, lr).eps(0.0)),
    ];
    for make in adaptive {
        let (a, b) = (start(), start());
        let here = descend(&a, &mut *make(vec![a.clone()], 0.01), 20, loss);
        let there = descend(&b, &mut *make(vec![b.clone()], 0.01), 20, scaled);
        assert_eq!(here, there);
    }
    let (a, b) = (start(), start());
    let here = descend(&a, &mut SGD::new(vec![a.clone()], 0.01), 20, loss);
    let there = descend(&b, &mut SGD::new(vec![b.clone()], 0.01 / 1024.0), 20, scaled);
    assert_eq!(here, there);
}

/// ½ Σ cᵢθᵢ², whose derivative by θᵢ is cᵢθᵢ.
fn bowl(curvature: &[f64]) -> impl Fn(&Tensor) -> Tensor {
    let curvature = vector(curvature);
    move |w| (&w.pow(2.0) * &curvature).sum() * 0.5
}

/// Bowls of four dimensions, with curvatures from 1/κ to 1 and κ up to 100, and a start for each.
fn bowls() -> impl Iterator<Item = (f64, Vec<f64>, Vec<f64>)> {
    let mut rng = TorchRng::manual_seed(5);
    (0..20).map(move |_| {
        let draw = |n, lo, hi, rng: &mut TorchRng| -> Vec<f64> {
            rng.uniform(n, lo, hi).into_iter().map(f64::from).collect()
        };
        let kappa = 10f64.powf(draw(1, 0.0, 2.0, &mut rng)[0]);
        let between = draw(2, 0.0, 1.0, &mut rng).into_iter().map(|t| kappa.powf(-t));
        let curvature = between.chain([1.0, 1.0 / kappa]).collect();
        (kappa, curvature, draw(4, -2.0, 2.0, &mut rng))
    })
}

/// Plain gradient descent multiplies θᵢ by 1 − ηcᵢ in every step, and does nothing else.
#[test]
fn descent_down_a_bowl_is_a_geometric_series() {
    for (kappa, curvature, start) in bowls() {
        for lr in [0.1, 1.0, 1.9] {
            let w = vector(&start).requires_grad_();
            let end = descend(&w, &mut SGD::new(vec![w.clone()], lr), 30, bowl(&curvature));
            for ((end, start), c) in end.iter().zip(&start).zip(&curvature) {
                let expected = (1.0 - lr * c).powi(30) * start;
                assert!((end - expected).abs() < 1e-13, "κ = {kappa}: {end}, not {expected}");
            }
        }
        // Above 2/c the factor is below −1, and the steps grow.
        let w = vector(&start).requires_grad_();
        let end = descend(&w, &mut SGD::new(vec![w.clone()], 2.1), 30, bowl(&curvature));
        assert!(end[2].abs() > 10.0 * start[2].abs());
    }
}

#[test]
fn every_optimizer_finds_the_bottom_of_a_bowl() {
    for (name, make) in EVERY {
        for (kappa, curvature, start) in bowls().take(5) {
            let loss = bowl(&curvature);
            let w = vector(&start).requires_grad_();
            let lr = if name.starts_with("SGD") || name.starts_with("Adagrad") { 1.0 } else { 0.1 };
            let mut optimizer = make(vec![w.clone()], lr);
            // A decaying learning rate, since the steps of RMSprop and Adam do not shrink by
            // themselves.
            for _ in 0..20 {
                descend(&w, &mut *optimizer, 100, &loss);
                optimizer.set_lr(optimizer.lr() * 0.8);
            }
            let (first, last) = (loss(&vector(&start)).item(), loss(&w).item());
            assert!(last < 1e-4 * first, "{name}, κ = {kappa}: from {first} to {last}");
        }
    }
}

/// Heavy-ball momentum with the best learning rate and momentum takes √κ steps where plain gradient
/// descent takes κ (Polyak 1964).
#[test]
fn momentum_crosses_a_long_valley_sooner() {
    let kappa: f64 = 400.0;
    let curvature = [1.0, 1.0 / kappa];
    let steps_to_the_bottom = |lr: f64, momentum: f64| {
        let w = vector(&[1.0, 1.0]).requires_grad_();
        let mut optimizer = SGD::new(vec![w.clone()], lr).momentum(momentum);
        (1..10_000)
            .find(|_| {
                let end = descend(&w, &mut optimizer, 1, bowl(&curvature));
                end.iter().all(|x| x.abs() < 1e-6)
            })
            .expect("it converges")
    };
    let plain = steps_to_the_bottom(2.0 / (1.0 + 1.0 / kappa), 0.0);
    let root = kappa.sqrt();
    let best = (2.0 * root / (root + 1.0)).powi(2);
    let heavy = steps_to_the_bottom(best, ((root - 1.0) / (root + 1.0)).powi(2));
    println!("{plain} steps without momentum, {heavy} with");
    // ln 10⁶ / ln((κ + 1)/(κ − 1)) steps, and with √κ for κ, up to a polynomial factor.
    let theory = |kappa: f64| 1e6_f64.ln() / ((kappa + 1.0) / (kappa - 1.0)).ln();
    assert!((f64::from(plain) / theory(kappa) - 1.0).abs() < 0.01);
    assert!(f64::from(heavy) < 2.0 * theory(root));
}

#[test]
fn a_state_of_a_different_optimizer_is_an_error() {
    let w = start();
    let mut sgd = SGD::new(vec![w.clone()], 0.05).momentum(0.9);
    descend(&w, &mut sgd, 2, loss);
    let mut adam = Adam::new(vec![w], 0.05);
    let error = adam.load_state(sgd.state()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "parameter 0 was saved with the buffers [\"momentum_buffer\"], but this optimizer keeps \
         [\"exp_avg\", \"exp_avg_sq\"]"
    );
    // A step count without the running averages would give them the wrong bias correction.
    let without_buffers = [State { step: 2, buffers: Vec::new() }];
    assert!(matches!(adam.load_state(&without_buffers), Err(StateError::Buffers { .. })));
    assert_eq!(adam.load_state(&[State::default()]), Ok(()));
    // As many buffers as Adam keeps, but one of them twice; and all that it keeps, and one more.
    let buffer = |name: &'static str| (name.into(), start().data());
    for names in [&["exp_avg", "exp_avg"][..], &["exp_avg", "exp_avg_sq", "momentum_buffer"]] {
        let buffers = names.iter().map(|name| buffer(name)).collect();
        let error = adam.load_state(&[State { step: 2, buffers }]);
        assert!(matches!(error, Err(StateError::Buffers { .. })), "{names:?}");
    }
}
