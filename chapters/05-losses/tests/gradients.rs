//! The gradient of every loss, against central differences.

use std::{collections::BTreeSet, path::Path};

use autograd::{Graph, Tensor, fused, gradcheck, no_grad};
use engine::{Array, Device, Options, Shape};
use losses::{
    BCELoss, BCEWithLogitsLoss, ChiSquaredLoss, CrossEntropyLoss, HuberLoss, KLDivLoss, L1Loss,
    L2Loss, MSELoss, NLLLoss, Reduction, SmoothL1Loss,
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{RngSeed, TestRunner},
};

/// Ten random draws of every case, the same on every run; and fused kernels against definitions.
#[test]
fn of_every_loss_in_the_registry() {
    let mut runner = TestRunner::deterministic();
    let mut checked = 0;
    for entry in losses::registry() {
        for (number, case) in entry.cases.iter().enumerate() {
            let (low, high) = case.range;
            for _ in 0..10 {
                let inputs: Vec<Array> = case
                    .inputs
                    .iter()
                    .map(|&shape| {
                        let numbers = prop::collection::vec(low..high, shape.len());
                        let values = numbers.new_tree(&mut runner).expect("a range").current();
                        Array::new(shape, &values, Options::f64())
                    })
                    .collect();
                let result = gradcheck(case.compute, &inputs, 1e-7);
                assert!(result.is_ok(), "{}, case {number}: {}", entry.name, result.unwrap_err());
                for device in Device::available() {
                    let inputs: Vec<Array> = inputs.iter().map(|x| x.to_device(device)).collect();
                    let fused = fused::compare(case.compute, &inputs, 1e-14);
                    assert!(fused.is_ok(), "{}, case {number}: {}", entry.name, fused.unwrap_err());
                }
                checked += 1;
            }
        }
    }
    assert!(checked >= 10 * losses::registry().len());
}

/// Every file of `src/` that defines a loss has an entry, and there are no others.
#[test]
fn every_file_is_in_the_registry() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = BTreeSet::new();
    for file in source.read_dir().expect("src/ is there") {
        let path = file.expect("src/ can be read").path();
        let text = std::fs::read_to_string(&path).expect("the sources are text");
        let stem = path.file_stem().and_then(|stem| stem.to_str()).expect("a file name");
        let defines_a_loss =
            text.lines().any(|line| line.starts_with("pub struct") && line.contains("Loss"));
        if defines_a_loss {
            files.insert(stem.to_owned());
        }
    }
    let entries: BTreeSet<String> =
        losses::registry().iter().map(|entry| entry.name.to_owned()).collect();
    assert_eq!(entries, files);
    let expected = [
        "bce",
        "bce_with_logits",
        "chi_squared",
        "cross_entropy",
        "huber",
        "kl_div",
        "l1",
        "l2",
        "mse",
        "nll",
        "smooth_l1",
    ];
    assert!(entries.iter().eq(expected));
}

/// If a file defines a second operation, that one needs a case, too.
#[test]
fn every_operation_of_every_file_is_tested() {
    let mut tried = BTreeSet::new();
    for entry in losses::registry() {
        for case in &entry.cases {
            let middle = f64::midpoint(case.range.0, case.range.1);
            let leaf = |&shape| Array::full(shape, middle, Options::f64());
            let leaves: Vec<Tensor> =
                case.inputs.iter().map(leaf).map(|x| Tensor::new(x).requires_grad_()).collect();
            let nodes = Graph::of(&(case.compute)(&leaves)).nodes();
            tried.extend(nodes.iter().map(|node| node.name()));
        }
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut operations = 0;
    for file in source.read_dir().expect("src/ is there") {
        let text = std::fs::read_to_string(file.expect("a file").path()).expect("text");
        for operation in text.split("impl Operation for").skip(1) {
            let name = operation.split('"').nth(1).expect("a name");
            assert!(tried.contains(&format!("{name}Backward0")), "{name} is never tried");
            operations += 1;
        }
    }
    assert!(operations >= 5, "the sources have operations");
}

/// The inputs, and the function to differentiate.
type Trial = (Vec<Array>, Box<dyn Fn(&[Tensor]) -> Tensor>);

fn trial(inputs: impl Into<Vec<Array>>, f: impl Fn(&[Tensor]) -> Tensor + 'static) -> Trial {
    (inputs.into(), Box::new(f))
}

/// Random numbers in [0, 1), from which all inputs are made.
#[derive(Debug)]
struct Draws(std::vec::IntoIter<f64>);

impl Draws {
    fn table(&mut self, shape: Shape, low: f64, high: f64) -> Array {
        let values: Vec<f64> =
            self.0.by_ref().take(shape.len()).map(|u| low + (high - low) * u).collect();
        Array::new(shape, &values, Options::f64())
    }

    fn number(&mut self, low: f64, high: f64) -> f64 {
        self.0.next().map_or(low, |u| low + (high - low) * u)
    }

    /// A weight for each of `classes` classes.
    fn weights(&mut self, classes: usize) -> Vec<f64> {
        (0..classes).map(|_| self.number(0.5, 2.0)).collect()
    }

    /// A weight that broadcasts to `shape`: for all elements, for each output or sample, or for one.
    fn weight(&mut self, shape: Shape) -> Tensor {
        let (rows, columns) = shape.table();
        let shapes = [
            Shape::scalar(),
            Shape::vector(columns),
            Shape::matrix(rows, 1),
            Shape::matrix(rows, columns),
        ];
        let which = self.classes(1, shapes.len())[0];
        Tensor::new(self.table(shapes[which], 0.5, 2.0))
    }

    fn classes(&mut self, samples: usize, classes: usize) -> Vec<usize> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and the number of classes"
        )]
        let class = |u: f64| (u * classes as f64) as usize;
        self.0.by_ref().take(samples).map(class).collect()
    }
}

/// The class of some samples, but not of all: the mean over nothing is NaN, so it has no central
/// difference.
fn to_ignore(classes: &[usize]) -> usize {
    usize::from(classes.iter().all(|&class| class == 0))
}

/// The trials of a loss, with a random shape and random targets.
fn trials(name: &str, shape: Shape, reduction: Reduction, draws: &mut Draws) -> Vec<Trial> {
    let x = draws.table(shape, -3.0, 3.0);
    let t = draws.table(shape, -3.0, 3.0);
    let between = draws.table(shape, 0.0, 1.0);
    let (rows, columns) = shape.table();
    match name {
        "l2" => vec![trial([x, t], |x| L2Loss.forward(&x[0], &x[1]))],
        "mse" => {
            vec![trial([x, t], move |x| MSELoss::new().reduction(reduction).forward(&x[0], &x[1]))]
        }
        "chi_squared" => [shape, Shape::matrix(rows, 1)]
            .map(|sizes| {
                let sigma = draws.table(sizes, 0.5, 2.0);
                trial([x.clone(), t.clone(), sigma], |x| {
                    ChiSquaredLoss.forward(&x[0], &x[1], &x[2])
                })
            })
            .into(),
        "l1" => {
            vec![trial([x, t], move |x| L1Loss::new().reduction(reduction).forward(&x[0], &x[1]))]
        }
        "smooth_l1" => {
            let loss = SmoothL1Loss::new().beta(draws.number(0.1, 4.0)).reduction(reduction);
            vec![trial([x, t], move |x| loss.forward(&x[0], &x[1]))]
        }
        "huber" => {
            let loss = HuberLoss::new().delta(draws.number(0.1, 4.0)).reduction(reduction);
            vec![trial([x, t], move |x| loss.forward(&x[0], &x[1]))]
        }
        "bce" => {
            let p = draws.table(shape, 0.1, 0.9);
            let target = Tensor::new(between);
            let weighted = BCELoss::new().weight(&draws.weight(shape)).reduction(reduction);
            [BCELoss::new().reduction(reduction), weighted]
                .map(|loss| {
                    let target = target.clone();
                    trial([p.clone()], move |p| loss.forward(&p[0], &target))
                })
                .into()
        }
        "bce_with_logits" => {
            let target = Tensor::new(between);
            let plain = BCEWithLogitsLoss::new().reduction(reduction);
            let pos_weight = plain.clone().pos_weight(&draws.weight(shape));
            let both = pos_weight.clone().weight(&draws.weight(shape));
            [plain, pos_weight, both]
                .map(|loss| {
                    let target = target.clone();
                    trial([x.clone()], move |x| loss.forward(&x[0], &target))
                })
                .into()
        }
        "nll" | "cross_entropy" if columns == 0 => Vec::new(), // no class to be right
        "nll" => {
            let classes = draws.classes(rows, columns);
            let plain = NLLLoss::new().reduction(reduction);
            let weighted = plain.clone().weight(&draws.weights(columns));
            let ignoring = weighted.clone().ignore_index(to_ignore(&classes));
            [plain, weighted, ignoring]
                .map(|loss| {
                    let classes = classes.clone();
                    trial([x.clone()], move |x| {
                        loss.forward(&x[0].log_softmax(1), &classes).expect("classes fit")
                    })
                })
                .into()
        }
        "cross_entropy" => {
            let classes = draws.classes(rows, columns);
            let target = Tensor::new(between);
            let plain = CrossEntropyLoss::new().reduction(reduction);
            let weighted = plain.clone().weight(&draws.weights(columns));
            let smoothed = plain.clone().label_smoothing(draws.number(0.0, 1.0));
            let both = weighted.clone().label_smoothing(draws.number(0.0, 1.0));
            let variants = [plain, weighted, smoothed, both];
            let probabilities = variants.clone().map(|loss| {
                let target = target.clone();
                trial([x.clone()], move |x| loss.forward_probabilities(&x[0], &target))
            });
            let ignored = to_ignore(&classes);
            let ignoring = variants.clone().map(|loss| loss.ignore_index(ignored));
            let of_classes = variants.into_iter().chain(ignoring).map(|loss| {
                let classes = classes.clone();
                trial([x.clone()], move |x| loss.forward(&x[0], &classes).expect("classes fit"))
            });
            of_classes.chain(probabilities).collect()
        }
        "kl_div" => {
            let loss = KLDivLoss::new().reduction(reduction);
            let from_logarithms = loss.log_target(true);
            let (target, logarithms) = (Tensor::new(between), Tensor::new(t));
            let same_target = target.clone();
            vec![
                trial([x.clone()], move |x| loss.forward(&x[0], &target)),
                trial([x.clone()], move |x| from_logarithms.forward(&x[0], &logarithms)),
                trial([x], move |x| loss.batchmean().forward(&x[0], &same_target)),
            ]
        }
        other => panic!("{other} is never tried on random shapes: add it here"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(2024),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// For all inputs that have a gradient, with empty batches and rows included; and again after a
    /// first call inside `no_grad`.
    #[test]
    fn of_every_loss_on_any_shape(
        (n, m) in (0..6_usize, 0..6_usize),
        reduction in prop::sample::select(&[Reduction::Mean, Reduction::Sum, Reduction::None][..]),
        draws in prop::collection::vec(0.0..1.0, 3000),
    ) {
        let mut draws = Draws(draws.into_iter());
        for entry in losses::registry() {
            for (inputs, f) in trials(entry.name, Shape::matrix(n, m), reduction, &mut draws) {
                let second = |x: &[Tensor]| {
                    let first = no_grad(|| f(x));
                    assert!(!first.requires_grad());
                    let second = f(x);
                    let mut both = first.to_vec().into_iter().zip(second.to_vec());
                    assert!(both.all(|(a, b)| a == b || a.is_nan() && b.is_nan()));
                    second
                };
                gradcheck(second, &inputs, 1e-7).map_err(|mismatch| {
                    TestCaseError::fail(format!("{}: {mismatch}", entry.name))
                })?;
            }
        }
    }

    /// If a prediction is its own target, it gets both gradients, and they cancel.
    #[test]
    fn of_a_tensor_against_itself(x in prop::collection::vec(-3.0..3.0, 1..9)) {
        let x = Tensor::new(Array::vector(&x, Options::f64())).requires_grad_();
        for loss in [
            MSELoss::new().forward(&x, &x),
            L2Loss.forward(&x, &x),
            L1Loss::new().forward(&x, &x),
            SmoothL1Loss::new().forward(&x, &x),
            HuberLoss::new().forward(&x, &x),
        ] {
            prop_assert_eq!(loss.item(), 0.0);
            loss.backward();
            prop_assert!(x.grad().expect("a gradient").to_vec().iter().all(|&g| g == 0.0));
            x.zero_grad();
        }
    }

    /// The gradients of two losses of one network add up.
    #[test]
    fn of_a_sum_of_losses(
        (n, m) in (1..5_usize, 1..5_usize),
        draws in prop::collection::vec(0.0..1.0, 200),
    ) {
        let mut draws = Draws(draws.into_iter());
        let x = draws.table(Shape::matrix(n, m), -2.0, 2.0);
        let w = draws.table(Shape::matrix(m, m), -1.0, 1.0);
        let classes = draws.classes(n, m);
        let target = Tensor::new(draws.table(Shape::matrix(n, m), 0.0, 1.0));
        let f = |x: &[Tensor]| {
            let y = x[0].tanh().linear(&x[1], None);
            let class = CrossEntropyLoss::new().forward(&y, &classes).expect("classes fit");
            class + BCEWithLogitsLoss::new().forward(&y, &target) + MSELoss::new().forward(&y, &x[0])
        };
        gradcheck(f, &[x, w], 1e-7).map_err(|mismatch| TestCaseError::fail(mismatch.to_string()))?;
    }
}
