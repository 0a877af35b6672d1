//! Metrics, compared with those of numpy and PyTorch in `metrics.json`.

use engine::DType;
use mnist::{Evaluation, Logits, calibration::Bin, metrics::ClassMetrics};
use serde_json::Value;

use crate::compare::{Report, deviation, integers, items, number};

const TOLERANCE: f64 = 1e-13;

/// The zero of a derivative is known to fewer digits than the derivative.
const TEMPERATURE_TOLERANCE: f64 = 1e-9;

/// Compares every case, and counts what is wrong.
pub fn report() -> Report {
    let reference = include_str!("metrics.json");
    let reference: Value = serde_json::from_str(reference).expect("the reference is JSON");
    let mut report = Report::default();
    for case in items(&reference) {
        let scores = items(&case["logits"]).iter().flat_map(items).map(number).collect();
        let logits = Logits::new(scores, integers(&case["truth"]));
        let evaluation = logits.evaluation();
        let mut compare = |name: &str, ours: &[Option<f64>], theirs: &[&Value], tolerance| {
            assert_eq!(ours.len(), theirs.len(), "{name}");
            let both = ours.iter().zip(theirs.iter().map(|value| value.as_f64()));
            let far = both.map(|(ours, theirs)| match (*ours, theirs) {
                (Some(ours), Some(theirs)) => deviation(ours, theirs),
                (None, None) => 0.0,
                _ => f64::INFINITY,
            });
            let worst = far.fold(0.0, f64::max);
            if worst > tolerance {
                report.wrong.push(format!("{name}: {ours:?}, not {theirs:?}"));
            }
            report.case(name, DType::F64, worst);
        };
        let (ours, theirs) = classes(&evaluation, case);
        compare("precision, recall, f1", &ours, &theirs, TOLERANCE);
        let ours: Vec<_> = (1..=logits.classes()).map(|k| Some(logits.top_k_accuracy(k))).collect();
        let theirs: Vec<_> = items(&case["top_k"]).iter().collect();
        compare("top-k accuracy", &ours, &theirs, TOLERANCE);
        let ours =
            [Some(logits.brier_score()), Some(logits.cross_entropy()), Some(evaluation.loss)];
        let (brier, loss) = (&case["brier"], &case["cross_entropy"]);
        compare("Brier score, cross-entropy", &ours, &[brier, loss, loss], TOLERANCE);
        for calibration in items(&case["calibration"]) {
            let (ours, theirs) = calibrated(&evaluation, calibration);
            compare("expected calibration error", &ours, &theirs, TOLERANCE);
        }
        let ours = [logits.temperature()];
        compare("temperature", &ours, &[&case["temperature"]], TEMPERATURE_TOLERANCE);
    }
    report
}

type Compared<'a> = (Vec<Option<f64>>, Vec<&'a Value>);

/// Class after class, then the means over classes.
fn classes<'a>(evaluation: &Evaluation, case: &'a Value) -> Compared<'a> {
    let shares = |of: ClassMetrics| [of.precision, of.recall, of.f1];
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for (class, expected) in items(&case["per_class"]).iter().enumerate() {
        let found = evaluation.class_metrics(class);
        ours.extend(shares(found));
        ours.push(Some(found.support as f64));
        theirs.extend(items(expected));
    }
    ours.extend(shares(evaluation.macro_average()));
    theirs.extend(items(&case["macro"]));
    (ours, theirs)
}

/// The counts and the confidence of each bin, then the error.
fn calibrated<'a>(evaluation: &Evaluation, calibration: &'a Value) -> Compared<'a> {
    let bins = items(&calibration["curve"]);
    let three = |bin: Bin| [bin.images as f64, bin.correct as f64, bin.confidence_sum];
    let mut ours: Vec<f64> =
        evaluation.reliability(bins.len()).into_iter().flat_map(three).collect();
    ours.push(evaluation.expected_calibration_error(bins.len()));
    let mut theirs: Vec<&Value> = bins.iter().flat_map(items).collect();
    theirs.push(&calibration["error"]);
    (ours.into_iter().map(Some).collect(), theirs)
}
