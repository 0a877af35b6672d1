//! Parameter groups: parameters with a weight decay and a learning rate of their own.

#[path = "support/every_optimizer.rs"]
mod every_optimizer;

use autograd::Tensor;
use engine::{Array, Options};
use every_optimizer::{EVERY, Make};
use optimizers::{
    Adagrad, Adam, AdamW, Optimizer, ParamGroup, RMSprop, SGD,
    lr_scheduler::{ExponentialLR, LRScheduler},
};

fn start() -> Tensor {
    Tensor::new(Array::vector(&[0.7, -1.2, 2.0], Options::f64())).requires_grad_()
}

fn loss(w: &Tensor) -> Tensor {
    (&w.tanh() * w).sum() + (w - 0.5).pow(2.0).sum()
}

fn descend(parameters: &[&Tensor], optimizers: &mut [&mut dyn Optimizer], steps: usize) {
    for _ in 0..steps {
        for optimizer in optimizers.iter() {
            optimizer.zero_grad();
        }
        for w in parameters {
            loss(w).backward();
        }
        for optimizer in optimizers.iter_mut() {
            optimizer.step();
        }
    }
}

type Grouped = fn(Vec<Tensor>, ParamGroup) -> Box<dyn Optimizer>;
type Alone = fn(Vec<Tensor>, f64, f64) -> Box<dyn Optimizer>;

/// Two groups, and two optimizers with a group each, take the same steps.
#[test]
fn a_group_is_as_an_optimizer_of_its_own() {
    const LR: f64 = 0.05;
    let pairs: [(&str, Grouped, Alone); 5] = [
        (
            "SGD",
            |p, g| Box::new(SGD::new(p, LR).momentum(0.9).weight_decay(0.3).add_param_group(g)),
            |p, lr, decay| Box::new(SGD::new(p, lr).momentum(0.9).weight_decay(decay)),
        ),
        (
            "Adagrad",
            |p, g| Box::new(Adagrad::new(p, LR).weight_decay(0.3).add_param_group(g)),
            |p, lr, decay| Box::new(Adagrad::new(p, lr).weight_decay(decay)),
        ),
        (
            "RMSprop",
            |p, g| Box::new(RMSprop::new(p, LR).weight_decay(0.3).add_param_group(g)),
            |p, lr, decay| Box::new(RMSprop::new(p, lr).weight_decay(decay)),
        ),
        (
            "Adam",
            |p, g| Box::new(Adam::new(p, LR).weight_decay(0.3).add_param_group(g)),
            |p, lr, decay| Box::new(Adam::new(p, lr).weight_decay(decay)),
        ),
        (
            "AdamW",
            |p, g| Box::new(AdamW::new(p, LR).weight_decay(0.3).add_param_group(g)),
            |p, lr, decay| Box::new(AdamW::new(p, lr).weight_decay(decay)),
        ),
    ];
    for (name, grouped, alone) in pairs {
        let (a, b, c, d) = (start(), start(), start(), start());
        let group = ParamGroup::new(vec![b.clone()]).weight_decay(0.0).lr_scale(0.5);
        descend(&[&a, &b], &mut [&mut *grouped(vec![a.clone()], group)], 10);
        let mut first = alone(vec![c.clone()], LR, 0.3);
        let mut second = alone(vec![d.clone()], LR / 2.0, 0.0);
        descend(&[&c, &d], &mut [&mut *first, &mut *second], 10);
        assert_eq!(a.to_vec(), c.to_vec(), "{name}");
        assert_eq!(b.to_vec(), d.to_vec(), "{name}");
        assert_ne!(a.to_vec(), b.to_vec(), "{name}");
    }
}

#[test]
fn a_schedule_changes_all_groups() {
    let (a, b) = (Tensor::scalar(0.0).requires_grad_(), Tensor::scalar(0.0).requires_grad_());
    let mut optimizer = SGD::new(vec![a.clone()], 1.0)
        .add_param_group(ParamGroup::new(vec![b.clone()]).lr_scale(0.25));
    let mut scheduler = LRScheduler::new(&mut optimizer, ExponentialLR::new(0.5));
    (&a + &b).backward();
    for expected in [(-1.0, -0.25), (-1.5, -0.375), (-1.75, -0.4375)] {
        optimizer.step();
        scheduler.step(&mut optimizer);
        assert_eq!((a.item(), b.item()), expected);
    }
}

/// The state lists the parameters of all groups, in order.
#[test]
fn the_state_spans_the_groups() {
    let make = |a: &Tensor, b: &Tensor| {
        AdamW::new(vec![a.clone()], 0.1).add_param_group(ParamGroup::new(vec![b.clone()]))
    };
    let (a, b) = (start(), start());
    let mut optimizer = make(&a, &b);
    descend(&[&b], &mut [&mut optimizer], 2);
    let steps: Vec<u64> = optimizer.state().iter().map(|state| state.step).collect();
    assert_eq!(steps, [0, 2]);
    assert!(optimizer.parameters()[1].is(&b));

    let (c, d) = (start(), Tensor::new(b.data()).requires_grad_());
    let mut resumed = make(&c, &d);
    resumed.load_state(optimizer.state()).expect("the same parameters");
    descend(&[&b], &mut [&mut optimizer], 1);
    descend(&[&d], &mut [&mut resumed], 1);
    assert_eq!(b.to_vec(), d.to_vec());
}

#[test]
#[should_panic(expected = "parameter 0, of shape (3,), is in the optimizer already")]
fn a_parameter_is_in_one_group() {
    let w = start();
    let _ = SGD::new(vec![w.clone()], 0.1).add_param_group(ParamGroup::new(vec![w]));
}

#[test]
#[should_panic(expected = "the list of parameters is empty")]
fn a_group_is_not_empty() {
    let _ = SGD::new(vec![start()], 0.1).add_param_group(ParamGroup::new(Vec::new()));
}

/// Uphill on ℓ is downhill on −ℓ.
#[test]
fn maximizing_is_minimizing_the_negative() {
    let up: [(&str, Make, Make); 5] = [
        ("SGD", |p, lr| Box::new(SGD::new(p, lr).maximize(true)), EVERY[0].1),
        ("Adagrad", |p, lr| Box::new(Adagrad::new(p, lr).maximize(true)), EVERY[3].1),
        ("RMSprop", |p, lr| Box::new(RMSprop::new(p, lr).maximize(true)), EVERY[5].1),
        ("Adam", |p, lr| Box::new(Adam::new(p, lr).maximize(true)), EVERY[7].1),
        ("AdamW", |p, lr| Box::new(AdamW::new(p, lr).maximize(true)), EVERY[9].1),
    ];
    for (name, maximize, minimize) in up {
        let (a, b) = (start(), start());
        let (mut climbing, mut falling) =
            (maximize(vec![a.clone()], 0.01), minimize(vec![b.clone()], 0.01));
        for _ in 0..5 {
            climbing.zero_grad();
            falling.zero_grad();
            loss(&a).backward();
            (-loss(&b)).backward();
            climbing.step();
            falling.step();
        }
        assert_eq!(a.to_vec(), b.to_vec(), "{name}");
        assert!(loss(&a).item() > loss(&start()).item(), "{name}");
    }
}
