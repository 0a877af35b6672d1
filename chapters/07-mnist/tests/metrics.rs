//! How the metrics of a classifier are related, and what they say of constructed ones.

use mnist::Logits;
use proptest::prelude::*;
use random::TorchRng;

/// Scores of some images and the classes of these, all random.
fn any_logits() -> impl Strategy<Value = Logits> {
    (1_usize..40, 1_usize..8, 0_u64..1000, -2.0..2.0_f64).prop_map(
        |(images, classes, seed, signal)| {
            let mut rng = TorchRng::manual_seed(seed);
            let classes_i64 = i64::try_from(classes).expect("a few");
            let truth: Vec<usize> = (rng.randint(0, classes_i64, images).into_iter())
                .map(|class| usize::try_from(class).expect("a class"))
                .collect();
            let mut scores: Vec<f64> =
                rng.randn(images * classes).into_iter().map(f64::from).collect();
            for (i, &class) in truth.iter().enumerate() {
                scores[i * classes + class] += signal;
            }
            Logits::new(scores, truth)
        },
    )
}

/// Logits whose probabilities are true: of each kind of image there are as many of every class as its
/// probabilities say, which are `counts` over their sum.
fn calibrated(kinds: &[Vec<u8>]) -> Logits {
    let (mut scores, mut truth) = (Vec::new(), Vec::new());
    for counts in kinds {
        for (class, &count) in counts.iter().enumerate() {
            for _ in 0..count {
                scores.extend(counts.iter().map(|&count| f64::from(count).ln()));
                truth.push(class);
            }
        }
    }
    Logits::new(scores, truth)
}

proptest! {
    #[test]
    fn precision_recall_and_f1_agree(logits in any_logits()) {
        let evaluation = logits.evaluation();
        let n = logits.len() as f64;
        let (mut found, mut f1s) = (0.0, Vec::new());
        for class in 0..logits.classes() {
            let metrics = evaluation.class_metrics(class);
            prop_assert_eq!(metrics.recall, evaluation.class_accuracy(class));
            found += metrics.recall.unwrap_or(0.0) * metrics.support as f64;
            if let (Some(p), Some(r)) = (metrics.precision, metrics.recall) {
                let f1 = metrics.f1.expect("both are there");
                prop_assert!(p.min(r) - 1e-12 <= f1 && f1 <= p.max(r) + 1e-12);
                if p + r > 0.0 {
                    prop_assert!((f1 - 2.0 * p * r / (p + r)).abs() < 1e-12);
                }
            }
            // F1 needs one of the two, and is 0 without the other.
            prop_assert_eq!(metrics.f1.is_none(), metrics.precision.or(metrics.recall).is_none());
            f1s.extend(metrics.f1);
        }
        prop_assert!((found / n - evaluation.accuracy()).abs() < 1e-12);
        let mean = evaluation.macro_average();
        let f1 = f1s.iter().sum::<f64>() / f1s.len() as f64;
        prop_assert!((mean.f1.expect("there are images") - f1).abs() < 1e-12);
        prop_assert_eq!(mean.support, logits.len() as u64);
    }

    #[test]
    fn the_best_k_grow_to_all(logits in any_logits()) {
        let top: Vec<f64> = (0..=logits.classes()).map(|k| logits.top_k_accuracy(k)).collect();
        prop_assert_eq!(top[0], 0.0);
        prop_assert_eq!(top[1], logits.evaluation().accuracy());
        prop_assert!(top.is_sorted());
        prop_assert_eq!(top[logits.classes()], 1.0);
    }

    #[test]
    fn bins_hold_every_image_once(logits in any_logits(), bins in 1_usize..30) {
        let evaluation = logits.evaluation();
        let curve = evaluation.reliability(bins);
        prop_assert_eq!(curve.iter().map(|bin| bin.images).sum::<u64>(), logits.len() as u64);
        prop_assert_eq!(curve.iter().map(|bin| bin.correct).sum::<u64>(), evaluation.correct());
        for bin in &curve {
            let inside = |&p: &f64| bin.from < p && p <= bin.to;
            prop_assert_eq!(evaluation.confidence.iter().filter(|p| inside(p)).count() as u64, bin.images);
        }
        // With one bin, only the means count; with more, the error can only grow.
        let confidence = evaluation.confidence.iter().sum::<f64>() / logits.len() as f64;
        let one = evaluation.expected_calibration_error(1);
        prop_assert!((one - (evaluation.accuracy() - confidence).abs()).abs() < 1e-12);
        let fine = evaluation.expected_calibration_error(bins);
        prop_assert!(one - 1e-12 <= fine && fine <= 1.0);
    }

    /// Probabilities that are true have no calibration error, a temperature of 1, and no scores of the
    /// same order are closer to the truth.
    #[test]
    fn true_probabilities_need_no_temperature(
        kinds in prop::collection::vec(prop::collection::vec(1_u8..12, 3), 1..6), sharper in 0.2..5.0_f64,
    ) {
        // If all classes are equally probable everywhere, any temperature is as good.
        prop_assume!(kinds.iter().any(|counts| counts.iter().any(|&count| count != counts[0])));
        let logits = calibrated(&kinds);
        // If several classes are the most probable, the prediction is one of them, and still true.
        let error = logits.evaluation().expected_calibration_error(1);
        prop_assert!(error < 1e-12, "{}", error);
        let temperature = logits.temperature().expect("some are misread");
        prop_assert!((temperature - 1.0).abs() < 1e-9, "{}", temperature);
        // The same, but too sure or not sure enough.
        let temperature = logits.at_temperature(1.0 / sharper).temperature().expect("as before");
        prop_assert!((temperature / sharper - 1.0).abs() < 1e-9, "{}", temperature);
        for other in [0.8, 1.25] {
            prop_assert!(logits.at_temperature(other).cross_entropy() > logits.cross_entropy());
            prop_assert!(logits.at_temperature(other).brier_score() > logits.brier_score() - 1e-12);
        }
    }

    /// No other temperature has a lower cross-entropy, whatever the scores, and predictions stay.
    #[test]
    fn the_temperature_is_the_best_one(logits in any_logits(), size in -6_i32..6) {
        let logits = logits.at_temperature(10_f64.powi(size));
        let Some(temperature) = logits.temperature() else {
            // Then the best is at one of the ends.
            let loss = |temperature| logits.at_temperature(temperature).cross_entropy();
            let losses: Vec<f64> = (-8..9).map(|k| loss(10_f64.powi(k - size))).collect();
            let ends = losses[0].min(losses[16]);
            prop_assert!(losses.iter().all(|&loss| loss >= ends - 1e-12));
            return Ok(());
        };
        let best = logits.at_temperature(temperature);
        for factor in [0.1, 0.5, 0.99, 0.9999, 1.0001, 1.01, 2.0, 10.0] {
            let other = logits.at_temperature(temperature * factor).cross_entropy();
            prop_assert!(best.cross_entropy() <= other + 1e-12, "{} times {}", factor, temperature);
        }
        prop_assert_eq!(best.evaluation().predictions, logits.evaluation().predictions);
    }
}

/// Half of the images with a confidence of one half are right, nine tenths of those with 0.9, and so on,
/// in bins of their own.
#[test]
fn a_calibrated_network_has_no_error_in_any_bin() {
    let logits = calibrated(&[vec![5, 5], vec![1, 9], vec![7, 3], vec![2, 8], vec![6, 4]]);
    let evaluation = logits.evaluation();
    for bin in evaluation.reliability(20).into_iter().filter(|bin| bin.images > 0) {
        let (accuracy, confidence) = (bin.accuracy(), bin.confidence());
        assert!((accuracy.expect("images") - confidence.expect("images")).abs() < 1e-12);
    }
    assert!(evaluation.expected_calibration_error(20) < 1e-12);
    // Twice as sure, and no longer.
    let sharper = logits.at_temperature(0.5).evaluation();
    assert!(sharper.expected_calibration_error(20) > 0.05);
}

#[test]
fn there_may_be_no_temperature() {
    // Always right: the colder, the better.
    assert_eq!(Logits::new(vec![2.0, 1.0, 0.0, 3.0], vec![0, 1]).temperature(), None);
    // Always wrong: the hotter, the better.
    assert_eq!(Logits::new(vec![2.0, 1.0, 0.0, 3.0], vec![1, 0]).temperature(), None);
    // Nothing to choose by.
    assert_eq!(Logits::new(vec![1.0; 6], vec![0, 1]).temperature(), None);
    assert_eq!(Logits::new(vec![], vec![]).temperature(), None);
    for broken in [f64::NAN, f64::INFINITY] {
        let scores = vec![broken, 1.0, 0.0, 3.0, 1.0, 0.0];
        assert_eq!(Logits::new(scores, vec![1, 1, 1]).temperature(), None);
    }
}

#[test]
fn without_images_there_are_no_shares() {
    let logits = Logits::new(vec![], vec![]);
    assert!(logits.is_empty() && logits.classes() == 0);
    let evaluation = logits.evaluation();
    for share in [
        logits.top_k_accuracy(1),
        logits.brier_score(),
        logits.cross_entropy(),
        evaluation.accuracy(),
        evaluation.expected_calibration_error(10),
    ] {
        assert!(share.is_nan());
    }
    assert_eq!(evaluation.macro_average().f1, None);
}

/// As in `argmax`, the first of equal scores is the prediction, and a NaN is the largest.
#[test]
fn ties_and_nans_are_those_of_the_prediction() {
    let nan = f64::NAN;
    for scores in [[1.0, 1.0, 1.0], [0.0, 2.0, 2.0], [nan, 5.0, nan], [1.0, nan, f64::INFINITY]] {
        let ranks: Vec<f64> = (0..3)
            .map(|class| {
                (1..=3).map(|k| Logits::new(scores.to_vec(), vec![class]).top_k_accuracy(k)).sum()
            })
            .collect();
        let mut sorted = ranks.clone();
        sorted.sort_by(f64::total_cmp);
        assert_eq!(sorted, [1.0, 2.0, 3.0], "each class has a rank of its own: {scores:?}");
        let predicted = Logits::new(scores.to_vec(), vec![0]).evaluation().predictions[0];
        assert_eq!(ranks[predicted], 3.0, "{scores:?}");
    }
}

/// Scores of a size for which exponentials overflow or vanish.
#[test]
fn large_scores_are_no_problem() {
    let logits = Logits::new(vec![1e4, 0.0, -1e4, 0.0, 1e4, -1e4, 0.0, 1e4, 0.0], vec![0, 2, 0]);
    assert!((logits.cross_entropy() - 3e4 / 3.0).abs() < 1e-9);
    assert_eq!(logits.brier_score(), 4.0 / 3.0);
    assert_eq!(logits.probabilities()[..3], [1.0, 0.0, 0.0]);
}

#[test]
#[should_panic(expected = "class 2 has no score: there are scores for 2 classes")]
fn every_class_needs_a_score() {
    Logits::new(vec![0.0; 4], vec![0, 2]);
}

#[test]
#[should_panic(expected = "5 scores are not the same number for each of 2 images")]
fn every_image_needs_as_many_scores() {
    Logits::new(vec![0.0; 5], vec![0, 1]);
}
