//! Every module compared with PyTorch's, from `modules.json`: the value, and the gradients of the
//! input and of every parameter.

use std::collections::BTreeSet;

use autograd::{
    Tensor,
    nn::{
        Approximate, ELU, GELU, Identity, LeakyReLU, Linear, LogSoftmax, Module, ReLU, Sequential,
        SiLU, Sigmoid, Softmax, Softplus, Softsign, Tanh,
    },
};
use engine::{DType, Options};
use serde_json::Value;

use super::compare::{Report, array, deviation, dtype, items};

/// How far an element may be from PyTorch's: more than a dozen roundings, since another processor
/// may add up a sum in another order.
fn tolerance(dtype: DType) -> f64 {
    match dtype {
        DType::F32 => 3e-6,
        DType::F64 => 2.5e-15,
    }
}

/// An intended difference from PyTorch.
struct Difference {
    module: &'static str,
    reason: &'static str,
    /// Takes PyTorch's number and ours.
    covers: fn(f64, f64) -> bool,
}

static DIFFERENCES: [Difference; 2] = [
    Difference {
        module: "Softsign",
        reason: "at ±∞ the derivative 1/(1 + |x|)² is 0; PyTorch computes NaN",
        covers: |theirs, ours| theirs.is_nan() && ours == 0.0,
    },
    Difference {
        module: "GELU",
        reason: "at ∞ it is ∞; PyTorch's vector code computes NaN",
        covers: |theirs, ours| theirs.is_nan() && ours == f64::INFINITY,
    },
];

/// Computes every case.
pub fn report() -> Report {
    let reference: Value =
        serde_json::from_str(include_str!("modules.json")).expect("the reference is JSON");
    let mut report = Report::default();
    for case in items(&reference["cases"]) {
        let options = Options { dtype: dtype(case), ..Options::default() };
        let parts = items(&case["module"]);
        let name = if parts.len() == 1 { text(&parts[0][0]) } else { "Sequential" };
        let mut worst: f64 = 0.0;
        for (what, ours, theirs) in numbers(case, options) {
            let deviation = deviation(ours, theirs);
            let known = DIFFERENCES.iter().find(|d| d.module == name && (d.covers)(theirs, ours));
            if deviation <= tolerance(options.dtype) {
                worst = worst.max(deviation);
            } else if let Some(difference) = known {
                report.intended(difference.module, difference.reason);
            } else {
                report.wrong.push(format!("{}, {what}: {ours}, not {theirs}", case["module"]));
            }
        }
        report.case(name, options.dtype, worst);
    }
    report.all_occurred(DIFFERENCES.iter().map(|d| (d.module, d.reason)));
    report
}

fn text(json: &Value) -> &str {
    json.as_str().expect("a name")
}

/// Runs a case and pairs each element with PyTorch's.
fn numbers(case: &Value, options: Options) -> Vec<(String, f64, f64)> {
    let network = network(case, options);
    let input = Tensor::new(array(&case["input"], options)).requires_grad_();
    let output = network.call(&input);
    output.backward_with(&array(&case["upstream"], options));
    let mut pairs = vec![("output".to_owned(), output.clone(), &case["output"])];
    let theirs = case["grads"].as_object().expect("gradients by name");
    let alone = items(&case["module"]).len() == 1;
    let parameters = network.named_parameters();
    let named = parameters.iter().map(|(name, parameter)| {
        // A single module is wrapped in a network here, where its name is 0.
        let name = if alone { name.trim_start_matches("0.") } else { name };
        (name, parameter)
    });
    let named: Vec<_> = std::iter::once(("input", &input)).chain(named).collect();
    let names: BTreeSet<&str> = named.iter().map(|(name, _)| *name).collect();
    assert!(names.iter().copied().eq(theirs.keys().map(String::as_str)), "{names:?}");
    for (name, tensor) in named {
        let grad = tensor.grad().expect("a gradient");
        pairs.push((format!("gradient of {name}"), grad, &theirs[name]));
    }
    let number_by_number = |(what, ours, theirs): (String, Tensor, &Value)| {
        let theirs = array(theirs, options);
        assert_eq!(ours.shape(), theirs.shape(), "{}, {what}", case["module"]);
        let both = ours.to_vec().into_iter().zip(theirs.to_vec());
        both.map(|(ours, theirs)| (what.clone(), ours, theirs)).collect::<Vec<_>>()
    };
    pairs.into_iter().flat_map(number_by_number).collect()
}

/// The modules of a case, one after another, with its parameters.
fn network(case: &Value, options: Options) -> Sequential {
    let parts = items(&case["module"]);
    parts.iter().enumerate().fold(Sequential::new(), |network, (place, part)| {
        let dim =
            || isize::try_from(part[1].as_i64().expect("a dimension")).expect("a small number");
        let setting = || part[1].as_f64().expect("a number");
        match text(&part[0]) {
            "ReLU" => network.push(ReLU::new()),
            "ELU" => network.push(ELU::new()),
            "Softplus" => network.push(Softplus::new()),
            "Softsign" => network.push(Softsign::new()),
            "LeakyReLU" => network.push(LeakyReLU::new(setting())),
            "GELU" if part[1] == "tanh" => network.push(GELU::new(Approximate::Tanh)),
            "GELU" => network.push(GELU::new(Approximate::None)),
            "SiLU" => network.push(SiLU::new()),
            "Sigmoid" => network.push(Sigmoid::new()),
            "Tanh" => network.push(Tanh::new()),
            "Identity" => network.push(Identity::new()),
            "Softmax" => network.push(Softmax::new(dim())),
            "LogSoftmax" => network.push(LogSoftmax::new(dim())),
            "Linear" => {
                let parameter = |name: &str| {
                    let path = format!("{place}.{name}");
                    let path = if parts.len() == 1 { name } else { &path };
                    let json = case["parameters"].get(path)?;
                    Some(Tensor::new(array(json, options)))
                };
                let weight = parameter("weight").expect("a weight");
                network.push(Linear::from_parameters(weight, parameter("bias")))
            }
            other => panic!("the reference has {other}, this test does not"),
        }
    })
}
