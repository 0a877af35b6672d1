//! Every loss compared with PyTorch's, from `losses.json`: the value, and the gradient of every
//! input that has one.

use autograd::Tensor;
use engine::{Array, DType, Options, Shape};
use losses::{
    BCELoss, BCEWithLogitsLoss, ChiSquaredLoss, CrossEntropyLoss, HuberLoss, KLDivLoss, L1Loss,
    L2Loss, MSELoss, NLLLoss, Reduction, SmoothL1Loss,
};
use serde_json::Value;

use super::compare::{Report, array, deviation, dtype, integers, items, number};

/// How far an element may be from PyTorch's: a few dozen roundings, since another processor may add
/// up a sum in another order.
fn tolerance(dtype: DType) -> f64 {
    match dtype {
        DType::F32 => 3e-6,
        DType::F64 => 1e-14,
    }
}

/// An intended difference from PyTorch.
struct Difference {
    loss: &'static str,
    reason: &'static str,
    covers: fn(&Place) -> bool,
}

static DIFFERENCES: [Difference; 2] = [
    Difference {
        loss: "BCEWithLogitsLoss",
        reason: "at a logit of ±∞ both formulas meet ∞ − ∞ or 0 · ∞, but not at the same one: ours, \
                 softplus(x) − x·t, at ∞ for every target; PyTorch's, (1 − t)·x + softplus(−x), at −∞. \
                 Where one of them has a value, it is the right one, ∞",
        covers: |place| {
            let (ours, theirs) = (place.ours, place.theirs);
            let answers =
                if place.about.starts_with('-') { (theirs, ours) } else { (ours, theirs) };
            place.what == "value" && place.about.contains("inf") && {
                answers.0.is_nan() && answers.1 == f64::INFINITY
            }
        },
    },
    Difference {
        loss: "BCELoss",
        reason: "the slope divides by p(1 − p), but by no less than 10⁻¹²; PyTorch writes that floor \
                 in single precision even for doubles, so there its slopes are larger by \
                 10⁻¹² / (10⁻¹² as a single)",
        covers: |place| {
            let larger = 1e-12 / f64::from(1e-12_f32);
            let ratio = place.theirs / place.ours;
            place.what == "grad" && (ratio - larger).abs() < 1e-14
        },
    },
];

/// One element, as computed here and by PyTorch.
struct Place<'a> {
    about: &'a str,
    /// `value`, or the name of the gradient.
    what: &'static str,
    ours: f64,
    theirs: f64,
}

/// Computes every case.
pub fn report() -> Report {
    let reference: Value =
        serde_json::from_str(include_str!("losses.json")).expect("the reference is JSON");
    let mut report = Report::default();
    for case in items(&reference["cases"]) {
        let (loss, dtype) = (text(&case["loss"]), dtype(case));
        let mut worst: f64 = 0.0;
        for place in places(case) {
            let deviation = deviation(place.ours, place.theirs);
            let known = DIFFERENCES.iter().find(|d| d.loss == loss && (d.covers)(&place));
            if deviation <= tolerance(dtype) {
                worst = worst.max(deviation);
            } else if let Some(difference) = known {
                report.intended(difference.loss, difference.reason);
            } else {
                let Place { about, what, ours, theirs } = place;
                report
                    .wrong
                    .push(format!("{loss}, {about}, {dtype}, {what}: {ours}, not {theirs}"));
            }
        }
        report.case(loss, dtype, worst);
    }
    report.all_occurred(DIFFERENCES.iter().map(|d| (d.loss, d.reason)));
    report
}

fn text(json: &Value) -> &str {
    json.as_str().expect("a name")
}

/// Runs a case and pairs each element with PyTorch's.
fn places(case: &Value) -> Vec<Place<'_>> {
    let options = Options { dtype: dtype(case), ..Options::default() };
    let about = text(&case["about"]);
    let tensor =
        |name: &str| Tensor::new(array(case.get(name).expect(name), options)).requires_grad_();
    let input = tensor("input");
    // Classes are not a tensor, and only one loss has uncertainties.
    let classes = case["target"]["shape"] != case["input"]["shape"]
        && matches!(text(&case["loss"]), "NLLLoss" | "CrossEntropyLoss");
    let target = (!classes).then(|| tensor("target"));
    let sigma = case.get("sigma").map(|_| tensor("sigma"));
    let output = compute(case, &input, target.as_ref(), sigma.as_ref());
    let theirs = array(&case["output"], options);
    assert_eq!(output.shape(), theirs.shape(), "{about}");
    output.backward_with(&upstream(output.shape(), options));

    let both = output.to_vec().into_iter().zip(theirs.to_vec());
    let mut places: Vec<Place<'_>> =
        both.map(|(ours, theirs)| Place { about, what: "value", ours, theirs }).collect();
    let inputs =
        [("grad", Some(&input)), ("target_grad", target.as_ref()), ("sigma_grad", sigma.as_ref())];
    for (what, input) in inputs {
        let Some(input) = input else { continue };
        // A constant target gets no gradient, and the reference has none for it.
        let grad = input.grad();
        assert_eq!(grad.is_some(), case.get(what).is_some(), "{}, {about}: {what}", case["loss"]);
        let Some(grad) = grad else { continue };
        let theirs = array(&case[what], options);
        assert_eq!(grad.shape(), theirs.shape(), "{about}");
        let both = grad.to_vec().into_iter().zip(theirs.to_vec());
        places.extend(both.map(|(ours, theirs)| Place { about, what, ours, theirs }));
    }
    places
}

/// The gradient that arrives at the output: ½, 1, 1½, … if it is not reduced.
fn upstream(shape: Shape, options: Options) -> Array {
    if shape == Shape::scalar() {
        return Array::ones(shape, options);
    }
    let values: Vec<f64> = (1..=shape.len()).map(|i| i as f64 / 2.0).collect();
    Array::new(shape, &values, options)
}

fn compute(case: &Value, x: &Tensor, target: Option<&Tensor>, sigma: Option<&Tensor>) -> Tensor {
    let reduction = match text(&case["reduction"]) {
        "sum" => Reduction::Sum,
        "none" => Reduction::None,
        _ => Reduction::Mean,
    };
    let settings = &case["options"];
    let classes = || integers(&case["target"]["data"]);
    match (text(&case["loss"]), target) {
        ("MSELoss", Some(t)) => MSELoss::new().reduction(reduction).forward(x, t),
        ("L2Loss", Some(t)) => L2Loss.forward(x, t),
        ("ChiSquaredLoss", Some(t)) => ChiSquaredLoss.forward(x, t, sigma.expect("uncertainties")),
        ("L1Loss", Some(t)) => L1Loss::new().reduction(reduction).forward(x, t),
        ("SmoothL1Loss", Some(t)) => {
            let loss = SmoothL1Loss::new().reduction(reduction);
            settings["beta"].as_f64().map_or(loss, |beta| loss.beta(beta)).forward(x, t)
        }
        ("HuberLoss", Some(t)) => {
            let loss = HuberLoss::new().reduction(reduction);
            settings["delta"].as_f64().map_or(loss, |delta| loss.delta(delta)).forward(x, t)
        }
        ("KLDivLoss", Some(t)) => {
            let loss = KLDivLoss::new().log_target(settings["log_target"] == true);
            let batchmean = case["reduction"] == "batchmean";
            let loss = if batchmean { loss.batchmean() } else { loss.reduction(reduction) };
            loss.forward(x, t)
        }
        ("BCELoss", Some(t)) => {
            let mut loss = BCELoss::new().reduction(reduction);
            if let Some(weight) = settings.get("weight") {
                loss = loss.weight(&Tensor::new(array(weight, x.data().options())));
            }
            loss.forward(x, t)
        }
        ("BCEWithLogitsLoss", Some(t)) => {
            let mut loss = BCEWithLogitsLoss::new().reduction(reduction);
            if let Some(weight) = settings.get("weight") {
                loss = loss.weight(&Tensor::new(array(weight, x.data().options())));
            }
            if let Some(weight) = settings.get("pos_weight") {
                loss = loss.pos_weight(&Tensor::new(array(weight, x.data().options())));
            }
            loss.forward(x, t)
        }
        ("NLLLoss", None) => {
            let mut loss = NLLLoss::new().reduction(reduction);
            if let Some(weight) = settings.get("weight") {
                loss = loss.weight(&numbers(weight));
            }
            if let Some(class) = settings.get("ignore_index") {
                loss = loss.ignore_index(index(class));
            }
            loss.forward(x, &classes()).expect("classes fit")
        }
        ("CrossEntropyLoss", target) => {
            let mut loss = CrossEntropyLoss::new().reduction(reduction);
            if let Some(weight) = settings.get("weight") {
                loss = loss.weight(&numbers(weight));
            }
            if let Some(class) = settings.get("ignore_index") {
                loss = loss.ignore_index(index(class));
            }
            if let Some(smoothing) = settings["label_smoothing"].as_f64() {
                loss = loss.label_smoothing(smoothing);
            }
            match target {
                Some(t) => loss.forward_probabilities(x, t),
                None => loss.forward(x, &classes()).expect("classes fit"),
            }
        }
        (loss, _) => panic!("{loss} is not a loss of this chapter"),
    }
}

fn numbers(json: &Value) -> Vec<f64> {
    items(json).iter().map(number).collect()
}

fn index(json: &Value) -> usize {
    serde_json::from_value(json.clone()).expect("a class")
}
