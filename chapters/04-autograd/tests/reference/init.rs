//! What fills a tensor, compared with PyTorch's, from `init.json`: `nn::init`, and the tensors made of
//! random numbers or of steps. They must agree in every bit.

use autograd::{
    Tensor,
    nn::init::{self, FanMode, Nonlinearity},
};
use engine::{Device, Options, Shape};
use random::TorchRng;
use serde_json::Value;

use super::compare::{Report, deviation, dtype, items, number, shape};

/// Computes every case on every available device.
pub fn report() -> Report {
    let reference: Value =
        serde_json::from_str(include_str!("init.json")).expect("the reference is JSON");
    let mut report = Report::default();
    for case in items(&reference["cases"]) {
        let function = case["function"].as_str().expect("a name");
        let mut worst: f64 = 0.0;
        for device in Device::available() {
            let mut rng = TorchRng::manual_seed(case["seed"].as_u64().expect("a seed"));
            let found = fill(case, device, &mut rng);
            assert_eq!(found.shape(), shape(&case["shape"]), "{function}");
            let numbers = found.to_vec().into_iter().chain(rng.rand(1).into_iter().map(f64::from));
            let expected = items(&case["data"]).iter().chain([&case["after"]]).map(number);
            for (at, (ours, theirs)) in numbers.zip(expected).enumerate() {
                worst = worst.max(deviation(ours, theirs));
                if ours.to_bits() != theirs.to_bits() {
                    let (args, kind) = (&case["args"], &case["dtype"]);
                    report.wrong.push(format!(
                        "{function} {args}, {kind}, {}, number {at}: {ours}, not {theirs}",
                        found.shape()
                    ));
                }
            }
        }
        report.case(function, dtype(case), worst);
    }
    report
}

/// The function of the case, as a user of this crate would call it.
fn fill(case: &Value, device: Device, rng: &mut TorchRng) -> Tensor {
    let options = Options { dtype: dtype(case), device };
    let shape = shape(&case["shape"]);
    let argument = |name: &str| number(&case["args"][name]);
    let x = Tensor::full(shape, f64::NAN, options);
    match case["function"].as_str().expect("a name") {
        "rand" => return Tensor::rand(shape, options, rng),
        "randn" => return Tensor::randn(shape, options, rng),
        "arange" => {
            let [start, end, step] = ["start", "end", "step"].map(argument);
            return Tensor::arange(start, end, step, options);
        }
        "uniform_" => init::uniform_(&x, argument("a"), argument("b"), rng),
        "normal_" => init::normal_(&x, argument("mean"), argument("std"), rng),
        "trunc_normal_" => {
            let [mean, std, a, b] = ["mean", "std", "a", "b"].map(argument);
            init::trunc_normal_(&x, mean, std, a, b, rng);
        }
        "constant_" => init::constant_(&x, argument("val")),
        "zeros_" => init::zeros_(&x),
        "ones_" => init::ones_(&x),
        "eye_" => {
            init::eye_(&x);
            if shape == Shape::matrix(3, 3) {
                assert_eq!(x.data(), Tensor::eye(3, options).data());
            }
        }
        "xavier_uniform_" => init::xavier_uniform_(&x, argument("gain"), rng),
        "xavier_normal_" => init::xavier_normal_(&x, argument("gain"), rng),
        "kaiming_uniform_" => {
            let (mode, nonlinearity) = kaiming(&case["args"]);
            init::kaiming_uniform_(&x, mode, nonlinearity, rng);
        }
        "kaiming_normal_" => {
            let (mode, nonlinearity) = kaiming(&case["args"]);
            init::kaiming_normal_(&x, mode, nonlinearity, rng);
        }
        function => panic!("the reference has {function}, this test does not"),
    }
    x
}

fn kaiming(args: &Value) -> (FanMode, Nonlinearity) {
    let mode = if args["mode"] == "fan_in" { FanMode::FanIn } else { FanMode::FanOut };
    let nonlinearity = match args["nonlinearity"].as_str().expect("a name") {
        "linear" => Nonlinearity::Linear,
        "sigmoid" => Nonlinearity::Sigmoid,
        "tanh" => Nonlinearity::Tanh,
        "relu" => Nonlinearity::ReLU,
        _ => Nonlinearity::LeakyReLU(number(&args["a"])),
    };
    (mode, nonlinearity)
}
