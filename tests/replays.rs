//! The tutorials' runs from their seeds alone, against the libraries' own, in full precision.
//!
//! The ledger compares what is printed, and what is printed is rounded. Here nothing is. The
//! references stand in `ledger/today.json`, which `ledger/reference.py` writes.

use std::sync::LazyLock;

use autograd::{Tensor, nn::Module};
use engine::{DType, Options};
use mnist::tutorial::Variant;
use random::{KerasRng, NumpyRng};
use serde_json::Value;
use tests::{
    mlp_numpy_mnist::{mnist_run, numpy_mlp},
    one_example::{Memory, steps},
    perceptron_blobs::{TRAINING, test_blobs, train_blobs},
    perspectives::{
        keras::{self, kernels},
        large::{LARGE, Large},
        primer,
    },
    statistics::{norm, share, summary},
};

static TODAY: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("ledger/today.json")).expect("today.json is JSON")
});

/// All numbers of a list, or of a list of lists, in order.
fn numbers(json: &Value) -> Vec<f64> {
    match json {
        Value::Array(items) => items.iter().flat_map(numbers).collect(),
        _ => vec![json.as_f64().expect("a number")],
    }
}

/// Each of `found` within `tolerance` of its reference, relative to the largest reference.
fn assert_close(name: &str, found: &[f64], reference: &Value, tolerance: f64) {
    let reference = numbers(reference);
    assert_eq!(found.len(), reference.len(), "{name}");
    let largest = reference.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
    for (i, (found, reference)) in found.iter().zip(&reference).enumerate() {
        let off = (found - reference).abs() / largest;
        assert!(off <= tolerance, "{name}[{i}] is {found}, not {reference}: {off:e}");
    }
}

#[test]
fn the_primer_from_seed_123() {
    let reference = &TODAY["replays"]["primer"];
    let (net, input) = primer::draw();
    for (name, parameter) in net.named_parameters() {
        assert_eq!(parameter.to_vec(), numbers(&reference["parameters"][&name]), "{name}");
    }
    net.to_dtype(DType::F64);
    let loss = net.call(&Tensor::new(input.data().to_dtype(DType::F64))).pow(2.0).mean();
    loss.backward();
    assert_close("loss", &[loss.item()], &reference["loss"], 1e-14);
    for (name, parameter) in net.named_parameters() {
        let grad = parameter.grad().expect("backward reaches it").to_vec();
        assert_close(&name, &grad, &reference["gradients"][&name], 1e-13);
    }
}

/// The five figures of a tensor, its length and its first numbers.
fn assert_figures(name: &str, values: &[f64], reference: &Value, tolerance: f64) {
    let s = summary(values);
    let figures = [s.mean, s.std, s.min, s.max];
    let expected = reference["summary"].as_array().expect("figures");
    assert_close(name, &figures, &expected[..4].into(), tolerance);
    assert_close(name, &[s.kurtosis + 3.0], &(numbers(&expected[4])[0] + 3.0).into(), 1e-6);
    assert_close(name, &[norm(values)], &reference["norm"], tolerance);
    assert_close(name, &values[..3], &reference["first"], 1e-5);
}

#[test]
fn the_large_network_from_seed_123() {
    let reference = &TODAY["replays"]["large"];
    let Large { net, input, outputs, loss, loss_times_100, first, second, .. } = &*LARGE;
    assert_figures("input", input, &reference["input"], 1e-12);
    for (i, output) in outputs.iter().enumerate() {
        assert_figures(&format!("output {i}"), output, &reference["outputs"][i], 1e-6);
    }
    for (name, parameter) in net.named_parameters() {
        let values = parameter.to_vec();
        assert_figures(&name, &values, &reference["parameters"][&name], 1e-12);
    }
    assert_close("loss", &[*loss], &reference["loss"], 1e-6);
    assert_eq!(share(&outputs[3], |x| x == 0.0), 0.50096);
    assert_eq!(share(&outputs[1], |x| x.abs() > 0.9), 0.01176);

    for (name, gradient) in first {
        assert_figures(name, gradient, &reference["gradients"][name], 1e-6);
    }
    // 100 times the loss, and nothing was zeroed in between: 1 + 100 = 101.
    assert!((loss_times_100 / loss - 100.0).abs() < 1e-4);
    for ((name, first), (_, second)) in first.iter().zip(second) {
        let times_101: Vec<f64> = first.iter().map(|g| 101.0 * g).collect();
        assert_close(name, second, &times_101.into(), 1e-6);
    }
}

#[test]
fn the_slightly_reduced_variance_is_a_third() {
    let variance = |values: &[f64]| summary(values).std.powi(2);
    let factor = variance(&LARGE.outputs[0]) / variance(&LARGE.input);
    assert!((factor - 1.0 / 3.0).abs() < 0.01, "{factor}");
}

#[test]
fn the_keras_network_from_seed_0() {
    let mut rng = KerasRng::set_random_seed(keras::SEED.into());
    assert_eq!([rng.layer_seed(), rng.layer_seed()], [906_691_060, 413_654_000]);
    for (kernel, reference) in kernels().iter().zip([0, 1]) {
        let reference = numbers(&TODAY["replays"]["keras_kernels"][reference]);
        assert_eq!(kernel.transpose().as_slice(), reference, "bit for bit");
    }

    let results = keras::results();
    let printed = ["0.50497514", "0.38953546", "0.47595912", "0.60580003", "0.23124357", "0.3555"];
    let by_id = |section: &Value| -> Vec<f64> {
        let ids = TODAY["keras_on_tensorflow_2_15_1"].as_object().expect("results").keys();
        ids.flat_map(|id| numbers(&section[id])).collect()
    };
    let versions = [
        ("TensorFlow 2.15.1", by_id(&TODAY["keras_on_tensorflow_2_15_1"]), 4),
        ("TensorFlow 2.21.0", by_id(&TODAY["values"]), 2),
    ];
    for (name, values, as_printed) in versions {
        assert_eq!(values.len(), 6);
        let mut same = 0;
        for ((value, ours), printed) in values.iter().zip(&results).zip(printed) {
            assert!((ours - value).abs() < 1.5e-7, "{name}: {value}, here {ours}");
            assert!((ours - printed.parse::<f64>().expect("a number")).abs() < 1.5e-7);
            same += usize::from(value.to_string() == printed);
            if value.to_string() != printed {
                println!(
                    "{name} prints {value}, the tutorial {printed}; in double precision {ours}"
                );
            }
        }
        assert_eq!(same, as_printed, "{name}: results that print as in the tutorial");
    }
}

#[test]
fn the_numpy_mlp_from_seed_0() {
    let losses = numpy_mlp(0).losses;
    assert_close("losses", &losses, &TODAY["replays"]["numpy_losses"], 1e-12);
    let last = numbers(&TODAY["replays"]["numpy_losses"])[249];
    assert!((losses[249] / last - 1.0).abs() < 1e-9, "{} and {last}", losses[249]);
}

/// The ten average losses, and how many of 1,024 test images are read correctly.
fn assert_mnist(variant: Variant, name: &str) {
    for seed in 0..3_usize {
        for (options, precision) in [(Options::default(), "f32"), (Options::f64(), "f64")] {
            let reference = &TODAY["mnist"][format!("{name}, {precision}")][seed];
            let run = mnist_run(variant, seed as u64, options);
            let losses = numbers(&reference["losses"]);
            let gaps = run.losses.iter().zip(&losses).map(|(a, b)| (a - b).abs());
            let gap = gaps.fold(0.0, f64::max);
            println!("{name}, seed {seed}, {precision}: {gap:.1e} from PyTorch at most");
            // Freed, the network moves far, and single precision carries small differences along.
            let tolerance = match (precision, variant) {
                ("f64", _) => 1e-9,
                (_, Variant::Stuck) => 1e-4,
                _ => 1e-3,
            };
            assert!(run.losses.len() == 10 && gap < tolerance, "{:?}, not {losses:?}", run.losses);
            let accuracy = numbers(&reference["accuracy"])[0];
            assert!((run.accuracy - accuracy).abs() < 2.5 / 1024.0, "{}", run.accuracy);
        }
    }
}

#[test]
fn mnist_stuck_from_three_seeds() {
    assert_mnist(Variant::Stuck, "stuck");
}

#[test]
fn mnist_freed_from_three_seeds() {
    assert_mnist(Variant::Freed, "freed");
}

#[test]
fn blobs_from_seed_0_and_their_classifier() {
    let mut rng = NumpyRng::seed(0);
    for (i, blobs) in [train_blobs(&mut rng), test_blobs(&mut rng)].iter().enumerate() {
        let reference = &TODAY["replays"]["blobs"][i];
        // A logarithm from another system's library may differ in the last bit.
        assert_close("points", &blobs.points, &reference["points"], 1e-15);
        let labels: Vec<f64> = blobs.labels.iter().map(|&label| label as f64).collect();
        assert_eq!(labels, numbers(&reference["labels"]));
    }
    assert_close("losses", &TRAINING.losses, &TODAY["blobs_seed_0"], 1e-6);
}

#[test]
fn forty_nine_steps_from_the_recovered_biases() {
    for (memory, name, tolerance) in
        [(Memory::Fresh, "fresh", 1e-6), (Memory::Persistent, "persistent", 1e-6)]
    {
        let steps = steps(memory);
        assert_eq!(steps.len(), 49);
        let losses: Vec<f64> = steps.iter().map(|step| step.loss).collect();
        assert_close(name, &losses, &TODAY["replays"][name]["losses"], tolerance);
        let mut worst: f64 = 0.0;
        for (i, step) in steps.iter().enumerate() {
            let reference = numbers(&TODAY["replays"][name]["probabilities"][i]);
            for (found, reference) in step.probabilities.iter().zip(reference) {
                worst = worst.max((found / reference - 1.0).abs());
            }
        }
        println!("{name}: each probability within {worst:.1e} of PyTorch's, relative to it");
        // Other processors round otherwise, and the smallest probabilities feel it.
        assert!(worst < 5e-3, "{name}: {worst:e}");
    }
}
