//! The paths of PyTorch's optimizers, step by step, from `reference/optimizers.json`.

use std::collections::BTreeMap;

use autograd::{
    Tensor,
    nn::{Linear, Module, ReLU, Sequential, Sigmoid, Tanh},
};
use engine::{Array, DType, Options, Shape};
use losses::{BCELoss, MSELoss};
use optimizers::{Adagrad, Adam, AdamW, Optimizer, RMSprop, SGD};
use serde_json::Value;

fn reference() -> Value {
    serde_json::from_str(include_str!("reference/optimizers.json")).expect("JSON")
}

fn numbers(list: &Value) -> Vec<f64> {
    serde_json::from_value(list.clone()).expect("a list of numbers")
}

/// A tensor of the file: its sizes and its numbers, row by row.
fn array(tensor: &Value, dtype: DType) -> Array {
    let sizes: Vec<usize> = serde_json::from_value(tensor["shape"].clone()).expect("sizes");
    let shape = match *sizes {
        [n] => Shape::vector(n),
        [rows, cols] => Shape::matrix(rows, cols),
        _ => panic!("the file holds lists and tables, not {sizes:?}"),
    };
    Array::new(shape, &numbers(&tensor["data"]), Options { dtype, ..Options::default() })
}

fn dtype(run: &Value) -> DType {
    if run["dtype"] == "f32" { DType::F32 } else { DType::F64 }
}

fn tolerance(dtype: DType) -> f64 {
    match dtype {
        DType::F32 => 1e-5,
        DType::F64 => 1e-12,
    }
}

/// The largest deviation of `found` from `expected`, which must be below the tolerance.
fn compare(what: &str, found: &[f64], expected: &[f64], tolerance: f64) -> f64 {
    assert_eq!(found.len(), expected.len(), "{what}");
    let mut worst: f64 = 0.0;
    for (place, (found, expected)) in found.iter().zip(expected).enumerate() {
        let deviation = (found - expected).abs() / expected.abs().max(1.0);
        assert!(deviation <= tolerance, "{what}, {place}: {found}, but PyTorch has {expected}");
        worst = worst.max(deviation);
    }
    worst
}

fn optimizer(run: &Value, parameters: Vec<Tensor>) -> Box<dyn Optimizer> {
    let options = &run["options"];
    let number = |name: &str| options[name].as_f64().expect(name);
    let flag = |name: &str| options[name].as_bool().expect(name);
    let betas = || {
        let betas = numbers(&options["betas"]);
        (betas[0], betas[1])
    };
    let (lr, weight_decay) = (number("lr"), number("weight_decay"));
    match run["optimizer"].as_str().expect("a name") {
        "SGD" => Box::new(
            SGD::new(parameters, lr)
                .momentum(number("momentum"))
                .dampening(number("dampening"))
                .nesterov(flag("nesterov"))
                .weight_decay(weight_decay),
        ),
        "RMSprop" => Box::new(
            RMSprop::new(parameters, lr)
                .alpha(number("alpha"))
                .eps(number("eps"))
                .centered(flag("centered"))
                .momentum(number("momentum"))
                .weight_decay(weight_decay),
        ),
        "Adagrad" => Box::new(
            Adagrad::new(parameters, lr)
                .lr_decay(number("lr_decay"))
                .initial_accumulator_value(number("initial_accumulator_value"))
                .eps(number("eps"))
                .weight_decay(weight_decay),
        ),
        "Adam" => Box::new(
            Adam::new(parameters, lr)
                .betas(betas().0, betas().1)
                .eps(number("eps"))
                .amsgrad(flag("amsgrad"))
                .weight_decay(weight_decay),
        ),
        "AdamW" => Box::new(
            AdamW::new(parameters, lr)
                .betas(betas().0, betas().1)
                .eps(number("eps"))
                .amsgrad(flag("amsgrad"))
                .weight_decay(weight_decay),
        ),
        other => panic!("{other} is not an optimizer of this chapter"),
    }
}

#[test]
fn every_run_takes_pytorchs_steps() {
    let file = reference();
    let problem = &file["problem"];
    let mut worst: BTreeMap<String, (usize, f64)> = BTreeMap::new();
    for run in file["runs"].as_array().expect("a list of runs") {
        let dtype = dtype(run);
        let name = format!("{}, {dtype}, {}", run["optimizer"], run["options"]);
        let tensor = |field: &str| Tensor::new(array(&problem[field], dtype));
        let (x, y) = (tensor("x"), tensor("y"));
        let (weight, bias) = (tensor("weight").requires_grad_(), tensor("bias").requires_grad_());
        let mut optimizer = optimizer(run, vec![weight.clone(), bias.clone()]);

        let entry = worst.entry(format!("{}, {dtype}", run["optimizer"])).or_default();
        entry.0 += 1;
        let expected = numbers(&run["losses"]);
        assert_eq!(expected.len(), 50);
        let mut compared = 0;
        for (step, &expected) in (1..).zip(&expected) {
            optimizer.zero_grad();
            let loss = MSELoss::new().forward(&x.linear(&weight, Some(&bias)).tanh(), &y);
            loss.backward();
            optimizer.step();
            let what = format!("{name}: step {step}");
            let mut check = |found: &[f64], expected: &[f64]| {
                entry.1 = entry.1.max(compare(&what, found, expected, tolerance(dtype)));
            };
            check(&[loss.item()], &[expected]);
            if let Some(after) = run["params_after"].get(step.to_string()) {
                check(&weight.to_vec(), &array(&after[0], dtype).to_vec());
                check(&bias.to_vec(), &array(&after[1], dtype).to_vec());
                compared += 1;
            }
        }
        assert_eq!(compared, 4, "parameters after steps 1, 2, 10 and 50");
    }
    for (name, (runs, deviation)) in &worst {
        println!("{name}: {runs} runs, largest deviation {deviation:.1e}");
    }
    assert_eq!(worst.values().map(|(runs, _)| runs).sum::<usize>(), 34);
}

/// Puts the parameters of `state` into `model`, in the precision asked for.
fn load(model: &Sequential, names: &[(&str, &str)], state: &Value, dtype: DType) {
    model.to_dtype(dtype);
    let state = names.iter().map(|&(ours, theirs)| (ours.to_owned(), array(&state[theirs], dtype)));
    model.load_state_dict(&state.collect()).expect("the state is this network's");
}

#[test]
fn the_blob_classifier() {
    let file = reference();
    let problem = &file["blob_classifier"];
    let names = [
        ("0.weight", "fc1.weight"),
        ("0.bias", "fc1.bias"),
        ("2.weight", "fc2.weight"),
        ("2.bias", "fc2.bias"),
    ];
    for run in problem["runs"].as_array().expect("a list of runs") {
        let dtype = dtype(run);
        let x = Tensor::new(array(&problem["x"], dtype));
        let target = array(&problem["target"], dtype);
        let target = Tensor::new(target.reshape(Shape::matrix(40, 1)));
        let mut rng = random::TorchRng::manual_seed(0);
        let model = Sequential::new()
            .push(Linear::new(2, 10, &mut rng))
            .push(ReLU::new())
            .push(Linear::new(10, 1, &mut rng))
            .push(Sigmoid::new());
        for (ours, theirs) in names {
            let drawn = model.parameter(ours).expect("there is one").to_vec();
            assert_eq!(drawn, numbers(&run["start"][theirs]["data"]), "torch draws {ours} alike");
        }
        load(&model, &names, &run["start"], dtype);

        let mut optimizer = SGD::new(model.parameters(), 0.01);
        let mut losses = Vec::new();
        for _ in 0..50 {
            optimizer.zero_grad();
            let loss = BCELoss::new().forward(&model.call(&x), &target);
            loss.backward();
            optimizer.step();
            losses.push(loss.item());
        }
        let mut worst = compare("loss", &losses, &numbers(&run["losses"]), tolerance(dtype));
        for (ours, theirs) in names {
            let found = model.parameter(ours).expect("there is one").to_vec();
            let expected = numbers(&run["final"][theirs]["data"]);
            worst = worst.max(compare(ours, &found, &expected, tolerance(dtype)));
        }
        println!("blob classifier, {dtype}: 50 steps, largest deviation {worst:.1e}");
    }
}

#[test]
fn sin_times_cos() {
    let file = reference();
    let problem = &file["sincos"];
    let (x, y) = (&problem["x"], &problem["target"]);
    let (x, y) = (Tensor::new(array(x, DType::F64)), Tensor::new(array(y, DType::F64)));
    let mut rng = random::TorchRng::manual_seed(0);
    let model = Sequential::new()
        .push(Linear::new(2, 3, &mut rng))
        .push(Tanh::new())
        .push(Linear::new(3, 1, &mut rng))
        .push(Tanh::new());
    let names = ["0.weight", "0.bias", "2.weight", "2.bias"].map(|name| (name, name));
    load(&model, &names, &problem["start"], DType::F64);

    let mut optimizer = Adam::new(model.parameters(), 0.01);
    let loss = || MSELoss::new().forward(&model.call(&x), &y);
    let mut losses = Vec::new();
    for _ in 0..500 {
        optimizer.zero_grad();
        let loss = loss();
        loss.backward();
        optimizer.step();
        losses.push(loss.item());
    }
    losses.push(loss().item());

    let expected = problem["losses_after"].as_object().expect("losses by step");
    assert_eq!(expected.len(), 11);
    let mut worst: f64 = 0.0;
    for (step, expected) in expected {
        let found = losses[step.parse::<usize>().expect("a step")];
        let expected = expected.as_f64().expect("a number");
        worst = worst.max(compare(step, &[found], &[expected], tolerance(DType::F64)));
    }
    for (name, _) in names {
        let found = model.parameter(name).expect("there is one").to_vec();
        let expected = numbers(&problem["final"][name]["data"]);
        worst = worst.max(compare(name, &found, &expected, 1e-10));
    }
    println!("sin · cos: 500 steps of Adam, largest deviation {worst:.1e}");
}
