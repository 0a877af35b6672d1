//! Training on a graphics card, or whatever ArrayFire finds: the same network, the same numbers.
//!
//! Without the feature `arrayfire`, all there is to see is that the program says how to get it.
#![cfg(feature = "program")]

#[path = "support/program.rs"]
mod program;

#[cfg(not(feature = "arrayfire"))]
#[test]
fn a_build_without_it_says_how_to_get_it() {
    let folder = tempfile::tempdir().expect("a folder");
    for device in ["arrayfire", "arrayfire:cuda"] {
        let words = [device, "not in this build", "install ArrayFire", "--features arrayfire"];
        program::fails(folder.path(), &format!("--device {device}"), 2, &words);
        program::fails(folder.path(), &format!("eval --device {device}"), 2, &words);
    }
    assert!(program::succeeds(folder.path(), "info").contains("--features arrayfire"));
}

#[cfg(feature = "arrayfire")]
#[path = "support/small.rs"]
mod small;

#[cfg(feature = "arrayfire")]
mod on_devices {
    use std::{fs, path::Path};

    use autograd::nn::{Module, Sequential};
    use engine::{Array, Backend, Device, Options, Shape};
    use mnist::{
        DataLoader, mlp,
        program::{
            metrics::Metrics,
            queued::{CAPACITY, QueuedSteps, Snapshot},
            settings::Settings,
            step::Step,
        },
        train_step,
    };
    use optimizers::{Adam, Optimizer, SGD};
    use random::TorchRng;

    use super::{
        program::{fails, mnist, succeeds},
        small,
    };

    fn found() -> Vec<Device> {
        Device::available().into_iter().filter(|device| device.is_remote()).collect()
    }

    fn accuracy(metrics: &Metrics) -> f64 {
        metrics.test.as_ref().expect("the training is over").score.accuracy
    }

    /// Cross-entropy, and no clipping.
    fn plain() -> Step {
        Step::new(&Settings::default())
    }

    fn metrics(run: &Path) -> Metrics {
        let text = fs::read_to_string(run.join("metrics.json")).expect("metrics");
        serde_json::from_str(&text).expect("JSON")
    }

    /// 600 images, ten epochs: a network that has learned.
    #[test]
    fn the_same_accuracy_as_on_the_processor() {
        let folder = tempfile::tempdir().expect("a folder");
        small::write(&folder.path().join("data"), 600, 600);
        let train =
            "--data data --hidden 64,32 --batch-size 20 --epochs 10 --lr 0.02 --schedule constant";
        succeeds(folder.path(), &format!("{train} --out faer"));
        let expected = metrics(&folder.path().join("faer"));
        assert!(accuracy(&expected) > 0.75, "{}", accuracy(&expected));
        for device in found() {
            let out = device.name().replace(':', "-");
            let said = succeeds(folder.path(), &format!("{train} --device {device} --out {out}"));
            let found = metrics(&folder.path().join(&out));
            for (a, b) in found.epochs.iter().zip(&expected.epochs) {
                assert!((a.train_loss - b.train_loss).abs() < 1e-2, "{device}: {a:?}, {b:?}");
                assert!((a.train_accuracy - b.train_accuracy).abs() < 0.02, "{device}");
            }
            assert_eq!(found.epochs.len(), 10);
            assert!((accuracy(&found) - accuracy(&expected)).abs() < 0.03, "{device}");
            println!(
                "{device}: {:.4} of the test images, faer {:.4}",
                accuracy(&found),
                accuracy(&expected)
            );
            // The network saved is the one trained, and reads the same on either side.
            let eval = format!("eval --data data --model {out}/model.safetensors");
            let there = succeeds(folder.path(), &format!("{eval} --device {device}"));
            assert!(said.contains(&there), "{there}");
            let longer = format!("--resume --epochs 11 --device {device} --out {out}");
            assert_eq!(metrics(&folder.path().join(&out)).epochs.len(), 10);
            succeeds(folder.path(), &longer);
            assert_eq!(metrics(&folder.path().join(&out)).epochs.len(), 11);
        }
    }

    /// A training that breaks is stopped as on the processor, although its loss was not read.
    #[test]
    fn steps_that_are_too_long_are_noticed() {
        let folder = tempfile::tempdir().expect("a folder");
        small::write(&folder.path().join("data"), 600, 100);
        let train =
            "--data data --hidden 16 --batch-size 5 --epochs 2 --lr 1e20 --schedule constant";
        let expected = mnist(folder.path(), &format!("{train} --out faer"));
        for device in found() {
            let out = device.name().replace(':', "-");
            let said = mnist(folder.path(), &format!("{train} --device {device} --out {out}"));
            assert_eq!(said.code, 1);
            assert!(said.err.starts_with("error: "), "{}", said.err);
            for word in ["in epoch 1, batch ", "where:", "smaller --lr than", "kept:"] {
                assert!(said.err.contains(word), "no `{word}` in {}", said.err);
            }
            assert_eq!(said.err.lines().next(), expected.err.lines().next(), "{device}");
        }
    }

    /// A device that is not there is an error before anything is begun.
    #[test]
    fn what_is_not_there_is_an_error() {
        let folder = tempfile::tempdir().expect("a folder");
        for backend in Backend::ALL {
            let device = Device::ArrayFire(backend);
            if device.open().is_err() {
                let words = if found().is_empty() { "AF_PATH" } else { device.name() };
                for command in ["train --out run", "eval"] {
                    fails(folder.path(), &format!("{command} --device {device}"), 1, &[words]);
                }
                assert!(!folder.path().join("run").exists());
            }
        }
        let info = succeeds(folder.path(), "info");
        assert!(found().iter().all(|device| info.contains(device.name())), "{info}");
        assert!(info.contains("arrayfire"), "{info}");
    }

    fn loader(device: Device) -> DataLoader {
        let (train, _) = small::sets(300, 1);
        let options = Options { device, ..Options::default() };
        DataLoader::new(train.images, train.labels, 28 * 28, 32).options(options)
    }

    fn model(device: Device) -> Sequential {
        let model = mlp(&[784, 16, 10], &mut TorchRng::manual_seed(3));
        model.to_device(device);
        model
    }

    fn numbers(model: &Sequential) -> Vec<Vec<f64>> {
        model.state_dict().into_iter().map(|(_, array)| array.to_vec()).collect()
    }

    /// Reading the losses later makes no difference to what the steps compute.
    #[test]
    fn reading_later_changes_nothing() {
        for device in Device::available() {
            let loader = loader(device);
            let order = loader.in_order();
            let (read, queued) = (model(device), model(device));
            let mut one: Box<dyn Optimizer> = Box::new(Adam::new(read.parameters(), 0.01));
            let mut many: Box<dyn Optimizer> = Box::new(Adam::new(queued.parameters(), 0.01));
            let mut steps = Vec::new();
            let mut record = QueuedSteps::default();
            for batch in loader.batches(&order) {
                steps.push(train_step(&read, one.as_mut(), &batch).expect("ten classes"));
                record.step(&queued, many.as_mut(), &batch, plain()).expect("ten classes");
            }
            assert_eq!(record.fetch(&queued), Some(steps), "{device}");
            assert_eq!(numbers(&read), numbers(&queued), "{device}");
        }
    }

    #[test]
    fn what_breaks_is_seen_later_and_taken_back() {
        for device in Device::available() {
            let loader = loader(device);
            let order = loader.in_order();
            let model = model(device);
            let mut optimizer = SGD::new(model.parameters(), 0.05).momentum(0.9);
            let mut batches = loader.batches(&order);
            let first = batches.next().expect("a batch");
            train_step(&model, &mut optimizer, &first).expect("ten classes");

            let before = numbers(&model);
            let snapshot = Snapshot::of(&model, &optimizer);
            let mut record = QueuedSteps::default();
            let bias = model.parameter("0.bias").expect("a bias");
            // A unit so far off that the loss does not show it.
            bias.update(|bias| {
                let off = Array::full(bias.shape(), f64::NEG_INFINITY, bias.options());
                *bias = off;
            });
            for batch in batches {
                record.step(&model, &mut optimizer, &batch, plain()).expect("ten classes");
            }
            assert_eq!(record.fetch(&model), None, "{device}");
            snapshot.restore(&model, &mut optimizer);
            assert_eq!(numbers(&model), before, "{device}");
            let velocity = &optimizer.state()[0].buffers[0].1;
            assert!(velocity.is_finite() && velocity.shape() == Shape::matrix(16, 784));
            assert_eq!(optimizer.state()[0].step, 1);
        }
    }

    #[test]
    #[should_panic(expected = "fetch them first")]
    fn results_must_be_fetched_now_and_then() {
        let (train, _) = small::sets(1, 1);
        let loader = DataLoader::new(train.images, train.labels, 28 * 28, 1);
        let model = model(Device::default());
        let mut optimizer = SGD::new(model.parameters(), 0.0);
        let mut record = QueuedSteps::default();
        let batch = loader.batches(&[0]).next().expect("a batch");
        for _ in 0..=CAPACITY {
            record.step(&model, &mut optimizer, &batch, plain()).expect("ten classes");
        }
    }
}
