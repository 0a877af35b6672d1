//! Every number this chapter prints, and properties of the losses.

use std::panic::{AssertUnwindSafe, catch_unwind};

use autograd::{
    Tensor,
    nn::{Linear, Module, Sequential, Sigmoid},
};
use engine::{Array, Options, Shape};
use losses::{
    BCELoss, BCEWithLogitsLoss, ChiSquaredLoss, ClassError, CrossEntropyLoss, HuberLoss, KLDivLoss,
    L1Loss, L2Loss, MSELoss, NLLLoss, Reduction, SmoothL1Loss,
};
use proptest::prelude::*;

fn table(rows: usize, cols: usize, values: &[f64]) -> Tensor {
    Tensor::new(Array::new(Shape::matrix(rows, cols), values, Options::f64()))
}

fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance
}

/// The smallest possible loss with softmax applied twice, for three classes.
fn floor() -> f64 {
    (1.0 + 2.0 / 1f64.exp()).ln()
}

/// The same loss computed in both ways, in single and in double precision.
#[test]
fn two_samples_of_three_classes() {
    let logits = [1.0, -1.0, 2.0, -1.0, 0.0, 1.0];
    let one_hot = [0.0, 0.0, 1.0, 0.0, 1.0, 0.0];
    let classes = [2, 1];
    for (options, tolerance) in [(Options::default(), 1e-7), (Options::f64(), 4e-16)] {
        let tensor = |values| Tensor::new(Array::new(Shape::matrix(2, 3), values, options));
        let (x, t) = (tensor(&logits), tensor(&one_hot));
        let losses = [
            CrossEntropyLoss::new().forward(&x, &classes).unwrap(),
            CrossEntropyLoss::new().forward_probabilities(&x, &t),
            NLLLoss::new().forward(&x.log_softmax(1), &classes).unwrap(),
        ];
        for loss in losses {
            assert!(close(loss.item(), 0.8783090906062833, tolerance), "{loss}");
            assert_eq!(format!("{:.6}", loss.item()), "0.878309");
        }
    }

    let q = table(2, 3, &logits).softmax(1).to_vec();
    let printed: Vec<_> = q.iter().map(|q| format!("{q:.4}")).collect();
    assert_eq!(printed, ["0.2595", "0.0351", "0.7054", "0.0900", "0.2447", "0.6652"]);
    assert!(close((-q[2].ln() - q[4].ln()) / 2.0, 0.8783090906062833, 1e-15));
}

#[test]
fn ones_against_zeros_with_either_binary_loss() {
    let (ones, zeros) = (Tensor::vector(&[1.0; 10]), Tensor::vector(&[0.0; 10]));
    assert_eq!(BCELoss::new().forward(&ones, &zeros).item(), 100.0);

    let logits = BCEWithLogitsLoss::new();
    assert_eq!(logits.forward(&ones, &zeros).to_string(), "tensor(1.3133)");
    let (ones, zeros) = (table(10, 1, &[1.0; 10]), table(10, 1, &[0.0; 10]));
    let sum = logits.clone().reduction(Reduction::Sum).forward(&ones, &zeros).item();
    assert!(close(sum, 13.1326169, 5e-8), "{sum}");
    let exact = logits.forward(&ones, &zeros).item();
    assert!(
        close(exact, 1.3132616875182228, 1e-15) && close(exact, (1.0 + 1f64.exp()).ln(), 1e-15)
    );
}

#[test]
fn a_certain_prediction_after_two_softmaxes_reaches_the_floor() {
    assert_eq!(format!("{:.6}", floor()), "0.551445");
    let certain = table(1, 3, &[0.0, 1000.0, 0.0]);
    let loss = CrossEntropyLoss::new();
    assert_eq!(loss.forward(&certain, &[1]).unwrap().item(), 0.0);
    let twice = loss.forward(&certain.softmax(1), &[1]).unwrap().item();
    assert!(close(twice, floor(), 1e-15), "{twice}");

    // The more certain the network, the closer to the floor, but never on it or below.
    let mut above = f64::INFINITY;
    for logit in [0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0] {
        let once = table(1, 3, &[0.0, logit, 0.0]).softmax(1);
        let now = loss.forward(&once, &[1]).unwrap().item() - floor();
        assert!((0.0..above).contains(&now), "{logit}: {now}");
        above = now;
    }
    assert!(above < 1e-13, "{above}");
}

/// Each loss is printed before the probabilities of its step, so it belongs to those of the
/// step before. The first five steps of a training with softmax applied twice, class 1:
#[test]
fn a_printed_loss_follows_from_the_probabilities_printed_before_it() {
    let steps: [(f64, [f64; 3]); 6] = [
        (1.2942, [0.1865, 0.2612, 0.5523]),
        (1.1835, [0.1551, 0.3949, 0.4499]),
        (1.0450, [0.1093, 0.5608, 0.3300]),
        (0.8881, [0.0671, 0.7224, 0.2105]),
        (0.7508, [0.0349, 0.8473, 0.1178]),
        (0.6554, [0.0166, 0.9239, 0.0595]),
    ];
    for pair in steps.windows(2) {
        let ((_, p), (next, _)) = (pair[0], pair[1]);
        let formula = -p[1] + p.iter().map(|p| p.exp()).sum::<f64>().ln();
        let loss = CrossEntropyLoss::new().forward(&table(1, 3, &p), &[1]).unwrap().item();
        assert!(close(loss, formula, 1e-15));
        // Both were rounded to four digits.
        assert!(close(loss, next, 1e-4), "{p:?} give {loss}, but {next} was printed");
    }
}

#[test]
fn logits_of_a_thousand_stay_finite() {
    let logits = [1000.0, -1000.0, 0.0, -1000.0, 1000.0, -1000.0, 1000.0, 1000.0, 1000.0];
    let zeros_and_ones = [0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0];
    for options in [Options::default(), Options::f64()] {
        let tensor = |values| Tensor::new(Array::new(Shape::matrix(3, 3), values, options));
        let t = tensor(&zeros_and_ones);
        let losses: [&dyn Fn(&Tensor) -> Tensor; 3] = [
            &|x| CrossEntropyLoss::new().forward(x, &[1, 2, 0]).unwrap(),
            &|x| CrossEntropyLoss::new().forward_probabilities(x, &t),
            &|x| BCEWithLogitsLoss::new().forward(x, &t),
        ];
        for loss in losses {
            let x = tensor(&logits).requires_grad_();
            let loss = loss(&x);
            assert!(loss.item().is_finite() && loss.item() > 1.0, "{loss}");
            loss.backward();
            let grad = x.grad().unwrap();
            assert!(grad.to_vec().iter().all(|g| g.is_finite() && g.abs() <= 1.0), "{grad}");
        }
    }
    // Two samples are wrong by 2000, so the loss of each is 2000; the equal logits give ln 3.
    let loss = CrossEntropyLoss::new().reduction(Reduction::Sum);
    let total = loss.forward(&table(3, 3, &logits), &[1, 2, 0]).unwrap().item();
    assert!(close(total, 2000.0 + 2000.0 + 3f64.ln(), 1e-12), "{total}");
}

#[test]
fn classes_that_do_not_fit_are_an_error() {
    let x = table(2, 3, &[0.0; 6]);
    let both = |classes: &[usize]| {
        let nll = NLLLoss::new().forward(&x, classes).map(|loss| loss.item());
        let cross_entropy = CrossEntropyLoss::new().forward(&x, classes).map(|loss| loss.item());
        let (nll, cross_entropy) = (nll.unwrap_err(), cross_entropy.unwrap_err());
        assert_eq!(nll, cross_entropy);
        nll
    };
    let error = both(&[0, 7]);
    assert_eq!(error, ClassError::OutOfRange { sample: 1, class: 7, classes: 3 });
    assert_eq!(
        error.to_string(),
        "sample 1 has class 7, but there are scores for 3 classes, numbered from 0 to 2"
    );
    assert_eq!(both(&[3, 7]), ClassError::OutOfRange { sample: 0, class: 3, classes: 3 });
    for classes in [&[][..], &[0], &[0, 1, 2]] {
        let error = both(classes);
        assert_eq!(error, ClassError::Count { samples: 2, classes: classes.len() });
        assert_eq!(
            error.to_string(),
            format!("{} classes were given for the scores of 2 samples", classes.len())
        );
    }
}

/// A mean over no samples is NaN; a sum over no samples is 0, and a list of them empty. All have empty
/// gradients.
#[test]
fn an_empty_batch() {
    let check = |loss: &dyn Fn(Reduction, &Tensor, &Tensor) -> Tensor| {
        for reduction in [Reduction::Mean, Reduction::Sum, Reduction::None] {
            let x = table(0, 3, &[]).requires_grad_();
            let loss = loss(reduction, &x, &table(0, 3, &[]));
            match reduction {
                Reduction::Mean => assert!(loss.item().is_nan()),
                Reduction::Sum => assert_eq!(loss.item(), 0.0),
                Reduction::None => assert!(loss.shape().is_empty()),
            }
            loss.sum().backward();
            assert_eq!(x.grad().unwrap().shape(), Shape::matrix(0, 3));
        }
    };
    check(&|r, x, t| MSELoss::new().reduction(r).forward(x, t));
    check(&|r, x, t| L1Loss::new().reduction(r).forward(x, t));
    check(&|r, x, t| SmoothL1Loss::new().reduction(r).forward(x, t));
    check(&|r, x, t| HuberLoss::new().reduction(r).forward(x, t));
    check(&|r, x, t| KLDivLoss::new().reduction(r).forward(x, t));
    check(&|r, x, t| BCELoss::new().reduction(r).forward(x, t));
    check(&|r, x, t| BCEWithLogitsLoss::new().reduction(r).forward(x, t));
    check(&|r, x, _| NLLLoss::new().reduction(r).forward(x, &[]).unwrap());
    check(&|r, x, _| CrossEntropyLoss::new().reduction(r).forward(x, &[]).unwrap());
    check(&|r, x, t| CrossEntropyLoss::new().reduction(r).forward_probabilities(x, t));
    let none = table(0, 3, &[]);
    assert_eq!(L2Loss.forward(&none, &none).item(), 0.0);
    assert_eq!(ChiSquaredLoss.forward(&none, &none, &none).item(), 0.0);
}

/// The message of the panic of `work`.
fn panic_message(work: impl FnOnce() -> Tensor) -> String {
    let payload = catch_unwind(AssertUnwindSafe(work)).expect_err("it should have panicked");
    payload.downcast_ref::<String>().expect("a message").clone()
}

#[test]
fn a_list_is_not_a_column() {
    let (list, column) = (Tensor::vector(&[1.0; 4]), table(4, 1, &[1.0; 4]));
    let losses: [(&str, &dyn Fn() -> Tensor); 9] = [
        ("MSELoss", &|| MSELoss::new().forward(&list, &column)),
        ("L1Loss", &|| L1Loss::new().forward(&list, &column)),
        ("SmoothL1Loss", &|| SmoothL1Loss::new().forward(&list, &column)),
        ("HuberLoss", &|| HuberLoss::new().forward(&list, &column)),
        ("KLDivLoss", &|| KLDivLoss::new().forward(&list, &column)),
        ("L2Loss", &|| L2Loss.forward(&list, &column)),
        ("ChiSquaredLoss", &|| ChiSquaredLoss.forward(&list, &column, &column)),
        ("BCELoss", &|| BCELoss::new().forward(&list, &column)),
        ("BCEWithLogitsLoss", &|| BCEWithLogitsLoss::new().forward(&list, &column)),
    ];
    for (name, loss) in losses {
        let (message, expected) = (
            panic_message(loss),
            format!("{name}: the input has shape (4,), but the target (4, 1); reshape one of them"),
        );
        assert!(message.contains(&expected), "{message}");
    }
    let message = panic_message(|| ChiSquaredLoss.forward(&column, &column, &list));
    assert!(message.contains("(4, 1)") && message.contains("(4,)"), "{message}");
}

#[test]
fn bce_rejects_inputs_that_are_not_probabilities() {
    for (values, found) in [([0.5, 1.5], "from 0.5 to 1.5"), ([-0.25, 0.5], "from -0.25 to 0.5")] {
        let message = panic_message(|| {
            BCELoss::new().forward(&Tensor::vector(&values), &Tensor::vector(&[0.0, 1.0]))
        });
        assert!(message.contains(found), "{message}");
        assert!(message.contains("is a sigmoid missing?"), "{message}");
        assert!(message.contains("BCEWithLogitsLoss"), "{message}");
    }
}

#[test]
fn bce_rejects_targets_that_are_not_probabilities() {
    for (values, found) in [([0.5, 2.0], "from 0.5 to 2"), ([-0.5, 0.5], "from -0.5 to 0.5")] {
        let message = panic_message(|| {
            BCELoss::new().forward(&Tensor::vector(&[0.5, 0.5]), &Tensor::vector(&values))
        });
        assert!(message.contains("BCELoss: the targets") && message.contains(found), "{message}");
    }
}

/// The name in the message is the loss that was called, not an operation inside it.
#[test]
fn precisions_do_not_mix() {
    let single = Tensor::vector(&[0.5, 0.5]);
    let double = Tensor::new(Array::vector(&[0.5, 0.5], Options::f64()));
    let losses: [(&str, &dyn Fn() -> Tensor); 11] = [
        ("MSELoss", &|| MSELoss::new().forward(&single, &double)),
        ("L1Loss", &|| L1Loss::new().forward(&single, &double)),
        ("SmoothL1Loss", &|| SmoothL1Loss::new().forward(&single, &double)),
        ("HuberLoss", &|| HuberLoss::new().forward(&single, &double)),
        ("KLDivLoss", &|| KLDivLoss::new().forward(&single, &double)),
        ("BCELoss", &|| BCELoss::new().weight(&double).forward(&single, &single)),
        ("BCEWithLogitsLoss", &|| {
            BCEWithLogitsLoss::new().pos_weight(&double).forward(&single, &single)
        }),
        ("L2Loss", &|| L2Loss.forward(&single, &double)),
        ("ChiSquaredLoss", &|| ChiSquaredLoss.forward(&single, &single, &double)),
        ("BCELoss", &|| BCELoss::new().forward(&single, &double)),
        ("BCEWithLogitsLoss", &|| BCEWithLogitsLoss::new().forward(&single, &double)),
    ];
    for (name, loss) in losses {
        let message = panic_message(loss);
        assert!(message.starts_with(&format!("{name}: the input is f32, but")), "{message}");
    }
    let there = single.data().to_device(engine::Device::Nalgebra);
    let message = panic_message(|| MSELoss::new().forward(&single, &Tensor::new(there.clone())));
    assert!(message.starts_with("MSELoss: the input is on faer, but the target"), "{message}");
}

/// The node of each loss in a printed graph; PyTorch's name where it has one.
#[test]
fn names_in_the_graph() {
    let x = Tensor::matrix(&[[0.25, 0.5]]).requires_grad_();
    let t = Tensor::matrix(&[[0.0, 1.0]]);
    let class = |loss: Result<Tensor, losses::ClassError>| loss.expect("class 1 is there");
    let named = [
        (MSELoss::new().forward(&x, &t), "MseLossBackward0"),
        (SmoothL1Loss::new().forward(&x, &t), "SmoothL1LossBackward0"),
        (HuberLoss::new().forward(&x, &t), "HuberLossBackward0"),
        (BCELoss::new().forward(&x, &t), "BinaryCrossEntropyBackward0"),
        (BCEWithLogitsLoss::new().forward(&x, &t), "BinaryCrossEntropyWithLogitsBackward0"),
        (class(NLLLoss::new().forward(&x, &[1])), "NllLossBackward0"),
        (class(CrossEntropyLoss::new().forward(&x, &[1])), "CrossEntropyBackward0"),
        (CrossEntropyLoss::new().forward_probabilities(&x, &t), "SoftCrossEntropyBackward0"),
    ];
    for (loss, name) in named {
        assert_eq!(loss.grad_fn().expect("it was computed").name(), name);
    }
}

/// loss → sigmoid → linear → its weight and bias.
#[test]
fn the_graph_of_a_perceptron() {
    let spread = |n: usize| (0..n).map(|i| (i as f64).sin()).collect::<Vec<_>>();
    let fc = Linear::from_parameters(
        Tensor::new(Array::new(Shape::matrix(10, 48), &spread(480), Options::default())),
        Some(Tensor::vector(&spread(10))),
    );
    let bias = fc.bias().expect("it has a bias").clone();
    let model = Sequential::new().push(fc).push(Sigmoid::new());
    assert_eq!(model.parameters().len(), 2);
    let (input, target) = (Tensor::vector(&spread(48)), Tensor::vector(&spread(10)));

    let output = model.call(&input);
    let loss = MSELoss::new().forward(&output, &target);
    let mut names = Vec::new();
    let mut node = loss.grad_fn();
    while let Some(here) = node {
        names.push(here.name());
        node = here.next_functions().iter().flatten().next().cloned();
    }
    assert_eq!(
        names,
        ["MseLossBackward0", "SigmoidBackward0", "LinearBackward0", "AccumulateGrad"]
    );

    // ∂ℓ/∂bᵢ = (2/10)(oᵢ − tᵢ)·oᵢ(1 − oᵢ): the loss, then the sigmoid, then 1.
    assert!(bias.grad().is_none());
    loss.backward();
    let grad = bias.grad().expect("backward gives one").to_vec();
    for ((g, o), t) in grad.iter().zip(output.to_vec()).zip(target.to_vec()) {
        assert!(close(*g, 0.2 * (o - t) * o * (1.0 - o), 1e-7));
    }
    // And since o(1 − o) ≤ 1/4, 400·Σg² is at most ten times the loss.
    assert!(400.0 * grad.iter().map(|g| g * g).sum::<f64>() <= 10.0 * loss.item());
}

/// Of four days it rained on all except the third: the product of the probabilities that the
/// forecasts gave to the observed weather is the likelihood, and its negative logarithm the loss.
#[test]
fn a_loss_is_the_logarithm_of_a_likelihood() {
    let rained = table(1, 4, &[1.0, 1.0, 0.0, 1.0]);
    let forecasts = [
        ([0.9, 0.8, 0.1, 0.9], 0.9 * 0.8 * 0.9 * 0.9),
        ([0.6, 0.6, 0.4, 0.6], 0.6 * 0.6 * 0.6 * 0.6),
        ([0.9, 0.9, 0.1, 0.001], 0.9 * 0.9 * 0.9 * 0.001),
    ];
    for (forecast, likelihood) in forecasts {
        let loss = BCELoss::new().reduction(Reduction::Sum);
        let loss = loss.forward(&table(1, 4, &forecast), &rained).item();
        assert!(close(loss, -f64::ln(likelihood), 1e-14), "{loss}");
    }
}

/// Errors 1, 3, 0 and −2: their squares sum to 14.
#[test]
fn half_the_sum_or_the_mean_of_fourteen() {
    let x = table(2, 2, &[1.0, 5.0, 3.0, -1.0]);
    let t = table(2, 2, &[0.0, 2.0, 3.0, 1.0]);
    assert_eq!(L2Loss.forward(&x, &t).item(), 7.0);
    assert_eq!(MSELoss::new().forward(&x, &t).item(), 3.5);
    assert_eq!(MSELoss::new().reduction(Reduction::Sum).forward(&x, &t).item(), 14.0);
}

/// 10 ± 1 and 16 ± 2: χ² is smallest at (10 + 16/4)/(1 + 1/4) = 11.2, where it is 1.2² + 2.4².
#[test]
fn two_measurements_of_one_length() {
    let (measured, sigma) = (table(1, 2, &[10.0, 16.0]), table(1, 2, &[1.0, 2.0]));
    let guess = |g: f64| table(1, 2, &[g, g]);
    let weighed = |x: &Tensor| ChiSquaredLoss.forward(x, &measured, &sigma);
    assert!(close(weighed(&guess(11.2)).item(), 7.2, 1e-13));
    assert!(close(gradient(&guess(11.2), weighed).iter().sum(), 0.0, 1e-13));
    assert_eq!(gradient(&guess(13.0), |x| L2Loss.forward(x, &measured)).iter().sum::<f64>(), 0.0);
}

/// The more certain a wrong prediction is, the smaller the gradient of a squared error, and the
/// larger that of a cross-entropy.
#[test]
fn a_certain_mistake() {
    let t = table(1, 1, &[1.0]);
    for z in [-4.0_f64, -8.0, -12.0] {
        let p = 1.0 / (1.0 + (-z).exp());
        let squared = gradient(&table(1, 1, &[z]), |z| MSELoss::new().forward(&z.sigmoid(), &t))[0];
        let entropy = gradient(&table(1, 1, &[z]), |z| BCEWithLogitsLoss::new().forward(z, &t))[0];
        assert!(close(squared, 2.0 * (p - 1.0) * p * (1.0 - p), 1e-15));
        assert!(close(entropy, p - 1.0, 1e-15));
    }
}

/// The smallest loss is ln(1 + (C − 1)/e) for C classes, and the largest ln(2 + e) for three.
#[test]
fn the_floor_and_the_ceiling_of_two_softmaxes() {
    let loss = |right: f64, wrong: f64, classes: usize| {
        let mut logits = vec![0.0; classes];
        (logits[0], logits[1]) = (right, wrong);
        let twice = table(1, classes, &logits).softmax(1);
        CrossEntropyLoss::new().forward(&twice, &[0]).unwrap().item()
    };
    for classes in [2, 3, 10, 100] {
        let floor = (1.0 + (classes as f64 - 1.0) / 1f64.exp()).ln();
        assert!(close(loss(1000.0, 0.0, classes), floor, 1e-14));
    }
    assert_eq!(format!("{:.4}", loss(1000.0, 0.0, 10)), "1.4612");
    assert!(close(loss(0.0, 1000.0, 3), (2.0 + 1f64.exp()).ln(), 1e-14));
}

/// In single precision the probability of the right class underflows to 0 from a difference of 104
/// on.
#[test]
fn the_logarithm_of_zero() {
    let logits = || Tensor::matrix(&[[0.0, 110.0, 0.0]]);
    let apart = |x: &Tensor| NLLLoss::new().forward(&x.softmax(1).log(), &[0]).unwrap();
    let joined = |x: &Tensor| CrossEntropyLoss::new().forward(x, &[0]).unwrap();
    assert_eq!(apart(&logits()).item(), f64::INFINITY);
    assert!(gradient(&logits(), apart).iter().any(|g| g.is_nan()));
    assert_eq!(joined(&logits()).item(), 110.0);
    assert_eq!(gradient(&logits(), joined), [-1.0, 1.0, 0.0]);
}

#[test]
fn a_relu_on_negative_logits_has_no_gradient() {
    let loss = |x: &Tensor| CrossEntropyLoss::new().forward(&x.relu(), &[0]).unwrap();
    let logits = table(1, 3, &[-1.0, -2.0, -3.0]);
    assert!(close(loss(&logits).item(), 3f64.ln(), 1e-15));
    assert_eq!(gradient(&logits, loss), [0.0; 3]);
}

/// Softmax over the batch: a single sample has probability 1 of every class.
#[test]
fn the_wrong_axis() {
    let alone = table(1, 3, &[1.0, -1.0, 2.0]);
    for class in 0..3 {
        let loss = NLLLoss::new().forward(&alone.log_softmax(0), &[class]).unwrap();
        assert_eq!(loss.item(), 0.0);
    }
}

/// H(t, q) = H(t) + KL(t‖q).
#[test]
fn cross_entropy_is_entropy_and_divergence() {
    let (t, q) = ([0.7, 0.2, 0.1], [0.5, 0.3, 0.2]);
    let entropy: f64 = t.iter().map(|t: &f64| -t * t.ln()).sum();
    let divergence: f64 = t.iter().zip(&q).map(|(t, q): (&f64, &f64)| t * (t / q).ln()).sum();
    let loss = CrossEntropyLoss::new();
    let loss = loss.forward_probabilities(&table(1, 3, &q).log(), &table(1, 3, &t)).item();
    assert!(close(loss, entropy + divergence, 1e-15) && divergence > 0.0);
    assert_eq!(format!("{entropy:.4}"), "0.8018");
}

/// Up to 5 samples of up to 5 elements.
fn numbers() -> impl Strategy<Value = (usize, usize, Vec<f64>)> {
    (1..6_usize, 1..6_usize).prop_flat_map(|(n, m)| {
        prop::collection::vec(-10.0..10.0, n * m).prop_map(move |values| (n, m, values))
    })
}

/// Two matrices of the same shape, and a positive uncertainty for each element.
fn pairs() -> impl Strategy<Value = (Tensor, Tensor, Tensor)> {
    (1..6_usize, 1..6_usize).prop_flat_map(|(n, m)| {
        let values = || prop::collection::vec(-10.0..10.0, n * m);
        (values(), values(), prop::collection::vec(0.1..3.0, n * m))
            .prop_map(move |(x, t, s)| (table(n, m, &x), table(n, m, &t), table(n, m, &s)))
    })
}

/// The gradient with respect to `x`.
fn gradient(x: &Tensor, loss: impl Fn(&Tensor) -> Tensor) -> Vec<f64> {
    let x = x.detach().requires_grad_();
    loss(&x).backward();
    x.grad().expect("a gradient reaches the input").to_vec()
}

fn assert_near(a: &[f64], b: &[f64], tolerance: f64) {
    assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(b) {
        assert!(close(*a, *b, tolerance * b.abs().max(1.0)), "{a} and {b}");
    }
}

proptest! {
    #[test]
    fn l2_is_half_the_count_times_mse((x, t, _) in pairs()) {
        let factor = x.shape().len() as f64 / 2.0;
        let (l2, mse) = (L2Loss.forward(&x, &t), MSELoss::new().forward(&x, &t));
        assert_near(&[l2.item()], &[factor * mse.item()], 1e-13);
        let scaled = gradient(&x, |x| MSELoss::new().forward(x, &t) * factor);
        assert_near(&gradient(&x, |x| L2Loss.forward(x, &t)), &scaled, 1e-13);
        let errors: Vec<f64> = (&x - &t).to_vec();
        assert_near(&gradient(&x, |x| L2Loss.forward(x, &t)), &errors, 1e-13);
    }

    #[test]
    fn chi_squared_measures_in_units_of_sigma((x, t, sigma) in pairs()) {
        let (n, m) = x.shape().table();
        let ones = table(n, m, &vec![1.0; n * m]);
        let plain = ChiSquaredLoss.forward(&x, &t, &ones).item();
        assert_near(&[plain], &[2.0 * L2Loss.forward(&x, &t).item()], 1e-13);

        // Scaling by σ gives the same χ² with every σ equal to 1.
        let all = ChiSquaredLoss.forward(&x, &t, &sigma).item();
        let rescaled = ChiSquaredLoss.forward(&(&x / &sigma), &(&t / &sigma), &ones).item();
        assert_near(&[all], &[rescaled], 1e-12);

        // One σ per sample is the same as that σ in every column.
        let each: Vec<f64> = sigma.to_vec().chunks(m).map(|row| row[0]).collect();
        let repeated: Vec<f64> = each.iter().flat_map(|&s| vec![s; m]).collect();
        let per_sample = ChiSquaredLoss.forward(&x, &t, &table(n, 1, &each)).item();
        let per_number = ChiSquaredLoss.forward(&x, &t, &table(n, m, &repeated)).item();
        prop_assert_eq!(per_sample, per_number);
    }

    #[test]
    fn cross_entropy_is_minus_ln_q_of_the_class((n, m, x) in numbers(), which in 0..5_usize) {
        let x = table(n, m, &x);
        let classes: Vec<usize> = (0..n).map(|i| (which + i) % m).collect();
        let q = x.softmax(1);
        let surprise: f64 =
            classes.iter().enumerate().map(|(i, &c)| -q.data().get(i, c).ln()).sum();
        let loss = CrossEntropyLoss::new();
        let mean = loss.forward(&x, &classes).unwrap().item();
        assert_near(&[mean], &[surprise / n as f64], 1e-12);

        let nll = NLLLoss::new().forward(&x.log_softmax(1), &classes).unwrap().item();
        assert_near(&[mean], &[nll], 1e-14);
        let mut one_hot = vec![0.0; n * m];
        classes.iter().enumerate().for_each(|(i, &c)| one_hot[i * m + c] = 1.0);
        let one_hot = table(n, m, &one_hot);
        assert_near(&[mean], &[loss.forward_probabilities(&x, &one_hot).item()], 1e-14);

        // The gradient is the error q − t.
        let error: Vec<f64> = ((&q - &one_hot) / n as f64).to_vec();
        assert_near(&gradient(&x, |x| loss.forward(x, &classes).unwrap()), &error, 1e-14);
        assert_near(&gradient(&x, |x| loss.forward_probabilities(x, &one_hot)), &error, 1e-14);
    }

    #[test]
    fn only_differences_of_logits_count((n, m, x) in numbers(), shift in -100.0..100.0) {
        let (x, classes) = (table(n, m, &x), vec![m - 1; n]);
        let loss = CrossEntropyLoss::new();
        let here = loss.forward(&x, &classes).unwrap().item();
        let shifted = loss.forward(&(&x + shift), &classes).unwrap().item();
        assert_near(&[shifted], &[here], 1e-12);
    }

    #[test]
    fn softmax_twice_stays_above_the_floor(x in prop::collection::vec(-50.0..50.0, 3)) {
        let once = table(1, 3, &x).softmax(1);
        let twice = CrossEntropyLoss::new().forward(&once, &[1]).unwrap().item();
        // A certain prediction may be off by rounding.
        prop_assert!(twice >= floor() - 1e-15);
        // The largest loss is that of certainty in a wrong class.
        prop_assert!(twice <= (2.0 + 1f64.exp()).ln() + 1e-15);
    }

    #[test]
    fn the_binary_losses_agree_through_a_sigmoid((n, m, x) in numbers(), t in 0.0..=1.0) {
        let (x, t) = (table(n, m, &x), table(n, m, &vec![t; n * m]));
        let apart = BCELoss::new().forward(&x.sigmoid(), &t).item();
        let joined = BCEWithLogitsLoss::new().forward(&x, &t).item();
        assert_near(&[apart], &[joined], 1e-10);
        let error = ((x.sigmoid() - &t) / (n * m) as f64).to_vec();
        assert_near(&gradient(&x, |x| BCEWithLogitsLoss::new().forward(x, &t)), &error, 1e-14);
    }

    #[test]
    fn a_sum_is_the_count_times_the_mean((x, t, _) in pairs()) {
        let (n, m) = x.shape().table();
        let (sum, mean) = (MSELoss::new().reduction(Reduction::Sum), MSELoss::new());
        let scaled = mean.forward(&x, &t).item() * (n * m) as f64;
        assert_near(&[sum.forward(&x, &t).item()], &[scaled], 1e-13);

        // The losses for classes average over samples, not elements.
        let classes = vec![0; n];
        let (sum, mean) = (CrossEntropyLoss::new().reduction(Reduction::Sum), CrossEntropyLoss::new());
        let scaled = mean.forward(&x, &classes).unwrap().item() * n as f64;
        assert_near(&[sum.forward(&x, &classes).unwrap().item()], &[scaled], 1e-13);
    }

    #[test]
    fn no_gradient_flows_to_a_target((x, t, _) in pairs()) {
        let (p, t) = (x.sigmoid(), t.sigmoid().detach().requires_grad_());
        for loss in [
            BCELoss::new().forward(&p, &t),
            BCEWithLogitsLoss::new().forward(&x, &t),
            CrossEntropyLoss::new().forward_probabilities(&x, &t),
            CrossEntropyLoss::new().label_smoothing(0.1).forward_probabilities(&x, &t),
            BCELoss::new().weight(&t).forward(&p, &t),
            BCEWithLogitsLoss::new().weight(&t).pos_weight(&t).forward(&x, &t),
            KLDivLoss::new().forward(&x, &t),
        ] {
            prop_assert!(loss.grad_fn().is_none());
        }
        prop_assert!(MSELoss::new().forward(&p, &t).grad_fn().is_some());
    }
}

/// The loss of a confident correct prediction is tiny but accurate: −ln σ(x) = e⁻ˣ for large x.
/// softplus(x) − x·t would lose its digits.
#[test]
fn a_confident_right_answer_keeps_its_digits() {
    for x in [10.0_f64, 15.0, 30.0] {
        let exact = (-x).exp().ln_1p();
        for (logit, target) in [(x, 1.0), (-x, 0.0)] {
            let (logit, target) = (Tensor::vector(&[logit]), Tensor::vector(&[target]));
            let loss = BCEWithLogitsLoss::new().forward(&logit, &target).item();
            assert!((loss / exact - 1.0).abs() < 1e-6, "{logit}: {loss}, not {exact}");
        }
    }
    // The largest number below 1 in single precision.
    let p = 1.0 - 2f64.powi(-24);
    let loss = BCELoss::new().forward(&Tensor::vector(&[p]), &Tensor::vector(&[1.0])).item();
    assert!((loss / 2f64.powi(-24) - 1.0).abs() < 1e-6, "{loss}");
}
