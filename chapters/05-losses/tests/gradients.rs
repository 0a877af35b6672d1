//! The gradient of every loss, against central differences.

use std::{collections::BTreeSet, path::Path};

use autograd::{Graph, Tensor, fused, gradcheck, no_grad};
use engine::{Array, Device, Options, Shape};
use losses::{
    BCELoss, BCEWithLogitsLoss, ChiSquaredLoss, CrossEntropyLoss, L2Loss, MSELoss, NLLLoss,
    Reduction,
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
    let expected = ["bce", "bce_with_logits", "chi_squared", "cross_entropy", "l2", "mse", "nll"];
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
        "bce" => {
            let p = draws.table(shape, 0.1, 0.9);
            let target = Tensor::new(between);
            vec![trial([p], move |p| BCELoss::new().reduction(reduction).forward(&p[0], &target))]
        }
        "bce_with_logits" => {
            let target = Tensor::new(between);
            vec![trial([x], move |x| {
                BCEWithLogitsLoss::new().reduction(reduction).forward(&x[0], &target)
            })]
        }
        "nll" | "cross_entropy" if columns == 0 => Vec::new(), // no class to be right
        "nll" => {
            let classes = draws.classes(rows, columns);
            vec![trial([x], move |x| {
                let y = x[0].log_softmax(1);
                NLLLoss::new().reduction(reduction).forward(&y, &classes).expect("classes fit")
            })]
        }
        "cross_entropy" => {
            let classes = draws.classes(rows, columns);
            let target = Tensor::new(between);
            let loss = CrossEntropyLoss::new().reduction(reduction);
            vec![
                trial([x.clone()], move |x| loss.forward(&x[0], &classes).expect("classes fit")),
                trial([x], move |x| loss.forward_probabilities(&x[0], &target)),
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
        sum: bool,
        draws in prop::collection::vec(0.0..1.0, 2000),
    ) {
        let reduction = if sum { Reduction::Sum } else { Reduction::Mean };
        let mut draws = Draws(draws.into_iter());
        for entry in losses::registry() {
            for (inputs, f) in trials(entry.name, Shape::matrix(n, m), reduction, &mut draws) {
                let second = |x: &[Tensor]| {
                    let first = no_grad(|| f(x));
                    assert!(!first.requires_grad());
                    let second = f(x);
                    assert!(first.to_vec() == second.to_vec() || first.item().is_nan());
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
        for loss in [MSELoss::new().forward(&x, &x), L2Loss.forward(&x, &x)] {
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
