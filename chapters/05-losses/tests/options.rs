//! The options of the losses: numbers worked by hand, and what must hold for all inputs.

use std::panic::{AssertUnwindSafe, catch_unwind};

use autograd::{Graph, Tensor};
use engine::{Array, Options, Shape};
use losses::{
    BCELoss, BCEWithLogitsLoss, ClassError, CrossEntropyLoss, HuberLoss, KLDivLoss, L1Loss, L2Loss,
    MSELoss, NLLLoss, Reduction, SmoothL1Loss,
};
use proptest::prelude::*;

fn table(rows: usize, cols: usize, values: &[f64]) -> Tensor {
    Tensor::new(Array::new(Shape::matrix(rows, cols), values, Options::f64()))
}

fn vector(values: &[f64]) -> Tensor {
    Tensor::new(Array::vector(values, Options::f64()))
}

/// The gradient with respect to `x`.
fn gradient(x: &Tensor, loss: impl Fn(&Tensor) -> Tensor) -> Vec<f64> {
    let x = x.detach().requires_grad_();
    loss(&x).sum().backward();
    x.grad().expect("a gradient reaches the input").to_vec()
}

#[track_caller]
fn assert_near(a: &[f64], b: &[f64], tolerance: f64) {
    assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(b) {
        assert!((a - b).abs() <= tolerance * b.abs().max(1.0), "{a} and {b}");
    }
}

fn panic_message<R>(work: impl FnOnce() -> R) -> String {
    let Err(payload) = catch_unwind(AssertUnwindSafe(work)) else {
        panic!("it should have panicked")
    };
    payload.downcast_ref::<String>().expect("a message").clone()
}

/// Losses 1, 4 and 2 of the classes 0, 1 and 0, where class 1 counts three times as much.
#[test]
fn a_weighted_mean_divides_by_the_weights() {
    let y = table(3, 2, &[-1.0, -9.0, -9.0, -4.0, -2.0, -9.0]);
    let loss = NLLLoss::new().weight(&[1.0, 3.0]);
    let of = |loss: NLLLoss| loss.forward(&y, &[0, 1, 0]).expect("two classes");
    assert_eq!(of(loss.clone()).item(), (1.0 + 3.0 * 4.0 + 2.0) / (1.0 + 3.0 + 1.0));
    assert_eq!(of(loss.clone().reduction(Reduction::Sum)).item(), 15.0);
    let each = of(loss.clone().reduction(Reduction::None));
    assert_eq!((each.shape(), each.to_vec()), (Shape::vector(3), vec![1.0, 12.0, 2.0]));

    let grad = gradient(&y, |y| loss.forward(y, &[0, 1, 0]).expect("two classes"));
    assert_near(&grad, &[-0.2, 0.0, 0.0, -0.6, -0.2, 0.0], 1e-15);

    // Without the second sample only weights of 1 are left.
    let loss = loss.ignore_index(1);
    assert_eq!(of(loss.clone()).item(), 1.5);
    assert_eq!(of(loss.reduction(Reduction::None)).to_vec(), [1.0, 0.0, 2.0]);
}

/// With probabilities as targets, PyTorch divides by the number of samples all the same.
#[test]
fn weights_of_probabilities_do_not_change_the_divisor() {
    let logits = table(2, 2, &[0.0; 4]);
    let (loss, one_hot) =
        (CrossEntropyLoss::new().weight(&[1.0, 3.0]), table(2, 2, &[1.0, 0.0, 0.0, 1.0]));
    let by_class = loss.forward(&logits, &[0, 1]).expect("two classes").item();
    let by_probability = loss.forward_probabilities(&logits, &one_hot).item();
    assert_near(&[by_class, by_probability], &[2f64.ln(), 2.0 * 2f64.ln()], 1e-15);
}

/// q = (½, ¼, ¼), class 0 and ε = 0.3: the target is (0.8, 0.1, 0.1), and the loss
/// 0.8 ln 2 + 0.2 ln 4 = 1.2 ln 2. With the weights (1, 2, 3) it is 0.8 ln 2 + 0.2 ln 4 + 0.3 ln 4.
#[test]
fn a_smoothed_label() {
    let logits = table(1, 3, &[0.5, 0.25, 0.25]).log().detach();
    let loss = CrossEntropyLoss::new().label_smoothing(0.3);
    let of = |loss: &CrossEntropyLoss| loss.forward(&logits, &[0]).expect("three classes").item();
    assert_near(&[of(&loss)], &[1.2 * 2f64.ln()], 1e-15);
    let grad = gradient(&logits, |x| loss.forward(x, &[0]).expect("three classes"));
    assert_near(&grad, &[0.5 - 0.8, 0.25 - 0.1, 0.25 - 0.1], 1e-15);
    assert_near(&[of(&loss.weight(&[1.0, 2.0, 3.0]))], &[1.8 * 2f64.ln()], 1e-15);
}

/// As if the sample were not there, whatever its logits are.
#[test]
fn an_ignored_sample_is_left_out() {
    let logits = table(3, 2, &[1.0, 2.0, f64::NEG_INFINITY, 0.0, 0.5, -1.0]);
    let two = table(2, 2, &[1.0, 2.0, 0.5, -1.0]);
    let plain = CrossEntropyLoss::new();
    for loss in [plain.clone(), plain.clone().label_smoothing(0.1), plain.weight(&[0.5, 2.0])] {
        let expected = loss.forward(&two, &[0, 1]).expect("two classes");
        let expected_grad = gradient(&two, |x| loss.forward(x, &[0, 1]).expect("two classes"));
        // Class 0 stands in for it inside, and its loss there is infinite.
        let ignoring =
            |x: &Tensor| loss.clone().ignore_index(7).forward(x, &[0, 7, 1]).expect("7 is ignored");
        assert_near(&[ignoring(&logits).item()], &[expected.item()], 1e-15);
        let grad = gradient(&logits, ignoring);
        assert_eq!(grad[2..4], [0.0, 0.0]);
        assert_near(&[&grad[..2], &grad[4..]].concat(), &expected_grad, 1e-15);
    }
}

/// The mean over nothing is NaN, but its gradient is 0, as in PyTorch.
#[test]
fn a_batch_in_which_everything_is_ignored() {
    let logits = table(2, 2, &[1.0, 2.0, 3.0, 4.0]);
    let plain = CrossEntropyLoss::new().ignore_index(5);
    for loss in [plain.clone(), plain.clone().weight(&[1.0, 2.0]), plain.label_smoothing(0.5)] {
        let of =
            |loss: &CrossEntropyLoss, x: &Tensor| loss.forward(x, &[5, 5]).expect("5 is ignored");
        assert!(of(&loss, &logits).item().is_nan());
        assert_eq!(gradient(&logits, |x| of(&loss, x)), [0.0; 4]);
        assert_eq!(of(&loss.clone().reduction(Reduction::Sum), &logits).item(), 0.0);
        assert_eq!(of(&loss.reduction(Reduction::None), &logits).to_vec(), [0.0, 0.0]);
    }
}

/// Another class that is out of range is an error still, and so is any class if there are no scores.
#[test]
fn only_the_ignored_class_may_be_out_of_range() {
    let logits = table(2, 3, &[0.0; 6]);
    let loss = CrossEntropyLoss::new().ignore_index(7);
    assert!(loss.forward(&logits, &[7, 2]).is_ok());
    let error = loss.forward(&logits, &[7, 3]).expect_err("there is no class 3");
    assert_eq!(error, ClassError::OutOfRange { sample: 1, class: 3, classes: 3 });
    let error = loss.forward(&logits, &[7]).expect_err("there are two samples");
    assert_eq!(error, ClassError::Count { samples: 2, classes: 1 });
    let error = NLLLoss::new().ignore_index(7).forward(&table(1, 0, &[]), &[7]);
    let expected = ClassError::OutOfRange { sample: 0, class: 7, classes: 0 };
    assert_eq!(error.expect_err("there are no scores"), expected);
}

/// A target of 1 counts p times, and the loss is exact where the exponential would overflow.
#[test]
fn a_weight_for_yes_at_a_thousand() {
    let x = vector(&[1000.0, -1000.0, 1000.0, -1000.0, -30.0, 30.0]);
    let t = vector(&[0.0, 1.0, 1.0, 0.0, 0.0, 1.0]);
    let loss = BCEWithLogitsLoss::new().pos_weight(&vector(&[3.0])).reduction(Reduction::None);
    let tiny = (-30f64).exp().ln_1p();
    let losses = loss.forward(&x, &t).to_vec();
    assert_eq!(losses[..4], [1000.0, 3000.0, 0.0, 0.0]);
    // Of a right answer all digits are kept, where PyTorch's formula has 30 − 30.
    assert!(
        (losses[4] / tiny - 1.0).abs() < 1e-14 && (losses[5] / (3.0 * tiny) - 1.0).abs() < 1e-14
    );
    assert_eq!(gradient(&x, |x| loss.forward(x, &t))[..4], [1.0, -3.0, 0.0, 0.0]);
}

/// Errors −½, 2 and 0 with a threshold of 1.
#[test]
fn three_ways_to_count_an_outlier() {
    let (x, t) = (vector(&[0.5, 5.0, 3.0]), vector(&[1.0, 3.0, 3.0]));
    assert_eq!(L1Loss::new().reduction(Reduction::Sum).forward(&x, &t).item(), 2.5);
    let (smooth, huber) = (SmoothL1Loss::new(), HuberLoss::new());
    let (smooth, huber) = (smooth.reduction(Reduction::None), huber.reduction(Reduction::None));
    assert_eq!(smooth.forward(&x, &t).to_vec(), [0.125, 1.5, 0.0]);
    assert_eq!(huber.forward(&x, &t).to_vec(), [0.125, 1.5, 0.0]);
    assert_eq!(smooth.beta(0.25).forward(&x, &t).to_vec(), [0.375, 1.875, 0.0]);
    assert_eq!(huber.delta(0.25).forward(&x, &t).to_vec(), [0.09375, 0.46875, 0.0]);
    assert_eq!(gradient(&x, |x| L1Loss::new().forward(x, &t)), [-1.0 / 3.0, 1.0 / 3.0, 0.0]);
    assert_eq!(gradient(&x, |x| smooth.beta(0.25).forward(x, &t)), [-1.0, 1.0, 0.0]);
    assert_eq!(gradient(&x, |x| huber.delta(0.25).forward(x, &t)), [-0.25, 0.25, 0.0]);
}

/// The best constant is the median for absolute errors, and the mean for squared ones: there the
/// gradients of 1, 2 and 9 cancel.
#[test]
fn the_median_and_the_mean() {
    let t = vector(&[1.0, 2.0, 9.0]);
    let slope = |loss: &dyn Fn(&Tensor) -> Tensor, at: f64| -> f64 {
        gradient(&vector(&[at; 3]), loss).iter().sum()
    };
    let absolute = |x: &Tensor| L1Loss::new().reduction(Reduction::Sum).forward(x, &t);
    assert_eq!(slope(&absolute, 2.0), 0.0);
    assert_eq!(slope(&|x| MSELoss::new().forward(x, &t), 4.0), 0.0);
    assert_eq!(slope(&absolute, 4.0), 1.0);
}

/// t = (½, ½, 0) and q = (¼, ½, ¼): ½ ln 2 + 0 + 0.
#[test]
fn the_divergence_of_two_distributions() {
    let y = table(2, 3, &[0.25, 0.5, 0.25, 0.25, 0.5, 0.25]).log().detach();
    let t = table(2, 3, &[0.5, 0.5, 0.0, 0.25, 0.5, 0.25]);
    let (loss, exact) = (KLDivLoss::new(), 0.5 * 2f64.ln());
    assert_near(&[loss.batchmean().forward(&y, &t).item()], &[exact / 2.0], 1e-15);
    assert_near(&[loss.forward(&y, &t).item()], &[exact / 6.0], 1e-15);
    assert_near(&[loss.reduction(Reduction::Sum).forward(&y, &t).item()], &[exact], 1e-15);
    let each = loss.reduction(Reduction::None).forward(&y, &t);
    assert_near(&each.to_vec(), &[exact, 0.0, 0.0, 0.0, 0.0, 0.0], 1e-15);
    // Whichever of the two is set last counts.
    let sum = loss.batchmean().reduction(Reduction::Sum).forward(&y, &t);
    assert_near(&[sum.item()], &[exact], 1e-15);
}

/// A backward pass starts at one number. For a list of losses, a gradient must be given, or a further
/// reduction.
#[test]
fn backward_through_a_list_of_losses() {
    let losses =
        |x: &Tensor| MSELoss::new().reduction(Reduction::None).forward(x, &vector(&[0.0, 2.0]));
    let x = vector(&[1.0, 5.0]).requires_grad_();
    assert!(catch_unwind(AssertUnwindSafe(|| losses(&x).backward())).is_err());
    losses(&x).backward_with(&Array::vector(&[10.0, 1.0], Options::f64()));
    assert_eq!(x.grad().expect("a gradient").to_vec(), [20.0, 6.0]);
    let weighted = gradient(&x, |x| losses(x) * vector(&[10.0, 1.0]));
    assert_eq!(weighted, [20.0, 6.0]);
}

/// Without options the graph has the one fused node it always had, and one ignored class more does
/// not change a bit if no sample has it.
#[test]
fn options_that_do_nothing_change_no_bit() {
    let x = table(2, 3, &[1.0, -1.0, 2.0, -1.0, 0.0, 1.0]).requires_grad_();
    let plain = CrossEntropyLoss::new().forward(&x, &[2, 1]).expect("three classes");
    let ignoring = CrossEntropyLoss::new().ignore_index(9).label_smoothing(0.0);
    let ignoring = ignoring.forward(&x, &[2, 1]).expect("three classes");
    assert_eq!(plain.item().to_bits(), ignoring.item().to_bits());
    for loss in [plain, ignoring] {
        assert_eq!(Graph::of(&loss).nodes().len(), 2); // the loss and its leaf
        assert_eq!(loss.grad_fn().expect("a node").name(), "CrossEntropyBackward0");
    }
}

#[test]
fn settings_without_meaning_are_refused() {
    let x = table(2, 3, &[0.5; 6]);
    let refused: [(&str, &dyn Fn()); 13] = [
        ("label_smoothing = 1.5 is not allowed", &|| {
            drop(CrossEntropyLoss::new().label_smoothing(1.5));
        }),
        ("label_smoothing = NaN", &|| drop(CrossEntropyLoss::new().label_smoothing(f64::NAN))),
        ("class 1 has the weight -1", &|| drop(NLLLoss::new().weight(&[1.0, -1.0]))),
        ("class 0 has the weight NaN", &|| drop(CrossEntropyLoss::new().weight(&[f64::NAN]))),
        ("NLLLoss: there are weights for 2 classes, but scores for 3", &|| {
            drop(NLLLoss::new().weight(&[1.0, 1.0]).forward(&x, &[0, 1]));
        }),
        ("CrossEntropyLoss: there are weights for 2 classes", &|| {
            drop(CrossEntropyLoss::new().weight(&[1.0, 1.0]).forward_probabilities(&x, &x));
        }),
        ("ignore_index is for classes", &|| {
            drop(CrossEntropyLoss::new().ignore_index(1).forward_probabilities(&x, &x));
        }),
        ("beta = -1 is not allowed", &|| _ = SmoothL1Loss::new().beta(-1.0)),
        ("delta = 0 is not allowed", &|| _ = HuberLoss::new().delta(0.0)),
        ("run from -0.5 to -0.5; for log-probabilities use log_target(true)", &|| {
            drop(KLDivLoss::new().forward(&x, &-&x));
        }),
        ("pos_weight must not be negative, but its smallest element is -0.5", &|| {
            drop(BCEWithLogitsLoss::new().pos_weight(&-&x));
        }),
        ("BCELoss: the input has shape (2, 3), to which the weight of shape (2,)", &|| {
            drop(BCELoss::new().weight(&vector(&[1.0, 1.0])).forward(&x, &x));
        }),
        // A list of n samples against a weight (n, 1) would become a table.
        (
            "BCEWithLogitsLoss: the input has shape (3,), to which the pos_weight of shape (3, 1)",
            &|| {
                let (list, column) = (vector(&[0.5; 3]), table(3, 1, &[1.0; 3]));
                drop(BCEWithLogitsLoss::new().pos_weight(&column).forward(&list, &list));
            },
        ),
    ];
    for (expected, work) in refused {
        let message = panic_message(work);
        assert!(message.contains(expected), "{message}");
    }
}

/// Up to 5 samples of up to 5 logits, a class for each, a weight for each class, and targets in [0, 1].
#[derive(Clone, Debug)]
struct Batch {
    x: Tensor,
    classes: Vec<usize>,
    weights: Vec<f64>,
    t: Tensor,
}

fn batches() -> impl Strategy<Value = Batch> {
    (1..6_usize, 1..6_usize).prop_flat_map(|(n, m)| {
        (
            prop::collection::vec(-10.0..10.0, n * m),
            prop::collection::vec(0..m, n),
            prop::collection::vec(0.1..3.0, m),
            prop::collection::vec(0.0..1.0, n * m),
        )
            .prop_map(move |(x, classes, weights, t)| Batch {
                x: table(n, m, &x),
                classes,
                weights,
                t: table(n, m, &t),
            })
    })
}

/// A loss with the reduction it is called with.
type Reduced<'a> = &'a dyn Fn(Reduction) -> Tensor;

fn one_hot(classes: &[usize], m: usize) -> Tensor {
    let mut values = vec![0.0; classes.len() * m];
    classes.iter().enumerate().for_each(|(i, &class)| values[i * m + class] = 1.0);
    table(classes.len(), m, &values)
}

proptest! {
    /// Smoothed labels are a mixture with the uniform distribution, and the loss is linear in the
    /// target.
    #[test]
    fn label_smoothing_is_a_mixture(batch in batches(), eps in 0.0..=1.0) {
        let Batch { x, classes, .. } = batch;
        let (n, m) = x.shape().table();
        let (plain, smoothed) =
            (CrossEntropyLoss::new(), CrossEntropyLoss::new().label_smoothing(eps));
        let one_hot = one_hot(&classes, m);
        let uniform = table(n, m, &vec![1.0 / m as f64; n * m]);
        let mixture = &one_hot * (1.0 - eps) + &uniform * eps;

        let loss = smoothed.forward(&x, &classes).unwrap().item();
        let parts = [plain.forward(&x, &classes).unwrap(), plain.forward_probabilities(&x, &uniform)];
        let blended = (1.0 - eps) * parts[0].item() + eps * parts[1].item();
        assert_near(&[loss], &[blended], 1e-13);
        assert_near(&[loss], &[plain.forward_probabilities(&x, &mixture).item()], 1e-13);
        assert_near(&[loss], &[smoothed.forward_probabilities(&x, &one_hot).item()], 1e-13);
        let grad = gradient(&x, |x| smoothed.forward(x, &classes).unwrap());
        assert_near(&grad, &gradient(&x, |x| plain.forward_probabilities(x, &mixture)), 1e-14);
    }

    /// If all weights are equal, a mean does not depend on them, and a sum is proportional.
    #[test]
    fn equal_weights_are_none(batch in batches(), w in 0.1..10.0, eps in 0.0..=1.0) {
        let Batch { x, classes, t, .. } = batch;
        let m = x.shape().cols();
        for plain in [CrossEntropyLoss::new(), CrossEntropyLoss::new().label_smoothing(eps)] {
            let weighted = plain.clone().weight(&vec![w; m]);
            let both = [&weighted, &plain].map(|loss| loss.forward(&x, &classes).unwrap().item());
            assert_near(&both[..1], &both[1..], 1e-13);
            let grads = [&weighted, &plain]
                .map(|loss| gradient(&x, |x| loss.forward(x, &classes).unwrap()));
            assert_near(&grads[0], &grads[1], 1e-13);
            let sums = [weighted, plain].map(|loss| loss.reduction(Reduction::Sum));
            let sums = sums.map(|loss| loss.forward(&x, &classes).unwrap().item());
            assert_near(&sums[..1], &[w * sums[1]], 1e-13);
        }
        let weight = Tensor::new(Array::scalar(w, Options::f64()));
        let plain = BCEWithLogitsLoss::new().forward(&x, &t).item() * w;
        let weighted = BCEWithLogitsLoss::new().weight(&weight).forward(&x, &t).item();
        assert_near(&[weighted], &[plain], 1e-13);
        let p = x.sigmoid();
        let plain = BCELoss::new().forward(&p, &t).item() * w;
        assert_near(&[BCELoss::new().weight(&weight).forward(&p, &t).item()], &[plain], 1e-13);
    }

    /// A class of weight 2 is a class all of whose samples were drawn twice.
    #[test]
    fn a_weight_of_two_is_a_sample_twice(batch in batches()) {
        let Batch { x, classes, .. } = batch;
        let m = x.shape().cols();
        let mut weights = vec![1.0; m];
        weights[0] = 2.0;
        let mut rows: Vec<usize> = (0..classes.len()).collect();
        rows.extend((0..classes.len()).filter(|&i| classes[i] == 0));
        let repeated: Vec<usize> = rows.iter().map(|&i| classes[i]).collect();
        let weighted = NLLLoss::new().weight(&weights).forward(&x, &classes).unwrap().item();
        let twice = NLLLoss::new().forward(&x.index_select(&rows), &repeated).unwrap().item();
        assert_near(&[weighted], &[twice], 1e-13);
    }

    /// `CrossEntropyLoss` is `NLLLoss` of a log-softmax, with the same options.
    #[test]
    fn cross_entropy_is_nll_of_log_softmax_with_options(batch in batches(), ignored in 0..6_usize) {
        let Batch { x, classes, weights, .. } = batch;
        for reduction in [Reduction::Mean, Reduction::Sum, Reduction::None] {
            let joined = CrossEntropyLoss::new().weight(&weights).ignore_index(ignored);
            let joined = |x: &Tensor| {
                joined.clone().reduction(reduction).forward(x, &classes).unwrap()
            };
            let apart = NLLLoss::new().weight(&weights).ignore_index(ignored).reduction(reduction);
            let apart = |x: &Tensor| apart.forward(&x.log_softmax(1), &classes).unwrap();
            if classes.iter().any(|&class| class != ignored) || reduction != Reduction::Mean {
                assert_near(&joined(&x).to_vec(), &apart(&x).to_vec(), 1e-13);
            }
            assert_near(&gradient(&x, joined), &gradient(&x, apart), 1e-13);
        }
    }

    /// The unreduced losses add up to the sum; and to the mean, divided by what it divides by.
    #[test]
    fn a_sum_is_the_sum_of_all(batch in batches(), ignored in 0..6_usize, eps in 0.0..=1.0) {
        let Batch { x, classes, weights, t } = batch;
        let (n, elements) = (classes.len(), x.shape().len() as f64);
        let (p, pos) = (x.sigmoid(), vector(&weights));
        let counted: Vec<usize> = classes.iter().copied().filter(|&class| class != ignored).collect();
        let total: f64 = counted.iter().map(|&class| weights[class]).sum();
        let cross_entropy = CrossEntropyLoss::new().weight(&weights).label_smoothing(eps);
        let losses: [(f64, Shape, Reduced<'_>); 9] = [
            (elements, x.shape(), &|r| MSELoss::new().reduction(r).forward(&x, &t)),
            (elements, x.shape(), &|r| L1Loss::new().reduction(r).forward(&x, &t)),
            (elements, x.shape(), &|r| SmoothL1Loss::new().reduction(r).forward(&x, &t)),
            (elements, x.shape(), &|r| HuberLoss::new().reduction(r).forward(&x, &t)),
            (elements, x.shape(), &|r| KLDivLoss::new().reduction(r).forward(&x, &t)),
            (elements, x.shape(), &|r| BCELoss::new().weight(&pos).reduction(r).forward(&p, &t)),
            (elements, x.shape(), &|r| {
                BCEWithLogitsLoss::new().pos_weight(&pos).reduction(r).forward(&x, &t)
            }),
            (total, Shape::vector(n), &|r| {
                let loss = cross_entropy.clone().ignore_index(ignored).reduction(r);
                loss.forward(&x, &classes).unwrap()
            }),
            (n as f64, Shape::vector(n), &|r| {
                cross_entropy.clone().reduction(r).forward_probabilities(&x, &t)
            }),
        ];
        for (divisor, shape, loss) in losses {
            let each = loss(Reduction::None);
            prop_assert_eq!(each.shape(), shape);
            assert_near(&[loss(Reduction::Sum).item()], &[each.sum().item()], 1e-13);
            if divisor > 0.0 {
                assert_near(&[loss(Reduction::Mean).item()], &[each.sum().item() / divisor], 1e-13);
            }
        }
    }

    /// Huber is δ · smooth L1; for a large δ it is L2, and for β = 0 smooth L1 is L1.
    #[test]
    fn huber_is_delta_times_smooth_l1(batch in batches(), threshold in 0.01..30.0) {
        let Batch { x, t, .. } = batch;
        let each = Reduction::None;
        let huber = HuberLoss::new().delta(threshold).reduction(each);
        let smooth = SmoothL1Loss::new().beta(threshold).reduction(each);
        let scaled = smooth.forward(&x, &t) * threshold;
        assert_near(&huber.forward(&x, &t).to_vec(), &scaled.to_vec(), 1e-13);
        let scaled = gradient(&x, |x| smooth.forward(x, &t) * threshold);
        assert_near(&gradient(&x, |x| huber.forward(x, &t)), &scaled, 1e-13);

        let l2 = HuberLoss::new().delta(f64::INFINITY).reduction(Reduction::Sum).forward(&x, &t);
        assert_near(&[l2.item()], &[L2Loss.forward(&x, &t).item()], 1e-13);
        let l1 = L1Loss::new().reduction(each).forward(&x, &t).to_vec();
        prop_assert_eq!(&smooth.beta(0.0).forward(&x, &t).to_vec(), &l1);
        // Between the two, it is below L1 by at most half the threshold.
        for (smooth, l1) in smooth.forward(&x, &t).to_vec().into_iter().zip(l1) {
            prop_assert!((l1 - threshold / 2.0 - 1e-12..=l1 + 1e-12).contains(&smooth));
        }
    }

    /// A weight of 1 is no weight; and a weight p for yes is p for yes and 1 for no.
    #[test]
    fn a_weight_for_yes(batch in batches()) {
        let Batch { x, classes, weights, t } = batch;
        let (plain, w) = (BCEWithLogitsLoss::new(), vector(&weights));
        let ones = vector(&vec![1.0; weights.len()]);
        let weighted = plain.clone().pos_weight(&ones);
        assert_near(&[weighted.forward(&x, &t).item()], &[plain.forward(&x, &t).item()], 1e-13);
        let grads = [&weighted, &plain].map(|loss| gradient(&x, |x| loss.forward(x, &t)));
        assert_near(&grads[0], &grads[1], 1e-14);

        let yes_or_no = one_hot(&classes, weights.len());
        let by_answer = &yes_or_no * &w + (1.0 - &yes_or_no);
        let losses = [plain.clone().pos_weight(&w), plain.weight(&by_answer)];
        let losses = losses.map(|loss| loss.forward(&x, &yes_or_no).item());
        assert_near(&losses[..1], &losses[1..], 1e-13);
    }

    /// The divergence is never negative, 0 for equal distributions, and the cross-entropy less the
    /// entropy.
    #[test]
    fn divergence_is_cross_entropy_less_entropy(batch in batches()) {
        let Batch { x, t, .. } = batch;
        let (log_q, log_t) = (x.log_softmax(1), (&t * 5.0).log_softmax(1));
        let t = log_t.exp();
        let loss = KLDivLoss::new().batchmean();
        let divergence = loss.forward(&log_q, &t).item();
        prop_assert!(divergence >= -1e-14);
        assert_near(&[loss.forward(&log_t, &t).item()], &[0.0], 1e-14);
        assert_near(&[loss.log_target(true).forward(&log_q, &log_t).item()], &[divergence], 1e-13);
        let cross_entropy = |x: &Tensor| CrossEntropyLoss::new().forward_probabilities(x, &t);
        let entropy = cross_entropy(&log_t).item();
        assert_near(&[cross_entropy(&x).item() - entropy], &[divergence], 1e-13);
        let grad = gradient(&x, |x| loss.forward(&x.log_softmax(1), &t));
        assert_near(&grad, &gradient(&x, cross_entropy), 1e-14);
    }

    /// A single vector of scores is a batch of one, and its list of losses a single number.
    #[test]
    fn a_vector_is_one_sample(
        x in prop::collection::vec(-5.0..5.0, 3), class in 0..3_usize, eps in 0.0..=1.0,
    ) {
        let (list, row) = (vector(&x), table(1, 3, &x));
        let plain = CrossEntropyLoss::new();
        let weighted = plain.clone().weight(&[0.5, 1.0, 2.0]).label_smoothing(eps);
        for loss in [plain, weighted] {
            for reduction in [Reduction::Mean, Reduction::Sum, Reduction::None] {
                let loss = loss.clone().reduction(reduction);
                let of = |x: &Tensor| loss.forward(x, &[class]).unwrap();
                prop_assert_eq!(of(&list).shape(), Shape::scalar());
                prop_assert_eq!(of(&list).to_vec(), of(&row).to_vec());
                prop_assert_eq!(gradient(&list, of), gradient(&row, of));
            }
        }
    }
}
