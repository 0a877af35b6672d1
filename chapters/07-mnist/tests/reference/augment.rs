//! Distorted images, compared with those of PyTorch in `augment.json`.

use engine::DType;
use mnist::{Affine, Augment};
use random::TorchRng;
use serde_json::Value;

use crate::compare::{Report, deviation, integers, items, number};

/// Interpolated in double precision, at places that are computed in another order.
const TOLERANCE: f64 = 1e-13;

/// Compares every case, and counts what is wrong.
pub fn report() -> Report {
    let reference = include_str!("augment.json");
    let reference: Value = serde_json::from_str(reference).expect("the reference is JSON");
    let mut report = Report::default();
    for case in items(&reference["thetas"]) {
        let theta = [0, 1].map(|row| [0, 1, 2].map(|column| number(&case["theta"][row][column])));
        let map = Affine::from_theta(theta, size(&case["image"]));
        compare(&mut report, "affine_grid, grid_sample", case, &map);
    }
    for case in items(&reference["maps"]) {
        compare(&mut report, "Affine", case, &affine(&case["map"]));
    }
    for case in items(&reference["augmented"]) {
        augmented(&mut report, case);
    }
    report
}

/// Height and width.
fn size(image: &Value) -> (usize, usize) {
    (items(image).len(), items(&image[0]).len())
}

fn numbers(image: &Value) -> Vec<f64> {
    items(image).iter().flat_map(items).map(number).collect()
}

fn bytes(image: &Value) -> Vec<u8> {
    let rows = items(image).iter().flat_map(integers);
    rows.map(|byte| u8::try_from(byte).expect("a byte")).collect()
}

fn pair(value: &Value) -> (f64, f64) {
    (number(&value[0]), number(&value[1]))
}

fn affine(map: &Value) -> Affine {
    Affine::new(number(&map[0]), pair(&map[1]), number(&map[2]), number(&map[3]))
}

fn compare(report: &mut Report, name: &str, case: &Value, map: &Affine) {
    let ours = map.warp(&numbers(&case["image"]), size(&case["image"]));
    let theirs = numbers(&case["warped"]);
    assert_eq!(ours.len(), theirs.len());
    let deviations = ours.iter().zip(&theirs).map(|(&ours, &theirs)| deviation(ours, theirs));
    let worst = deviations.fold(0.0, f64::max);
    if worst > TOLERANCE {
        report.wrong.push(format!("{name}: {ours:?}, not {case}"));
    }
    report.case(name, DType::F64, worst);
}

/// The numbers drawn and the bytes, all exactly as in PyTorch.
fn augmented(report: &mut Report, case: &Value) {
    let settings = &case["settings"];
    let (height, width) = size(&case["image"]);
    let mut augment = Augment::new(height, width, 0);
    for (name, value) in settings.as_object().expect("settings") {
        augment = match name.as_str() {
            "degrees" => augment.degrees(number(value)),
            "translate" => augment.translate(number(value)),
            "scale" => augment.scale(pair(value).0, pair(value).1),
            "shear" => augment.shear(number(value)),
            "elastic" => augment.elastic(pair(value).0, pair(value).1),
            "noise" => augment.noise(number(value)),
            other => panic!("no distortion is called {other}"),
        };
    }
    let seed = case["seed"].as_u64().expect("a seed");
    assert_eq!(augment.draw(&mut TorchRng::manual_seed(seed)), affine(&case["map"]), "{settings}");
    let mut rng = TorchRng::manual_seed(seed);
    let ours = augment.apply(&bytes(&case["image"]), &mut rng);
    let theirs = bytes(&case["augmented"]);
    let far = ours.iter().zip(&theirs).map(|(&ours, &theirs)| ours.abs_diff(theirs));
    let far = far.max().map_or(0.0, f64::from);
    if far > 0.0 || ours.len() != theirs.len() {
        report.wrong.push(format!("{settings}: {ours:?}, not {theirs:?}"));
    }
    if rng.random_i64() != case["next"].as_i64().expect("a number") {
        report.wrong.push(format!("{settings}: another count of numbers was drawn"));
    }
    report.case("Augment", DType::F32, far);
}
