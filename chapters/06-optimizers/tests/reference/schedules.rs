//! PyTorch's learning rates, scheduled and clipped paths, and clipped gradients, from
//! `schedules.json`.

use autograd::Tensor;
use engine::{Array, DType, Options};
use losses::MSELoss;
use optimizers::{
    Optimizer, SGD, clip_grad_norm_, clip_grad_value_,
    lr_scheduler::{
        Anneal, CosineAnnealingLR, ExponentialLR, LRScheduler, LinearLR, Mode, OneCycleLR,
        ReduceLROnPlateau, SequentialLR, StepLR, ThresholdMode,
    },
};
use serde_json::Value;

use super::{
    compare::{Report, array, deviation, dtype, items, number},
    optimizers_beside_pytorch::optimizer,
};

/// How far a number may be from PyTorch's: 50 steps add up their rounding errors.
fn tolerance(dtype: DType) -> f64 {
    match dtype {
        DType::F32 => 1e-5,
        DType::F64 => 1e-12,
    }
}

/// Runs every case.
pub fn report() -> Report {
    let reference: Value =
        serde_json::from_str(include_str!("schedules.json")).expect("the reference is JSON");
    let mut report = Report::default();
    for run in items(&reference["schedules"]) {
        compare(&mut report, text(&run["schedule"]), run, DType::F64, learning_rates(run));
    }
    for run in items(&reference["chained"]) {
        compare(&mut report, "two schedulers", run, DType::F64, chained(run));
    }
    let plateaus = &reference["plateaus"];
    for run in items(&plateaus["runs"]) {
        let compared = plateau(run, &numbers(&plateaus["metrics"]));
        compare(&mut report, "ReduceLROnPlateau", run, DType::F64, compared);
    }
    for run in items(&reference["paths"]) {
        let name = format!("{}, scheduled, clipped, uphill", text(&run["optimizer"]));
        compare(&mut report, &name, run, dtype(run), path(run, &reference["problem"]));
    }
    let clipping = &reference["clipping"];
    for run in items(&clipping["runs"]) {
        let name = format!("clip_grad_{}_", text(&run["how"]));
        compare(&mut report, &name, run, dtype(run), clipped(run, &clipping["gradients"]));
    }
    report
}

/// What was compared, our numbers and PyTorch's.
type Compared = (String, Vec<f64>, Vec<f64>);

fn compare(report: &mut Report, name: &str, run: &Value, dtype: DType, compared: Vec<Compared>) {
    let mut worst: f64 = 0.0;
    for (what, ours, theirs) in compared {
        assert_eq!(ours.len(), theirs.len(), "{name}: {what}");
        for (place, (ours, theirs)) in ours.into_iter().zip(theirs).enumerate() {
            let deviation = deviation(ours, theirs);
            if deviation <= tolerance(dtype) {
                worst = worst.max(deviation);
            } else {
                let run: String = run.to_string().chars().take(200).collect();
                report.wrong.push(format!("{run}…, {what}, {place}: {ours}, not {theirs}"));
            }
        }
    }
    report.case(name, dtype, worst);
}

fn text(json: &Value) -> &str {
    json.as_str().expect("a string")
}

fn numbers(list: &Value) -> Vec<f64> {
    items(list).iter().map(number).collect()
}

/// Reads a setting that is not the default.
fn with<S, T>(
    schedule: S,
    value: &Value,
    read: impl FnOnce(&Value) -> Option<T>,
    set: impl FnOnce(S, T) -> S,
) -> S {
    if value.is_null() { schedule } else { set(schedule, read(value).expect("a setting")) }
}

fn count(value: &Value) -> Option<usize> {
    value.as_u64().and_then(|count| usize::try_from(count).ok())
}

fn step(settings: &Value) -> StepLR {
    let step = StepLR::new(count(&settings["step_size"]).expect("a number of epochs"));
    with(step, &settings["gamma"], Value::as_f64, StepLR::gamma)
}

fn exponential(settings: &Value) -> ExponentialLR {
    ExponentialLR::new(number(&settings["gamma"]))
}

fn cosine(settings: &Value) -> CosineAnnealingLR {
    let cosine = CosineAnnealingLR::new(count(&settings["T_max"]).expect("a number of epochs"));
    with(cosine, &settings["eta_min"], Value::as_f64, CosineAnnealingLR::eta_min)
}

fn linear(settings: &Value) -> LinearLR {
    let linear = LinearLR::new();
    let linear = with(linear, &settings["start_factor"], Value::as_f64, LinearLR::start_factor);
    let linear = with(linear, &settings["end_factor"], Value::as_f64, LinearLR::end_factor);
    with(linear, &settings["total_iters"], count, LinearLR::total_iters)
}

fn one_cycle(settings: &Value) -> OneCycleLR {
    let steps = count(&settings["total_steps"]).expect("a number of steps");
    let cycle = OneCycleLR::new(number(&settings["max_lr"]), steps);
    let cycle = with(cycle, &settings["pct_start"], Value::as_f64, OneCycleLR::pct_start);
    let anneal = |name: &Value| Some(if name == "cos" { Anneal::Cos } else { Anneal::Linear });
    let cycle = with(cycle, &settings["anneal_strategy"], anneal, OneCycleLR::anneal_strategy);
    let momentum = &settings["cycle_momentum"];
    let cycle = with(cycle, momentum, Value::as_bool, OneCycleLR::cycle_momentum);
    let cycle = with(cycle, &settings["base_momentum"], Value::as_f64, OneCycleLR::base_momentum);
    let cycle = with(cycle, &settings["max_momentum"], Value::as_f64, OneCycleLR::max_momentum);
    let cycle = with(cycle, &settings["div_factor"], Value::as_f64, OneCycleLR::div_factor);
    let factor = &settings["final_div_factor"];
    let cycle = with(cycle, factor, Value::as_f64, OneCycleLR::final_div_factor);
    with(cycle, &settings["three_phase"], Value::as_bool, OneCycleLR::three_phase)
}

fn sequential(settings: &Value) -> SequentialLR {
    let parts = items(&settings["schedules"]);
    let first = match text(&parts[0][0]) {
        "LinearLR" => SequentialLR::new(linear(&parts[0][1])),
        "ExponentialLR" => SequentialLR::new(exponential(&parts[0][1])),
        other => panic!("no sequence begins with {other}"),
    };
    let milestones = items(&settings["milestones"]).iter().map(|m| count(m).expect("an epoch"));
    parts[1..].iter().zip(milestones).fold(first, |before, (part, milestone)| {
        let settings = &part[1];
        match text(&part[0]) {
            "StepLR" => before.then(milestone, step(settings)),
            "ExponentialLR" => before.then(milestone, exponential(settings)),
            "CosineAnnealingLR" => before.then(milestone, cosine(settings)),
            "LinearLR" => before.then(milestone, linear(settings)),
            other => panic!("no sequence has {other}"),
        }
    })
}

pub fn scheduler(optimizer: &mut dyn Optimizer, name: &str, settings: &Value) -> LRScheduler {
    match name {
        "StepLR" => LRScheduler::new(optimizer, step(settings)),
        "ExponentialLR" => LRScheduler::new(optimizer, exponential(settings)),
        "CosineAnnealingLR" => LRScheduler::new(optimizer, cosine(settings)),
        "LinearLR" => LRScheduler::new(optimizer, linear(settings)),
        "OneCycleLR" => LRScheduler::new(optimizer, one_cycle(settings)),
        "SequentialLR" => LRScheduler::new(optimizer, sequential(settings)),
        other => panic!("{other} is not a schedule of this chapter"),
    }
}

fn sgd(lr: f64) -> SGD {
    SGD::new(vec![Tensor::scalar(0.0).requires_grad_()], lr).momentum(0.9)
}

/// The learning rate and the momentum of every epoch.
fn learning_rates(run: &Value) -> Vec<Compared> {
    let (theirs, momenta) = (numbers(&run["lrs"]), numbers(&run["momenta"]));
    let mut optimizer = sgd(number(&run["lr"]));
    let mut scheduler = scheduler(&mut optimizer, text(&run["schedule"]), &run["settings"]);
    let (mut ours, mut our_momenta) = (Vec::new(), Vec::new());
    for epoch in 0..theirs.len() {
        if epoch > 0 {
            scheduler.step(&mut optimizer);
        }
        assert_eq!(scheduler.last_lr(), optimizer.lr());
        ours.push(optimizer.lr());
        our_momenta.push(optimizer.current_momentum().expect("SGD has one"));
    }
    vec![("learning rates".into(), ours, theirs), ("momenta".into(), our_momenta, momenta)]
}

fn chained(run: &Value) -> Vec<Compared> {
    let mut optimizer = sgd(number(&run["lr"]));
    let mut schedulers: Vec<LRScheduler> = items(&run["schedules"])
        .iter()
        .map(|schedule| scheduler(&mut optimizer, text(&schedule[0]), &schedule[1]))
        .collect();
    let theirs = numbers(&run["lrs"]);
    let mut ours = vec![optimizer.lr()];
    while ours.len() < theirs.len() {
        for scheduler in &mut schedulers {
            scheduler.step(&mut optimizer);
        }
        ours.push(optimizer.lr());
    }
    vec![("learning rates".into(), ours, theirs)]
}

fn plateau(run: &Value, metrics: &[f64]) -> Vec<Compared> {
    type Plateau = ReduceLROnPlateau;
    let mut optimizer = sgd(0.1);
    let settings = &run["settings"];
    let mode = |name: &Value| Some(if name == "max" { Mode::Max } else { Mode::Min });
    let threshold_mode =
        |name: &Value| Some(if name == "abs" { ThresholdMode::Abs } else { ThresholdMode::Rel });
    let plateau = Plateau::new(&optimizer);
    let plateau = with(plateau, &settings["mode"], mode, Plateau::mode);
    let plateau = with(plateau, &settings["factor"], Value::as_f64, Plateau::factor);
    let plateau = with(plateau, &settings["patience"], count, Plateau::patience);
    let plateau =
        with(plateau, &settings["threshold_mode"], threshold_mode, Plateau::threshold_mode);
    let plateau = with(plateau, &settings["threshold"], Value::as_f64, Plateau::threshold);
    let plateau = with(plateau, &settings["cooldown"], count, Plateau::cooldown);
    let plateau = with(plateau, &settings["min_lr"], Value::as_f64, Plateau::min_lr);
    let mut plateau = with(plateau, &settings["eps"], Value::as_f64, Plateau::eps);
    let (mut lrs, mut bad, mut cooldowns) = (Vec::new(), Vec::new(), Vec::new());
    for &metric in metrics {
        plateau.step(metric, &mut optimizer);
        lrs.push(optimizer.lr());
        bad.push(plateau.state().num_bad_epochs as f64);
        cooldowns.push(plateau.state().cooldown_counter as f64);
    }
    let compared = |name: &str, ours| (name.to_owned(), ours, numbers(&run[name]));
    vec![
        compared("lrs", lrs),
        compared("num_bad_epochs", bad),
        compared("cooldown_counters", cooldowns),
    ]
}

/// 50 steps on mean((tanh(X Wᵀ + b) − y)²), with a schedule, clipped gradients, or uphill.
fn path(run: &Value, problem: &Value) -> Vec<Compared> {
    let options = Options { dtype: dtype(run), ..Options::default() };
    let tensor = |field: &str| Tensor::new(array(&problem[field], options));
    let (x, y) = (tensor("x"), tensor("y"));
    let (weight, bias) = (tensor("weight").requires_grad_(), tensor("bias").requires_grad_());
    let parameters = [weight.clone(), bias.clone()];
    let mut optimizer = optimizer(run, parameters.to_vec());
    let schedule = &run["schedule"];
    let mut scheduler =
        (!schedule.is_null()).then(|| scheduler(&mut *optimizer, text(&schedule[0]), &schedule[1]));
    let (mut compared, mut losses, mut norms) = (Vec::new(), Vec::new(), Vec::new());
    for step in 1..=50 {
        optimizer.zero_grad();
        let loss = MSELoss::new().forward(&x.linear(&weight, Some(&bias)).tanh(), &y);
        loss.backward();
        if let Some([max_norm, norm_type]) = run["clip"].as_array().map(Vec::as_slice) {
            norms.push(clip_grad_norm_(&parameters, number(max_norm), number(norm_type)));
        }
        optimizer.step();
        if let Some(scheduler) = &mut scheduler {
            scheduler.step(&mut *optimizer);
        }
        losses.push(loss.item());
        if let Some(after) = run["params_after"].get(step.to_string()) {
            for (parameter, after) in parameters.iter().zip(items(after)) {
                let theirs = array(after, options).to_vec();
                compared.push((format!("step {step}"), parameter.to_vec(), theirs));
            }
        }
    }
    assert_eq!(compared.len(), 4 * 2, "parameters after steps 1, 2, 10 and 50");
    compared.push(("losses".to_owned(), losses, numbers(&run["losses"])));
    compared.push(("norms".to_owned(), norms, numbers(&run["norms"])));
    compared
}

fn clipped(run: &Value, gradients: &Value) -> Vec<Compared> {
    let options = Options { dtype: dtype(run), ..Options::default() };
    let gradients = &gradients[text(&run["gradients"])][text(&run["dtype"])];
    let parameter = |gradient: &Value| {
        let gradient = array(gradient, options);
        let parameter = Tensor::new(Array::zeros(gradient.shape(), options)).requires_grad_();
        parameter.set_grad(Some(gradient));
        parameter
    };
    let parameters: Vec<Tensor> = items(gradients).iter().map(parameter).collect();
    let arguments = numbers(&run["arguments"]);
    let norm = match arguments[..] {
        [max_norm, norm_type] => clip_grad_norm_(&parameters, max_norm, norm_type),
        [clip_value] => {
            clip_grad_value_(&parameters, clip_value);
            0.0
        }
        _ => panic!("one or two arguments"),
    };
    let mut compared = vec![("the norm".to_owned(), vec![norm], vec![number(&run["norm"])])];
    for (parameter, after) in parameters.iter().zip(items(&run["after"])) {
        let ours = parameter.grad().expect("there is one").to_vec();
        compared.push(("gradients".to_owned(), ours, array(after, options).to_vec()));
    }
    compared
}
