//! Every loss compared with PyTorch's, from `losses.json`: the value, and the gradient of every
//! input that has one.

use autograd::Tensor;
use engine::{DType, Options, Shape};
use losses::{
    BCELoss, BCEWithLogitsLoss, ChiSquaredLoss, CrossEntropyLoss, L2Loss, MSELoss, NLLLoss,
    Reduction,
};
use serde_json::Value;

use super::compare::{Report, array, deviation, dtype, integers, items};

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
    let classes = case["target"]["shape"].as_array().map(Vec::len) == Some(1)
        && matches!(text(&case["loss"]), "NLLLoss" | "CrossEntropyLoss");
    let target = (!classes).then(|| tensor("target"));
    let sigma = case.get("sigma").map(|_| tensor("sigma"));
    let output = compute(case, &input, target.as_ref(), sigma.as_ref());
    assert_eq!(output.shape(), Shape::scalar(), "{about}");
    output.backward();

    let value = array(&case["output"], options).item();
    let mut places = vec![Place { about, what: "value", ours: output.item(), theirs: value }];
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

fn compute(case: &Value, x: &Tensor, target: Option<&Tensor>, sigma: Option<&Tensor>) -> Tensor {
    let reduction = if case["reduction"] == "sum" { Reduction::Sum } else { Reduction::Mean };
    let classes = || integers(&case["target"]["data"]);
    match (text(&case["loss"]), target) {
        ("MSELoss", Some(t)) => MSELoss::new().reduction(reduction).forward(x, t),
        ("L2Loss", Some(t)) => L2Loss.forward(x, t),
        ("ChiSquaredLoss", Some(t)) => ChiSquaredLoss.forward(x, t, sigma.expect("uncertainties")),
        ("BCELoss", Some(t)) => BCELoss::new().reduction(reduction).forward(x, t),
        ("BCEWithLogitsLoss", Some(t)) => {
            BCEWithLogitsLoss::new().reduction(reduction).forward(x, t)
        }
        ("NLLLoss", None) => {
            NLLLoss::new().reduction(reduction).forward(x, &classes()).expect("classes fit")
        }
        ("CrossEntropyLoss", target) => {
            let smoothing = case["label_smoothing"].as_f64().unwrap_or(0.0);
            let loss = CrossEntropyLoss::new().reduction(reduction).label_smoothing(smoothing);
            match target {
                None => loss.forward(x, &classes()).expect("classes fit"),
                Some(t) => loss.forward_probabilities(x, t),
            }
        }
        (loss, _) => panic!("{loss} is not a loss of this chapter"),
    }
}
