//! The gradient of every loss, against central differences.

use std::{collections::BTreeSet, path::Path};

use autograd::gradcheck;
use engine::{Array, Options};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

/// Ten draws of every case; the same ones on every run.
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
                checked += 1;
            }
        }
    }
    assert!(checked >= 10 * losses::registry().len());
}

/// A file of `src/` that defines a loss has an entry; nothing else has one.
#[test]
fn the_registry_forgets_no_file() {
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
