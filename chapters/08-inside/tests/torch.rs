//! The first weights against PyTorch's, draw by draw.
//!
//! The numbers are in `reference/init.json`; `init.py` beside it made them.

use autograd::Tensor;
use engine::{Array, Options, Shape};
use inside::init::{
    FanMode, Nonlinearity, calculate_gain, kaiming_normal_, kaiming_uniform_, xavier_normal_,
    xavier_uniform_,
};
use random::TorchRng;
use serde_json::Value;

fn reference() -> Value {
    serde_json::from_str(include_str!("reference/init.json")).expect("the reference is JSON")
}

fn numbers(json: &Value) -> Vec<f64> {
    let items = json.as_array().expect("a list");
    items.iter().map(|item| item.as_f64().expect("a number")).collect()
}

fn nonlinearity(name: &Value, slope: &Value) -> Nonlinearity {
    match name.as_str().expect("a name") {
        "linear" => Nonlinearity::Linear,
        "sigmoid" => Nonlinearity::Sigmoid,
        "tanh" => Nonlinearity::Tanh,
        "relu" => Nonlinearity::ReLU,
        "leaky_relu" => Nonlinearity::LeakyReLU(slope.as_f64().expect("a slope")),
        other => panic!("unknown: {other}"),
    }
}

#[test]
fn gains_are_torchs() {
    let reference = reference();
    let gains = reference["gains"].as_array().expect("a list");
    assert_eq!(gains.len(), 8);
    for gain in gains {
        let found = calculate_gain(nonlinearity(&gain["nonlinearity"], &gain["param"]));
        let expected = gain["gain"].as_f64().expect("a number");
        assert!((found - expected).abs() <= f64::EPSILON * expected, "{gain}: {found}");
    }
}

/// Uniform draws and normal ones in blocks agree to the last bit. Fewer than 16 normal numbers
/// are rounded more often than torch's, so the last digit may differ.
#[test]
fn draws_are_torchs() {
    let reference = reference();
    let cases = reference["cases"].as_array().expect("a list");
    assert_eq!(cases.len(), 4 * 2 * (2 + 5));
    for case in cases {
        let size = |i: usize| case["shape"][i].as_u64().and_then(|n| usize::try_from(n).ok());
        let shape = Shape::matrix(size(0).expect("rows"), size(1).expect("columns"));
        let weight = Tensor::new(Array::zeros(shape, Options::default()));
        let args = &case["args"];
        let mut rng = TorchRng::manual_seed(case["seed"].as_u64().expect("a seed"));
        let function = case["function"].as_str().expect("a name");
        if function.starts_with("xavier") {
            let gain = args["gain"].as_f64().expect("a gain");
            match function {
                "xavier_uniform_" => xavier_uniform_(&weight, gain, &mut rng),
                _ => xavier_normal_(&weight, gain, &mut rng),
            }
        } else {
            let rule = nonlinearity(&args["nonlinearity"], &args["a"]);
            let mode = if args["mode"] == "fan_in" { FanMode::FanIn } else { FanMode::FanOut };
            match function {
                "kaiming_uniform_" => kaiming_uniform_(&weight, mode, rule, &mut rng),
                _ => kaiming_normal_(&weight, mode, rule, &mut rng),
            }
        }
        let tolerance = if function.ends_with("normal_") && shape.len() < 16 {
            2.0 * f64::from(f32::EPSILON)
        } else {
            0.0
        };
        for (found, expected) in weight.to_vec().into_iter().zip(numbers(&case["weight"])) {
            let error = (found - expected).abs();
            assert!(
                error <= tolerance * expected.abs(),
                "{function} {args} {shape}: {found}, not {expected}"
            );
        }
    }
}
