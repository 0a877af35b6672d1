//! The figures of the pages on `losses`.

use autograd::Tensor;
use engine::{Array, Options, Shape};
use figures::{Lines, LossCurves};
use losses::{
    BCELoss, BCEWithLogitsLoss, ChiSquaredLoss, CrossEntropyLoss, L2Loss, MSELoss, NLLLoss,
};

use super::{Drawing, drawing};

pub(super) fn figures() -> Vec<Drawing> {
    vec![
        drawing("losses-surprise", surprise()),
        drawing("losses-chi-squared", chi_squared()),
        drawing("losses-slopes", gradients()),
        drawing("losses-binary", binary()),
        drawing("losses-entropy", entropy()),
        drawing("losses-double-softmax", double_softmax()),
    ]
}

/// A row of numbers in double precision.
fn row(values: &[f64]) -> Tensor {
    Tensor::new(Array::new(Shape::matrix(1, values.len()), values, Options::f64()))
}

/// `f` over evenly spaced numbers.
fn over(low: f64, high: f64, f: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
    let xs = (0..=240).map(|i| low + (high - low) * f64::from(i) / 240.0);
    xs.map(|x| (x, f(x))).collect()
}

fn surprise() -> Lines {
    let nll = |p: f64| {
        NLLLoss::new().forward(&row(&[p]).log(), &[0]).map_or(f64::NAN, |loss| loss.item())
    };
    Lines::new("How surprising is what happened?")
        .names("probability p that the model gave it", "surprise −ln p")
        .line("−ln p", &over(0.005, 1.0, nll))
}

fn chi_squared() -> Lines {
    let (measured, sigma) = (row(&[10.0, 16.0]), row(&[1.0, 2.0]));
    let weighed = |g: f64| ChiSquaredLoss.forward(&row(&[g, g]), &measured, &sigma).item();
    let plain = |g: f64| 2.0 * L2Loss.forward(&row(&[g, g]), &measured).item();
    Lines::new("10 ± 1 and 16 ± 2: what was measured?")
        .names("guess g", "loss")
        .points("smallest", &[(11.2, weighed(11.2)), (13.0, plain(13.0))])
        .line("χ²", &over(8.0, 17.0, weighed))
        .line("2 L2", &over(8.0, 17.0, plain))
}

fn gradients() -> Lines {
    let gradient = |z: f64, loss: &dyn Fn(&Tensor) -> Tensor| {
        let z = row(&[z]).requires_grad_();
        loss(&z).backward();
        z.grad().map_or(f64::NAN, |grad| grad.item())
    };
    let target = row(&[1.0]);
    let squared = |z: f64| gradient(z, &|z| MSELoss::new().forward(&z.sigmoid(), &target));
    let entropy = |z: f64| gradient(z, &|z| BCEWithLogitsLoss::new().forward(z, &target));
    Lines::new("Who corrects a certain mistake?")
        .names("logit z, for the target 1", "slope of the loss")
        .line("squared error of σ(z)", &over(-10.0, 6.0, squared))
        .line("cross-entropy", &over(-10.0, 6.0, entropy))
}

fn binary() -> Lines {
    let target = Tensor::vector(&[0.0]);
    let apart = |z: f64| BCELoss::new().forward(&Tensor::vector(&[z]).sigmoid(), &target).item();
    let joined = |z: f64| BCEWithLogitsLoss::new().forward(&Tensor::vector(&[z]), &target).item();
    Lines::new("One logit against the target 0")
        .names("logit z", "loss")
        .line("sigmoid, then BCELoss", &over(-4.0, 20.0, apart))
        .line("BCEWithLogitsLoss", &over(-4.0, 20.0, joined))
}

fn entropy() -> Lines {
    let loss = |p: f64, t: f64| BCELoss::new().forward(&row(&[p]), &row(&[t])).item();
    Lines::new("Certain targets and soft ones")
        .names("predicted probability p", "loss")
        .points("smallest", &[(1.0, loss(1.0, 1.0)), (0.7, loss(0.7, 0.7))])
        .line("target 1", &over(0.04, 1.0, |p| loss(p, 1.0)))
        .line("target 0.7", &over(0.04, 0.99, |p| loss(p, 0.7)))
}

fn double_softmax() -> LossCurves {
    let loss = |scores: &Tensor| {
        CrossEntropyLoss::new().forward(scores, &[1]).map_or(f64::NAN, |loss| loss.item())
    };
    let floor = (1.0 + 2.0 / 1_f64.exp()).ln();
    LossCurves::new("Softmax once and twice, three classes")
        .curve_over("from logits", &over(-5.0, 10.0, |x| loss(&row(&[0.0, x, 0.0]))))
        .curve_over("softmax twice", &over(-5.0, 10.0, |x| loss(&row(&[0.0, x, 0.0]).softmax(1))))
        .reference("ln(1 + 2/e)", floor)
        .x_name("logit x of the right class")
}
