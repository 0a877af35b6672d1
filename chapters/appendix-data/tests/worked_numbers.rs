//! The content of MNIST's files, and the numbers that numpy and scikit-learn draw.

use data::blobs::{Blobs, make_blobs, make_blobs_around};
use data::curves::{linspace, sin_cos};
use data::{Split, mnist};
use proptest::prelude::*;
use random::NumpyRng;
use serde_json::Value;

/// Reference values: numpy 2.4 and scikit-learn 1.9.
fn vectors() -> Value {
    serde_json::from_str(include_str!("vectors.json")).unwrap()
}

/// All numbers of a list, or of a list of rows.
fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(items) => items.iter().flat_map(numbers).collect(),
        number => vec![number.as_f64().unwrap()],
    }
}

fn whole(value: &Value) -> Vec<usize> {
    serde_json::from_value(value.clone()).unwrap()
}

#[test]
fn mnist_has_its_images_and_labels() {
    let expected = &vectors()["mnist"];
    let train = mnist::load(Split::Train).unwrap();
    assert_eq!((train.len(), train.height, train.width, train.classes()), (60_000, 28, 28, 10));
    assert_eq!(train.class_counts(), whole(&expected["counts_train"]));
    let first: Vec<usize> = train.labels[..20].iter().map(|&label| label.into()).collect();
    assert_eq!(first, whole(&expected["first_labels"]));
    let (mean, std) = train.mean_and_std();
    assert!((mean - expected["pixel_mean"].as_f64().unwrap()).abs() < 1e-15, "{mean}");
    assert!((std - expected["pixel_std"].as_f64().unwrap()).abs() < 1e-15, "{std}");

    let test = mnist::load(Split::Test).unwrap();
    assert_eq!((test.len(), test.height, test.width, test.classes()), (10_000, 28, 28, 10));
    assert_eq!(test.class_counts(), whole(&expected["counts_test"]));
}

#[test]
fn truncation_keeps_the_first_images() {
    let all = mnist::load(Split::Test).unwrap();
    let few = all.clone().truncated(3);
    assert_eq!((few.len(), few.images.len()), (3, 3 * 784));
    for i in 0..3 {
        assert_eq!(few.image(i), all.image(i));
        assert_eq!(few.labels[i], all.labels[i]);
    }
    assert_eq!(all.clone().truncated(20_000), all);
    assert!(all.truncated(0).is_empty());
}

fn assert_same_blobs(blobs: &Blobs, expected: &Value) {
    assert_eq!(blobs.points, numbers(&expected["X"]));
    assert_eq!(blobs.labels, whole(&expected["y"]));
}

#[test]
fn blobs_are_scikit_learns() {
    let vectors = vectors();
    let expected = &vectors["make_blobs_40_2_1.5_seed0"];
    let blobs = make_blobs(40, 2, 3, 1.5, &mut NumpyRng::seed(0));
    assert_same_blobs(&blobs, expected);
    assert_eq!(blobs.centers, numbers(&expected["centers"]));

    let blobs = make_blobs(10, 2, 3, 1.5, &mut NumpyRng::seed(1));
    assert_same_blobs(&blobs, &vectors["make_blobs_10_2_1.5_seed1"]);
}

#[test]
fn a_second_call_makes_another_problem() {
    let mut rng = NumpyRng::seed(0);
    let train = make_blobs(40, 2, 3, 1.5, &mut rng);
    let other = make_blobs(10, 2, 3, 1.5, &mut rng);
    let same = make_blobs_around(10, &train.centers, 2, 1.5, &mut rng);
    assert_ne!(other.centers, train.centers);
    assert_eq!(same.centers, train.centers);
}

#[test]
#[should_panic(expected = "3 center coordinates do not form rows of 2 features")]
fn centers_must_be_whole_rows() {
    make_blobs_around(4, &[1.0, 2.0, 3.0], 2, 1.0, &mut NumpyRng::seed(0));
}

#[test]
#[should_panic(expected = "image 10000 of a set of 10000 images")]
fn an_image_beyond_the_last_panics() {
    mnist::load(Split::Test).unwrap().image(10_000);
}

#[test]
fn linspace_is_numpys() {
    // numpy.linspace(0, 1, 11): the fourth is 3·0.1, not 0.3, and the last is exactly 1.
    let tenths = linspace(0.0, 1.0, 11);
    assert_eq!(tenths[3], 0.30000000000000004);
    assert_eq!(tenths[10], 1.0);
    // numpy.linspace(0, 10, 100)[[1, 98]]
    let t = linspace(0.0, 10.0, 100);
    assert_eq!((t[1], t[98]), (0.10101010101010101, 9.8989898989899));
    assert!(linspace(2.0, 3.0, 0).is_empty());
    assert_eq!(linspace(2.0, 3.0, 1), [2.0]);
    assert_eq!(linspace(3.0, -3.0, 3), [3.0, 0.0, -3.0]);
}

#[test]
fn sin_times_cos_is_half_the_sine_of_twice_the_angle() {
    let samples = sin_cos(0.0, 10.0, 100);
    for (i, t) in samples.t.iter().enumerate() {
        let (sin, cos) = (samples.inputs[2 * i], samples.inputs[2 * i + 1]);
        assert!((sin * sin + cos * cos - 1.0).abs() < 1e-15);
        assert!((samples.targets[i] - (2.0 * t).sin() / 2.0).abs() < 1e-15);
    }
}

proptest! {
    #[test]
    fn blobs_share_the_points_evenly(n in 0_usize..200, features in 1_usize..5, centers in 1_usize..7, seed: u32) {
        let blobs = make_blobs(n, features, centers, 1.0, &mut NumpyRng::seed(seed));
        prop_assert_eq!(blobs.points.len(), n * features);
        prop_assert!(blobs.centers.iter().all(|c| (-10.0..10.0).contains(c)));
        for label in 0..centers {
            let count = blobs.labels.iter().filter(|&&l| l == label).count();
            prop_assert_eq!(count, n / centers + usize::from(label < n % centers));
        }
    }

    #[test]
    fn linspace_keeps_both_ends(lo in -1e6..1e6, hi in -1e6..1e6, n in 2_usize..300) {
        let numbers = linspace(lo, hi, n);
        prop_assert_eq!((numbers.len(), numbers[0], numbers[n - 1]), (n, lo, hi));
        let step = (hi - lo) / (n - 1) as f64;
        for pair in numbers.windows(2) {
            prop_assert!((pair[1] - pair[0] - step).abs() < 1e-8);
        }
    }
}

#[test]
fn the_number_of_images_by_hand() {
    use std::io::Read;

    let path = mnist::directory().join("train-images-idx3-ubyte.gz");
    let mut header = [0_u8; 16];
    let file = std::fs::File::open(path).unwrap();
    flate2::read::GzDecoder::new(file).read_exact(&mut header).unwrap();
    assert_eq!(header[..4], [0, 0, 8, 3]);
    // 0000ea60: e is 14 and a is 10.
    assert_eq!(header[4..8], [0x00, 0x00, 0xea, 0x60]);
    assert_eq!(14 * 16_u32.pow(3) + 10 * 16_u32.pow(2) + 6 * 16, 60_000);
    // 1c is 28, twice.
    assert_eq!(header[8..], [0, 0, 0, 16 + 12, 0, 0, 0, 16 + 12]);
}
