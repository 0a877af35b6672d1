//! Value and gradient of every loss against PyTorch's, from `reference/losses.json`.

use std::collections::BTreeMap;

use autograd::Tensor;
use engine::{Array, DType, Options, Shape};
use losses::{BCELoss, BCEWithLogitsLoss, CrossEntropyLoss, MSELoss, NLLLoss, Reduction};
use serde_json::Value;

/// Where we differ from PyTorch on purpose: the loss, what is special, PyTorch's value and ours.
///
/// At a logit of ±∞ both formulas meet ∞ − ∞ or 0 · ∞ and answer NaN, but not in the same cases:
/// ours, softplus(x) − x·t, at +∞ for every target; PyTorch's, (1 − t)·x + softplus(−x), at −∞.
/// Where one of them has a value, it is the right one, ∞. The slopes agree everywhere.
const DIFFERENCES: [(&str, &str, f64, f64); 4] = [
    ("BCEWithLogitsLoss", "inf against 0.0", f64::INFINITY, f64::NAN),
    ("BCEWithLogitsLoss", "inf against 0.5", f64::INFINITY, f64::NAN),
    ("BCEWithLogitsLoss", "-inf against 0.5", f64::NAN, f64::INFINITY),
    ("BCEWithLogitsLoss", "-inf against 1.0", f64::NAN, f64::INFINITY),
];

/// Cases in which `BCELoss` divides by its floor of 10⁻¹² instead of p(1 − p).
///
/// PyTorch writes that floor in single precision even for doubles, so its slopes in double
/// precision are larger than ours by the factor 10⁻¹² / (10⁻¹² rounded to a single).
const FLOORED: [&str; 4] =
    ["ones against zeros", "zeros against ones", "certain against one half", "nearly certain"];

#[test]
fn every_case_agrees_with_pytorch() {
    let file: Value = serde_json::from_str(include_str!("reference/losses.json")).expect("JSON");
    let cases = file["cases"].as_array().expect("a list of cases");
    let mut worst: BTreeMap<String, (usize, f64)> = BTreeMap::new();
    let mut differences = 0;
    for case in cases {
        let text = |field: &str| case[field].as_str().expect("a string");
        let (loss, about, dtype) = (text("loss"), text("about"), text("dtype"));
        let name = format!("{loss}, {about}, {}, {dtype}", text("reduction"));
        let dtype = if dtype == "f32" { DType::F32 } else { DType::F64 };
        let input = Tensor::new(array(&case["input"], dtype)).requires_grad_();
        let output = compute(loss, case, &input);
        output.backward();
        let grad = input.grad().expect("a gradient reaches the input");

        let mut expected = number(&case["output"]["data"][0]);
        let difference = DIFFERENCES.iter().find(|known| (known.0, known.1) == (loss, about));
        if let Some(&(_, _, theirs, ours)) = difference {
            assert!(same(expected, theirs), "{name}: PyTorch's value is {expected}");
            expected = ours;
            differences += 1;
        }
        assert_eq!(output.shape(), Shape::scalar(), "{name}");
        assert_eq!(grad.shape(), input.shape(), "{name}");

        let floored = loss == "BCELoss" && dtype == DType::F64 && FLOORED.contains(&about);
        let tolerance = match dtype {
            DType::F32 => 1e-6,
            DType::F64 if floored => 1e-12 / f64::from(1e-12_f32) - 1.0 + 1e-14,
            DType::F64 => 1e-14,
        };
        let pairs = std::iter::once((output.item(), expected))
            .chain(grad.to_vec().into_iter().zip(numbers(&case["grad"])));
        let entry = worst.entry(format!("{loss}, {dtype}")).or_default();
        entry.0 += 1;
        for (found, expected) in pairs {
            if same(found, expected) {
                continue;
            }
            let deviation = (found - expected).abs() / expected.abs().max(1.0);
            assert!(deviation <= tolerance, "{name}: {found}, but PyTorch has {expected}");
            entry.1 = entry.1.max(deviation);
        }
    }
    for (loss, (count, deviation)) in &worst {
        println!("{loss}: {count} cases, largest deviation {deviation:.1e}");
    }
    assert_eq!(worst.values().map(|(count, _)| count).sum::<usize>(), 208);
    assert_eq!(differences, 4 * DIFFERENCES.len(), "two reductions in two precisions each");
}

fn compute(loss: &str, case: &Value, input: &Tensor) -> Tensor {
    let reduction = if case["reduction"] == "sum" { Reduction::Sum } else { Reduction::Mean };
    let target = &case["target"];
    let tensor = || Tensor::new(array(target, input.dtype()));
    let classes = || sizes(&target["data"]);
    match loss {
        "MSELoss" => MSELoss::new().reduction(reduction).forward(input, &tensor()),
        "BCELoss" => BCELoss::new().reduction(reduction).forward(input, &tensor()),
        "BCEWithLogitsLoss" => {
            BCEWithLogitsLoss::new().reduction(reduction).forward(input, &tensor())
        }
        "NLLLoss" => {
            NLLLoss::new().reduction(reduction).forward(input, &classes()).expect("classes fit")
        }
        "CrossEntropyLoss" => {
            let loss = CrossEntropyLoss::new().reduction(reduction);
            if target["shape"].as_array().is_some_and(|shape| shape.len() == 1) {
                loss.forward(input, &classes()).expect("classes fit")
            } else {
                loss.forward_probabilities(input, &tensor())
            }
        }
        _ => panic!("{loss} is not a loss of this chapter"),
    }
}

/// Equal, or both NaN.
fn same(a: f64, b: f64) -> bool {
    a == b || (a.is_nan() && b.is_nan())
}

/// JSON has no infinities and no NaN; they are strings, which Rust parses.
fn number(value: &Value) -> f64 {
    let text = value.as_str().map(|text| text.parse().expect("inf, -inf or nan"));
    text.or(value.as_f64()).expect("a number")
}

fn numbers(tensor: &Value) -> Vec<f64> {
    tensor["data"].as_array().expect("a list").iter().map(number).collect()
}

fn sizes(list: &Value) -> Vec<usize> {
    serde_json::from_value(list.clone()).expect("a list of sizes or classes")
}

fn array(tensor: &Value, dtype: DType) -> Array {
    let sizes = sizes(&tensor["shape"]);
    let shape = match *sizes {
        [] => Shape::scalar(),
        [n] => Shape::vector(n),
        [rows, cols] => Shape::matrix(rows, cols),
        _ => panic!("an array has at most two dimensions, not {sizes:?}"),
    };
    Array::new(shape, &numbers(tensor), Options { dtype, ..Options::default() })
}
