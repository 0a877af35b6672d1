//! The network with a single example, and the derivative.

use autograd::Tensor;
use engine::{Array, DType, Options, Shape};
use random::TorchRng;
use tests::{
    one_example::{CLASS, EPOCHS, LR, SAMPLE, STEPS, WEIGHTS, derivative, labels},
    tensors::{randn, size},
};

use crate::check::{Checks, Found, counts, numbers};

/// The checks of this tutorial.
pub fn checks() -> Checks {
    Checks::new(&[
        ("target", |_| numbers((0..3).map(|class| if class == CLASS { 1.0 } else { 0.0 }))),
        ("sample", |_| numbers(SAMPLE)),
        ("sample_shape", |_| Found::Text(size(&Tensor::matrix(&[SAMPLE]).shape().sizes()))),
        ("print_sample", |_| Found::Text(Tensor::matrix(&[SAMPLE]).to_string())),
        ("labels_shape", |_| Found::Text(size(&[1, SAMPLE.len()]))),
        ("labels", |_| Found::Text(labels())),
        ("weight", |row| numbers(WEIGHTS[row.first()].as_flattened().iter().copied())),
        ("epochs", |_| {
            assert_eq!(STEPS.len(), 49, "the loop counts from 1");
            counts([EPOCHS])
        }),
        ("lr", |_| numbers([LR])),
        ("step_loss", |row| {
            let floor = (1.0 + 2.0 / 1f64.exp()).ln();
            assert!(STEPS.iter().all(|step| step.loss > floor - 1e-6), "softmax applied twice");
            numbers([STEPS[row.first()].loss])
        }),
        ("step_probability", |row| {
            let [step, class] = row.at[..] else { panic!("{}: which step and class?", row.id) };
            let probabilities = &STEPS[step].probabilities;
            assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-6);
            numbers([probabilities[class]])
        }),
        ("a", |row| numbers(row.pick(&derivative().a.to_vec()))),
        ("cube", |row| numbers(row.pick(&derivative().cube.to_vec()))),
        ("square", |row| numbers(row.pick(&derivative().square.to_vec()))),
        ("made_by", |_| {
            Found::Text(derivative().square.grad_fn().expect("it was computed").name())
        }),
        ("mean", |_| numbers([derivative().mean.item()])),
        ("grad_before", |_| {
            Found::Text(derivative().before.map_or("None".to_owned(), |grad| grad.to_string()))
        }),
        ("closed_form", |_| closed_form()),
        ("grad", |row| {
            numbers(row.pick(&derivative().a.grad().expect("backward reaches it").to_vec()))
        }),
        ("by_hand", |row| {
            let a = derivative().a.detach();
            numbers(row.pick(&(3.0 * a.pow(5.0) / 2.0).to_vec()))
        }),
    ])
}

/// For any table of four numbers, the gradient of the mean of (a³)² is 3a⁵/2.
fn closed_form() -> Found {
    let mut rng = TorchRng::manual_seed(0);
    let mut worst: f64 = 0.0;
    for _ in 0..100 {
        let a: Array = randn(Shape::matrix(2, 2), &mut rng).data().to_dtype(DType::F64);
        let a = Tensor::new(a).requires_grad_();
        a.pow(3.0).pow(2.0).mean().backward();
        let grad = a.grad().expect("backward reaches it");
        assert_eq!(grad.data().options(), Options::f64());
        for (found, a) in grad.to_vec().iter().zip(a.to_vec()) {
            let expected = 1.5 * a.powi(5);
            worst = worst.max((found - expected).abs() / expected.abs());
        }
    }
    Found::Property(worst < 1e-14, format!("the gradients differ by {worst:e} of their size"))
}
