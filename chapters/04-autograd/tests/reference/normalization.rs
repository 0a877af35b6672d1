//! Normalization, dropout and residual blocks compared with PyTorch's, from `normalization.json`:
//! values, gradients, running statistics, masks, and twenty steps of a network that has all of
//! them.

use autograd::{
    Tensor,
    nn::{BatchNorm1d, Dropout, LayerNorm, Linear, Module, ReLU, Residual, Sequential, Tanh},
    ops::batch_norm::Moments,
};
use engine::{Array, DType, Options};
use random::Generator;
use serde_json::Value;

use super::compare::{Report, array, deviation, dtype, items, number, shape};

/// How far an element may be from PyTorch's.
fn tolerance(dtype: DType) -> f64 {
    match dtype {
        DType::F32 => 4e-6,
        DType::F64 => 8e-15,
    }
}

/// After twenty steps, more roundings have gathered.
fn tolerance_of_training(dtype: DType) -> f64 {
    match dtype {
        DType::F32 => 2e-5,
        DType::F64 => 4e-14,
    }
}

/// What every comparison ends with: a name for messages, our number, and PyTorch's.
type Pair = (String, f64, f64);

const LARGE_MEAN: &str = "for numbers far from 0 compared with their spread, PyTorch multiplies \
                          before it subtracts the mean and loses digits; ours is compared with \
                          its results near 0";
const TWO_SAMPLES: &str = "for a batch of two, the gradient almost cancels, and PyTorch's single \
                           precision loses digits; ours is compared with its double precision";

/// Computes every case.
pub fn report() -> Report {
    let reference: Value =
        serde_json::from_str(include_str!("normalization.json")).expect("the reference is JSON");
    let mut report = Report::default();
    let cases = items(&reference["cases"]);
    for (place, case) in cases.iter().enumerate() {
        let dtype = dtype(case);
        let kind = text(&case["kind"]);
        let (pairs, allowed) = match kind {
            "layer_norm" | "batch_norm" => (function(case), tolerance(dtype)),
            "LayerNorm" | "BatchNorm1d" | "Residual" => (module(case, case), tolerance(dtype)),
            "Dropout" => (dropout(case), 0.0),
            "training" => (training(case), tolerance_of_training(dtype)),
            other => panic!("the reference has {other}, this test does not"),
        };
        // The same numbers in double precision are the next case.
        let exact = if kind == "BatchNorm1d" && dtype == DType::F32 {
            module(case, &cases[place + 1])
        } else {
            pairs.clone()
        };
        let mut worst: f64 = 0.0;
        for ((what, ours, theirs), (_, _, exact)) in pairs.into_iter().zip(exact) {
            let [from_theirs, from_exact] = [theirs, exact].map(|other| deviation(ours, other));
            if from_theirs <= allowed {
                worst = worst.max(from_theirs);
            } else if from_exact <= allowed && what.starts_with("gradient of input") {
                report.intended("BatchNorm1d", TWO_SAMPLES);
            } else {
                report.wrong.push(format!("{kind} in {dtype:?}, {what}: {ours}, not {theirs}"));
            }
        }
        for _ in 0..losses_of_digits(case) {
            report.intended(name(kind), LARGE_MEAN);
        }
        report.case(name(kind), dtype, worst);
    }
    report.all_occurred([
        ("layer_norm", LARGE_MEAN),
        ("batch_norm", LARGE_MEAN),
        ("BatchNorm1d", TWO_SAMPLES),
    ]);
    report
}

/// The name of a row.
fn name(kind: &str) -> &'static str {
    match kind {
        "layer_norm" => "layer_norm",
        "batch_norm" => "batch_norm",
        "LayerNorm" => "LayerNorm",
        "BatchNorm1d" => "BatchNorm1d",
        "Residual" => "Residual",
        "Dropout" => "Dropout",
        _ => "all of these, trained",
    }
}

fn text(json: &Value) -> &str {
    json.as_str().expect("a text")
}

fn options(case: &Value) -> Options {
    Options { dtype: dtype(case), ..Options::default() }
}

/// Each element of ours beside PyTorch's.
fn pairs(what: &str, ours: &Array, theirs: &Value) -> Vec<Pair> {
    let theirs = array(theirs, ours.options());
    assert_eq!(ours.shape(), theirs.shape(), "{what}");
    let both = ours.to_vec().into_iter().zip(theirs.to_vec());
    both.map(|(ours, theirs)| (what.to_owned(), ours, theirs)).collect()
}

/// How many numbers PyTorch gets wrong far from 0, by its results near 0.
fn losses_of_digits(case: &Value) -> usize {
    let exact = &case["exact"];
    if exact.is_null() {
        return 0;
    }
    let numbers = |outcome: &Value| -> Vec<f64> {
        let tensors = std::iter::once(&outcome["output"]).chain(items(&outcome["grads"]));
        let tensors = tensors.filter(|tensor| !tensor.is_null());
        tensors.flat_map(|tensor| items(&tensor["data"]).iter().map(number)).collect()
    };
    let both = numbers(case).into_iter().zip(numbers(exact));
    both.filter(|&(single, double)| deviation(single, double) > tolerance(dtype(case))).count()
}

/// `layer_norm` or `batch_norm`: the value, and the gradient of every input.
fn function(case: &Value) -> Vec<Pair> {
    let options = options(case);
    let tensor = |json: &Value| (!json.is_null()).then(|| Tensor::new(array(json, options)));
    let inputs: Vec<Option<Tensor>> = items(&case["inputs"])
        .iter()
        .map(|json| tensor(json).map(Tensor::requires_grad_))
        .collect();
    let x = inputs[0].as_ref().expect("an input");
    let (weight, bias) = (inputs[1].as_ref(), inputs[2].as_ref());
    let eps = number(&case["args"]["eps"]);
    let output = if case["kind"] == "layer_norm" {
        x.layer_norm(weight, bias, eps)
    } else if case["args"]["training"] == true {
        x.batch_norm(weight, bias, eps)
    } else {
        let running = items(&case["running"]);
        let moments =
            Moments { mean: array(&running[0], options), variance: array(&running[1], options) };
        x.batch_norm_with(&moments, weight, bias, eps)
    };
    output.backward_with(&array(&case["upstream"], options));
    let expected = if case["exact"].is_null() { case } else { &case["exact"] };
    let what =
        |part: &str| format!("{part} of {} for shape {}", case["args"], case["upstream"]["shape"]);
    let mut found = pairs(&what("output"), &output.data(), &expected["output"]);
    for (place, (input, theirs)) in inputs.iter().zip(items(&expected["grads"])).enumerate() {
        if let Some(input) = input {
            let grad = input.grad().expect("a gradient").data();
            found.extend(pairs(&what(&format!("gradient {place}")), &grad, theirs));
        }
    }
    found
}

/// Our module with the options of a case.
fn build(case: &Value) -> Box<dyn Module> {
    let options = &case["options"];
    let is = |name: &str, value: bool| options[name] == value;
    match text(&case["kind"]) {
        "LayerNorm" => {
            let mut norm = LayerNorm::new(5);
            if let Some(eps) = options["eps"].as_f64() {
                norm = norm.eps(eps);
            }
            if is("bias", false) {
                norm = norm.without_bias();
            }
            if is("elementwise_affine", false) {
                norm = norm.without_affine();
            }
            Box::new(norm)
        }
        "BatchNorm1d" => {
            let mut norm = BatchNorm1d::new(3);
            if let Some(eps) = options["eps"].as_f64() {
                norm = norm.eps(eps);
            }
            if let Some(momentum) = options.get("momentum") {
                norm = norm.momentum(momentum.as_f64());
            }
            if is("bias", false) {
                norm = norm.without_bias();
            }
            if is("affine", false) {
                norm = norm.without_affine();
            }
            if is("track_running_stats", false) {
                norm = norm.without_running_stats();
            }
            Box::new(norm)
        }
        _ => {
            let rng = &mut random::TorchRng::manual_seed(0);
            let block = Sequential::new().push(Linear::new(4, 4, rng));
            Box::new(Residual::new(block.push(BatchNorm1d::new(4)).push(Tanh::new())))
        }
    }
}

/// A state dict as PyTorch wrote it, in the order of `module`'s own.
fn load(module: &dyn Module, state: &Value, options: Options) {
    let theirs = state.as_object().expect("arrays by name");
    let ours = module.state_dict();
    assert_eq!(ours.len(), theirs.len());
    let state = ours.into_iter().map(|(name, _)| {
        let value = array(&theirs[&name], options);
        (name, value)
    });
    module.load_state_dict(&state.collect()).expect("PyTorch's names and shapes");
}

fn compare_state(what: &str, ours: Vec<(String, Array)>, theirs: &Value) -> Vec<Pair> {
    let theirs = theirs.as_object().expect("arrays by name");
    assert_eq!(ours.len(), theirs.len());
    let each = ours
        .into_iter()
        .map(|(name, value)| pairs(&format!("{name} after {what}"), &value, &theirs[&name]));
    each.flatten().collect()
}

/// A module: how it prints, and call by call the value, the gradients and the buffers, beside those
/// of the case `expected`.
fn module(case: &Value, expected: &Value) -> Vec<Pair> {
    let options = options(case);
    let module = build(case);
    module.to_dtype(options.dtype);
    assert_eq!(autograd::nn::print(module.as_ref()), text(&case["print"]));
    load(module.as_ref(), &case["before"], options);
    let mut found = Vec::new();
    let both = items(&case["calls"]).iter().zip(items(&expected["calls"]));
    for (place, (call, expected)) in both.enumerate() {
        let what = |part: &str| format!("{part} in call {place} with {}", case["options"]);
        module.train(call["training"] == true);
        module.zero_grad();
        let x = Tensor::new(array(&call["input"], options)).requires_grad_();
        let y = module.call(&x);
        found.extend(pairs(&what("output"), &y.data(), &expected["output"]));
        y.backward_with(&array(&call["upstream"], options));
        let grads = expected["grads"].as_object().expect("gradients by name");
        let parameters = module.named_parameters();
        assert_eq!(parameters.len() + 1, grads.len());
        for (name, tensor) in parameters.into_iter().chain([("input".to_owned(), x)]) {
            let grad = tensor.grad().expect("a gradient").data();
            found.extend(pairs(&what(&format!("gradient of {name}")), &grad, &grads[&name]));
        }
        let buffers = module.named_buffers().into_iter().map(|(name, b)| (name, b.data()));
        found.extend(compare_state(&what("the end"), buffers.collect(), &expected["buffers"]));
    }
    found
}

/// Dropout: the masks, the values and the gradients, and how far the generator has come. Nothing
/// may deviate.
fn dropout(case: &Value) -> Vec<Pair> {
    let options = options(case);
    let mut generator = Generator::manual_seed(case["seed"].as_u64().expect("a seed"));
    let dropout = Dropout::new(number(&case["p"]), &generator);
    assert_eq!(dropout.to_string(), text(&case["print"]));
    let mut found = Vec::new();
    for call in items(&case["calls"]) {
        let what = |part: &str| format!("{part} for p = {} and {}", case["p"], call["shape"]);
        let shape = shape(&call["shape"]);
        let values: Vec<f64> = (0..shape.len()).map(|i| (i % 1000 + 1) as f64 / 8.0).collect();
        let x = Tensor::new(Array::new(shape, &values, options)).requires_grad_();
        let y = dropout.call(&x);
        assert_eq!(y.is(&x), call["identity"] == true, "{}", what("the identity"));
        let kept: Vec<bool> = y.to_vec().into_iter().map(|y| y != 0.0).collect();
        let short = if kept.len() < 1000 { packed(&kept) } else { hashed(&kept) };
        let differs = f64::from(u8::from(short != text(&call["kept"])));
        found.push((what("the mask"), differs, 0.0));
        let grad = if y.is(&x) {
            Array::ones(shape, options)
        } else {
            y.backward_with(&Array::ones(shape, options));
            x.grad().expect("a gradient").data()
        };
        assert!(grad.to_vec().into_iter().map(|g| g != 0.0).eq(kept), "{}", what("the gradient"));
        if !call["output"].is_null() {
            found.extend(pairs(&what("output"), &y.data(), &call["output"]));
            found.extend(pairs(&what("gradient"), &grad, &call["grad"]));
        }
    }
    let next = f64::from(random::uniform::unit_f32(&mut generator));
    found.push(("what is drawn next".to_owned(), next, number(&case["next"])));
    found
}

/// The mask as bits, the first one highest, in hexadecimal.
fn packed(kept: &[bool]) -> String {
    let byte = |eight: &[bool]| {
        let bits = eight.iter().zip((0..8).rev());
        bits.fold(0_u8, |byte, (&bit, place)| byte | u8::from(bit) << place)
    };
    kept.chunks(8).map(|eight| format!("{:02x}", byte(eight))).collect::<Vec<_>>().concat()
}

fn hashed(kept: &[bool]) -> String {
    let hash =
        |h: u64, &bit: &bool| h.wrapping_mul(1_099_511_628_211).wrapping_add(u64::from(bit) + 1);
    kept.iter().fold(0, hash).to_string()
}

/// The network of `normalization.py`, all of whose random numbers come from one generator.
fn network(generator: &Generator) -> Sequential {
    let rng = &mut generator.clone();
    let block = Sequential::new()
        .push(Linear::without_bias(8, 8, rng))
        .push(BatchNorm1d::new(8))
        .push(Tanh::new())
        .push(Dropout::new(0.1, generator));
    Sequential::new()
        .push(Linear::new(4, 8, rng))
        .push(LayerNorm::new(8))
        .push(ReLU::new())
        .push(Dropout::new(0.25, generator))
        .push(Residual::new(block))
        .push(Linear::new(8, 2, rng))
}

/// Twenty steps: every loss, the parameters and statistics at the end, and a test in evaluation.
fn training(case: &Value) -> Vec<Pair> {
    let options = options(case);
    let generator = Generator::manual_seed(case["seed"].as_u64().expect("a seed"));
    let net = network(&generator);
    assert_eq!(net.to_string(), text(&case["print"]));
    let mut found = Vec::new();
    if !case["before"].is_null() {
        // The initial weights are PyTorch's to the last bit.
        for (what, ours, theirs) in compare_state("drawing it", net.state_dict(), &case["before"]) {
            assert_eq!(ours, theirs, "{what}");
        }
    }
    net.to_dtype(options.dtype);
    let (x, y) = (array(&case["x"], options), array(&case["y"], options));
    let losses = items(&case["losses"]["data"]);
    let batch = |data: &Array, step: usize| {
        let rows: Vec<usize> = (6 * step..6 * step + 6).collect();
        Tensor::new(data.index_select(&rows))
    };
    for (step, loss_of_pytorch) in losses.iter().enumerate() {
        let loss = (net.call(&batch(&x, step)) - batch(&y, step)).pow(2.0).mean();
        found.push((format!("loss {step}"), loss.item(), number(loss_of_pytorch)));
        net.zero_grad();
        loss.backward();
        for parameter in net.parameters() {
            let grad = parameter.grad().expect("a gradient").data();
            parameter.update(|data| data.axpy_(-number(&case["lr"]), &grad));
        }
    }
    found.extend(compare_state("training", net.state_dict(), &case["after"]));
    net.eval();
    let output = net.call(&batch(&x, 0)).data();
    found.extend(pairs("output in evaluation", &output, &case["output"]));
    found
}
