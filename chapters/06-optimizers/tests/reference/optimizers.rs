//! The paths of PyTorch's optimizers, step by step, from `optimizers.json`.

use autograd::{
    Tensor,
    nn::{Linear, Module, ReLU, Sequential, Sigmoid, Tanh},
};
use engine::{Array, DType, Options, Shape};
use losses::{BCELoss, MSELoss};
use optimizers::{Adagrad, Adam, AdamW, Optimizer, RMSprop, SGD};
use serde_json::Value;

use super::compare::{Report, array, deviation, dtype, items, number};

/// How far a number may be from PyTorch's after up to 50 steps, whose rounding errors add up.
fn tolerance(dtype: DType) -> f64 {
    match dtype {
        DType::F32 => 1e-5,
        DType::F64 => 1e-12,
    }
}

/// Runs every case.
pub fn report() -> Report {
    let reference: Value =
        serde_json::from_str(include_str!("optimizers.json")).expect("the reference is JSON");
    let mut report = Report::default();
    for run in items(&reference["runs"]) {
        compare(&mut report, name(run), run, small_problem(run, &reference["problem"]));
    }
    let edges = &reference["edges"];
    for run in items(&edges["runs"]) {
        compare(&mut report, name(run), run, given_gradients(run, &edges["gradients"]));
    }
    let blobs = &reference["blob_classifier"];
    for run in items(&blobs["runs"]) {
        compare(&mut report, "SGD on blobs", run, blob_classifier(run, blobs));
    }
    let sincos = &reference["sincos"];
    compare(&mut report, "Adam on sin · cos", sincos, sin_times_cos(sincos));
    report
}

fn name(run: &Value) -> &str {
    run["optimizer"].as_str().expect("a name")
}

/// What was compared, our numbers and PyTorch's.
type Compared = (String, Vec<f64>, Vec<f64>);

fn compare(report: &mut Report, name: &str, run: &Value, compared: Vec<Compared>) {
    let dtype = dtype(run);
    let mut worst: f64 = 0.0;
    for (what, ours, theirs) in compared {
        assert_eq!(ours.len(), theirs.len(), "{name}: {what}");
        for (place, (ours, theirs)) in ours.into_iter().zip(theirs).enumerate() {
            let deviation = deviation(ours, theirs);
            if deviation <= tolerance(dtype) {
                worst = worst.max(deviation);
            } else {
                let options = &run["options"];
                report.wrong.push(format!(
                    "{name} {options}, {dtype}, {what}, {place}: {ours}, not {theirs}"
                ));
            }
        }
    }
    report.case(name, dtype, worst);
}

fn options(dtype: DType) -> Options {
    Options { dtype, ..Options::default() }
}

fn numbers(list: &Value) -> Vec<f64> {
    items(list).iter().map(number).collect()
}

pub fn optimizer(run: &Value, parameters: Vec<Tensor>) -> Box<dyn Optimizer> {
    let options = &run["options"];
    let number = |name: &str| options[name].as_f64().expect(name);
    let flag = |name: &str| options[name].as_bool().expect(name);
    let betas = || {
        let beta = |which: usize| options["betas"][which].as_f64().expect("a decay rate");
        (beta(0), beta(1))
    };
    let (lr, weight_decay) = (number("lr"), number("weight_decay"));
    let maximize = options["maximize"].as_bool().unwrap_or(false);
    match run["optimizer"].as_str().expect("a name") {
        "SGD" => Box::new(
            SGD::new(parameters, lr)
                .momentum(number("momentum"))
                .dampening(number("dampening"))
                .nesterov(flag("nesterov"))
                .weight_decay(weight_decay)
                .maximize(maximize),
        ),
        "RMSprop" => Box::new(
            RMSprop::new(parameters, lr)
                .alpha(number("alpha"))
                .eps(number("eps"))
                .centered(flag("centered"))
                .momentum(number("momentum"))
                .weight_decay(weight_decay)
                .maximize(maximize),
        ),
        "Adagrad" => Box::new(
            Adagrad::new(parameters, lr)
                .lr_decay(number("lr_decay"))
                .initial_accumulator_value(number("initial_accumulator_value"))
                .eps(number("eps"))
                .weight_decay(weight_decay)
                .maximize(maximize),
        ),
        "Adam" => Box::new(
            Adam::new(parameters, lr)
                .betas(betas().0, betas().1)
                .eps(number("eps"))
                .amsgrad(flag("amsgrad"))
                .weight_decay(weight_decay)
                .maximize(maximize),
        ),
        "AdamW" => Box::new(
            AdamW::new(parameters, lr)
                .betas(betas().0, betas().1)
                .eps(number("eps"))
                .amsgrad(flag("amsgrad"))
                .weight_decay(weight_decay)
                .maximize(maximize),
        ),
        other => panic!("{other} is not an optimizer of this chapter"),
    }
}

/// 50 steps down mean((tanh(X Wᵀ + b) − y)²).
fn small_problem(run: &Value, problem: &Value) -> Vec<Compared> {
    let options = options(dtype(run));
    let tensor = |field: &str| Tensor::new(array(&problem[field], options));
    let (x, y) = (tensor("x"), tensor("y"));
    let (weight, bias) = (tensor("weight").requires_grad_(), tensor("bias").requires_grad_());
    let mut optimizer = optimizer(run, vec![weight.clone(), bias.clone()]);
    let loss = || MSELoss::new().forward(&x.linear(&weight, Some(&bias)).tanh(), &y);
    let mut compared = Vec::new();
    let losses = descend(&mut *optimizer, loss, 50, |step| {
        if let Some(after) = run["params_after"].get(step.to_string()) {
            for (parameter, after) in [&weight, &bias].into_iter().zip(items(after)) {
                let theirs = array(after, options).to_vec();
                compared.push((format!("step {step}"), parameter.to_vec(), theirs));
            }
        }
    });
    assert_eq!(compared.len(), 4 * 2, "parameters after steps 1, 2, 10 and 50");
    compared.push(("losses".to_owned(), losses, numbers(&run["losses"])));
    compared
}

/// Three steps with gradients at the limits of the number format.
fn given_gradients(run: &Value, gradients: &Value) -> Vec<Compared> {
    let options = options(dtype(run));
    let gradients = items(&gradients[run["dtype"].as_str().expect("a precision")]);
    let parameter = Tensor::new(Array::ones(Shape::vector(100), options)).requires_grad_();
    let mut optimizer = optimizer(run, vec![parameter.clone()]);
    let steps = gradients.iter().zip(items(&run["after"])).enumerate();
    let steps = steps.map(|(step, (gradient, after))| {
        parameter.set_grad(Some(array(gradient, options)));
        optimizer.step();
        (format!("edges, step {step}"), parameter.to_vec(), array(after, options).to_vec())
    });
    steps.collect()
}

/// The loss before each step.
fn descend(
    optimizer: &mut dyn Optimizer,
    loss: impl Fn() -> Tensor,
    steps: usize,
    mut after_step: impl FnMut(usize),
) -> Vec<f64> {
    let mut losses = Vec::new();
    for step in 1..=steps {
        optimizer.zero_grad();
        let loss = loss();
        loss.backward();
        optimizer.step();
        losses.push(loss.item());
        after_step(step);
    }
    losses
}

/// Names of parameters, ours and PyTorch's.
type Names = [(&'static str, &'static str); 4];

/// Loads the parameters of `state` into `model`, in the precision `dtype`.
fn load(model: &Sequential, names: &Names, state: &Value, dtype: DType) {
    model.to_dtype(dtype);
    let state =
        names.map(|(ours, theirs)| (ours.to_owned(), array(&state[theirs], options(dtype))));
    model.load_state_dict(&state.to_vec()).expect("the state is this network's");
}

fn parameters(model: &Sequential, names: &Names, state: &Value) -> Vec<Compared> {
    let compared = |&(ours, theirs): &(&str, &str)| {
        let found = model.parameter(ours).expect("there is one").to_vec();
        (ours.to_owned(), found, numbers(&state[theirs]["data"]))
    };
    names.iter().map(compared).collect()
}

/// 2 → 10 → 1 on forty points in three blobs, with the parameters that PyTorch draws.
fn blob_classifier(run: &Value, problem: &Value) -> Vec<Compared> {
    const NAMES: Names = [
        ("0.weight", "fc1.weight"),
        ("0.bias", "fc1.bias"),
        ("2.weight", "fc2.weight"),
        ("2.bias", "fc2.bias"),
    ];
    let dtype = dtype(run);
    let x = Tensor::new(array(&problem["x"], options(dtype)));
    let target = array(&problem["target"], options(dtype));
    let target = Tensor::new(target.reshape(Shape::matrix(40, 1)));
    let mut rng = random::TorchRng::manual_seed(0);
    let model = Sequential::new()
        .push(Linear::new(2, 10, &mut rng))
        .push(ReLU::new())
        .push(Linear::new(10, 1, &mut rng))
        .push(Sigmoid::new());
    for (name, drawn, theirs) in parameters(&model, &NAMES, &run["start"]) {
        assert_eq!(drawn, theirs, "torch draws {name} alike");
    }
    load(&model, &NAMES, &run["start"], dtype);
    let mut optimizer = SGD::new(model.parameters(), 0.01);
    let loss = || BCELoss::new().forward(&model.call(&x), &target);
    let losses = descend(&mut optimizer, loss, 50, |_| ());
    let mut compared = parameters(&model, &NAMES, &run["final"]);
    compared.push(("losses".to_owned(), losses, numbers(&run["losses"])));
    compared
}

/// 2 → 3 → 1 on the product of sine and cosine, 500 steps of Adam.
fn sin_times_cos(problem: &Value) -> Vec<Compared> {
    const NAMES: Names = [
        ("0.weight", "0.weight"),
        ("0.bias", "0.bias"),
        ("2.weight", "2.weight"),
        ("2.bias", "2.bias"),
    ];
    let (x, y) = (&problem["x"], &problem["target"]);
    let tensor = |json| Tensor::new(array(json, Options::f64()));
    let (x, y) = (tensor(x), tensor(y));
    let mut rng = random::TorchRng::manual_seed(0);
    let model = Sequential::new()
        .push(Linear::new(2, 3, &mut rng))
        .push(Tanh::new())
        .push(Linear::new(3, 1, &mut rng))
        .push(Tanh::new());
    load(&model, &NAMES, &problem["start"], DType::F64);
    let mut optimizer = Adam::new(model.parameters(), 0.01);
    let loss = || MSELoss::new().forward(&model.call(&x), &y);
    let mut losses = descend(&mut optimizer, loss, 500, |_| ());
    losses.push(loss().item());
    let expected = problem["losses_after"].as_object().expect("losses by step");
    assert_eq!(expected.len(), 11);
    let mut compared = parameters(&model, &NAMES, &problem["final"]);
    for (step, theirs) in expected {
        let ours = losses[step.parse::<usize>().expect("a step")];
        compared.push((format!("loss after {step} steps"), vec![ours], vec![number(theirs)]));
    }
    compared
}
