//! A run that was stopped goes on, and ends with the very same bits.
#![cfg(feature = "program")]

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    thread,
    time::{Duration, Instant},
};

use autograd::nn::{Module, ReLU, Sequential, Softmax, StateDict, Tanh};
use mnist::{
    mlp,
    program::{
        checkpoint::{self, Progress},
        metrics::{EpochMetrics, Metrics, Score},
        model_file,
        settings::{OptimizerName, Settings},
    },
    train_step,
};
use program::{command, fails, succeeds};
use random::TorchRng;
use serde_json::{Value, json};
use tempfile::TempDir;

#[path = "support/program.rs"]
mod program;
#[path = "support/small.rs"]
mod small;

/// A folder with small data in `data`.
fn place() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    small::write(&folder.path().join("data"), 600, 100);
    folder
}

fn read(path: impl AsRef<Path>) -> Vec<u8> {
    let path = path.as_ref();
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn model(folder: &Path, run: &str) -> Vec<u8> {
    read(folder.join(run).join("model.safetensors"))
}

/// What was learned in each epoch, without how long it took.
fn history(folder: &Path, run: &str) -> Vec<[f64; 4]> {
    let json = read(folder.join(run).join("metrics.json"));
    let metrics: Metrics = serde_json::from_slice(&json).expect("metrics");
    let learned = |e: &EpochMetrics| {
        let Score { loss, accuracy } = e.validation.expect("some images are held out");
        [e.train_loss, e.train_accuracy, loss, accuracy]
    };
    metrics.epochs.iter().map(learned).collect()
}

#[test]
fn a_longer_run_is_the_same_as_a_long_one() {
    let folder = place();
    let mnist = |flags: &str| succeeds(folder.path(), flags);
    for optimizer in ["sgd", "rmsprop", "adagrad", "adam", "adamw"] {
        let flags = format!(
            "--data data --hidden 16 --batch-size 64 --optimizer {optimizer} --weight-decay 0.001 \
             --schedule constant"
        );
        let long = format!("{optimizer}-long");
        mnist(&format!("{flags} --epochs 5 --out {long}"));

        mnist(&format!("{flags} --epochs 3 --out {optimizer}"));
        let said = mnist(&format!("--resume --epochs 5 --out {optimizer}"));
        assert!(said.contains("after epoch 3, batch 0"), "{said}");
        assert_eq!(said.lines().filter(|line| line.starts_with("epoch ")).count(), 5, "{said}");

        assert!(model(folder.path(), optimizer) == model(folder.path(), &long), "{optimizer}");
        assert_eq!(history(folder.path(), optimizer), history(folder.path(), &long));
        let settings = |run: &str| read(folder.path().join(run).join("settings.toml"));
        assert_eq!(settings(optimizer), settings(&long));
    }
}

#[test]
fn a_finished_run_stays_as_it_is() {
    let folder = place();
    let flags = "--data data --hidden 8 --batch-size 64 --schedule constant --out run";
    succeeds(folder.path(), &format!("{flags} --epochs 3"));
    let (before, learned) = (model(folder.path(), "run"), history(folder.path(), "run"));
    for epochs in ["", "--epochs 3"] {
        succeeds(folder.path(), &format!("--resume --out run {epochs}"));
        assert!(model(folder.path(), "run") == before, "{epochs}");
        assert_eq!(history(folder.path(), "run"), learned);
    }
    // What has been learned cannot be unlearned.
    fails(folder.path(), "--resume --out run --epochs 1", 1, &["--resume", "epoch 3", "after 1"]);
    assert!(model(folder.path(), "run") == before);
}

#[test]
fn a_run_can_be_resumed_from_another_folder() {
    let folder = place();
    let flags = "--data data --hidden 8 --batch-size 64 --schedule constant";
    succeeds(folder.path(), &format!("{flags} --epochs 2 --out whole"));
    succeeds(folder.path(), &format!("{flags} --epochs 1 --out run"));
    succeeds(&folder.path().join("run"), "--resume --epochs 2 --out .");
    succeeds(&folder.path().join("run"), "--resume --data ../data --out .");
    assert!(model(folder.path(), "run") == model(folder.path(), "whole"));
}

#[test]
fn without_a_run_to_resume_one_is_started() {
    let folder = place();
    let flags = "--data data --hidden 8 --epochs 1 --out";
    succeeds(folder.path(), &format!("{flags} plain"));
    let said = succeeds(folder.path(), &format!("{flags} resumed --resume"));
    assert!(said.contains("no run to resume in resumed"), "{said}");
    assert!(model(folder.path(), "resumed") == model(folder.path(), "plain"));
}

#[test]
fn a_flag_that_contradicts_the_run_is_named() {
    let folder = place();
    let flags = "--data data --hidden 8 --batch-size 64 --lr 0.05 --schedule constant --out run";
    succeeds(folder.path(), &format!("{flags} --epochs 1"));
    let run = folder.path().join("run");
    let files = ["model.safetensors", "checkpoint.safetensors", "settings.toml", "metrics.json"];
    let before = files.map(|file| read(run.join(file)));
    for (flag, words) in [
        ("--batch-size 32", ["batch_size = 64", "not 32"]),
        ("--hidden 8,8", ["hidden = [8]", "not [8,8]"]),
        ("--hidden none", ["hidden = [8]", "not []"]),
        ("--optimizer adam", ["optimizer = sgd", "not adam"]),
        ("--lr 0.1", ["lr = 0.05", "not 0.1"]),
        ("--weight-decay 0.1", ["weight_decay = 0.0", "not 0.1"]),
        ("--momentum 0.5", ["momentum = 0.9", "not 0.5"]),
        ("--schedule step", ["schedule = constant", "not step"]),
        ("--warmup 0.5", ["warmup = 0.0", "not 0.5"]),
        ("--clip 1", ["clip = null", "not 1.0"]),
        ("--dropout 0.5", ["dropout = 0.0", "not 0.5"]),
        ("--label-smoothing 0.1", ["label_smoothing = 0.0", "not 0.1"]),
        ("--augment shift", ["augment = none", "not shift"]),
        ("--validation 100", ["validation = 50", "not 100"]),
        ("--patience 3", ["patience = null", "not 3"]),
        ("--seed 3", ["seed = 0", "not 3"]),
        ("--device nalgebra", ["device = faer", "not nalgebra"]),
        ("--data run", ["data = ", "run"]),
    ] {
        let resume = format!("--resume --epochs 2 --out run {flag}");
        fails(folder.path(), &resume, 1, &["--resume", "leave the flag out", words[0], words[1]]);
    }
    assert!(files.map(|file| read(run.join(file))) == before, "a refusal changes nothing");

    // What the run has anyway may be said again, and the number of cores is free.
    let flags = format!("{flags} --epochs 2 --optimizer sgd --seed 0 --threads 2");
    succeeds(folder.path(), &format!("{flags} --resume"));
    assert_eq!(history(folder.path(), "run").len(), 2);
}

/// Ctrl-C in the middle of an epoch, twice, each time followed by `--resume`.
#[cfg(unix)]
#[test]
fn an_interrupted_run_goes_on_to_the_same_bits() {
    const CRAFT: &str = "--dropout 0.2 --augment elastic --schedule onecycle --label-smoothing 0.1 \
                         --clip 1 --weight-decay 0.001 --patience 3";
    let folder = place();
    let run = folder.path().join("run");
    let plain = |name, optimizer| (name, format!("--optimizer {optimizer}"));
    let runs = [plain("sgd", "sgd"), plain("adam", "adam"), ("craft", CRAFT.to_owned())];
    for (name, more) in runs {
        // Single images make epochs long enough to be interrupted in, and need short steps.
        let flags = format!("--data data --hidden 32 --batch-size 1 --lr 0.001 --epochs 6 {more}");
        succeeds(folder.path(), &format!("{flags} --out whole-{name}"));

        let mut flags = format!("{flags} --out run");
        let mut complete = 0;
        for _ in 0..2 {
            // Once an epoch of this sitting is complete, Ctrl-C is being watched for.
            let after = format!("epoch {}/", complete + 1);
            let mut child = command(folder.path(), &flags).spawn().expect("the program starts");
            let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
            let mut said = lines.by_ref().map(|line| line.expect("UTF-8"));
            assert!(said.any(|line| line.starts_with(&after)), "no {after}");
            thread::sleep(Duration::from_millis(5));
            let mut kill = std::process::Command::new("kill");
            let killed = kill.args(["-INT", &child.id().to_string()]).status();
            assert!(killed.expect("there is `kill`").success());
            let rest: Vec<String> = said.collect();
            let output = child.wait_with_output().expect("it ends");
            assert_eq!(output.status.code(), Some(130), "{rest:?}");
            assert_eq!(String::from_utf8_lossy(&output.stderr), "");

            let rest = rest.join("\n");
            assert!(rest.contains("stopped in epoch") && rest.contains("is saved"), "{rest}");
            // Cargo started this test, and therefore the program.
            let advice = "cargo run --release -- --resume --out run";
            assert!(rest.contains(advice), "how to go on: {rest}");
            // What was learned: the model is the one of the checkpoint.
            let saved = checkpoint::load(&run.join("checkpoint.safetensors")).expect("complete");
            assert!((1..=600).contains(&saved.progress.batch), "{:?}", saved.progress);
            let learned = model_file::load(&run.join("model.safetensors")).expect("complete");
            let again = mlp(&[784, 32, 10], &mut TorchRng::manual_seed(9));
            let mut state = saved.progress.settings.optimizer(again.parameters());
            let best = saved.restore(&again, state.as_mut()).expect("it fits");
            let by_name = |mut state: StateDict| {
                state.sort_by(|(a, _), (b, _)| a.cmp(b));
                state
            };
            let expected = by_name(best.unwrap_or_else(|| again.state_dict()));
            assert_eq!(expected, by_name(learned.state_dict()));
            complete = saved.progress.epoch;
            assert_eq!(history(folder.path(), "run").len(), complete);
            flags = "--resume --out run".to_owned();
        }
        succeeds(folder.path(), &flags);
        let whole = format!("whole-{name}");
        assert!(model(folder.path(), "run") == model(folder.path(), &whole), "{name}");
        assert_eq!(history(folder.path(), "run"), history(folder.path(), &whole));
        fs::remove_dir_all(&run).expect("removed");
    }
}

/// A power cut can come at any moment.
#[test]
fn a_killed_run_leaves_whole_files_and_goes_on_to_the_same_bits() {
    let folder = place();
    let flags = "--data data --hidden 16 --batch-size 50 --epochs 40 --resume --out";
    let start = Instant::now();
    succeeds(folder.path(), &format!("{flags} whole"));
    let whole = start.elapsed();
    let expected = model(folder.path(), "whole");

    let mut left_a_model = 0;
    for (round, share) in TorchRng::manual_seed(0).rand(10).into_iter().enumerate() {
        let out = format!("run-{round}");
        let flags = format!("{flags} {out}");
        let mut child = command(folder.path(), &flags).spawn().expect("the program starts");
        thread::sleep(whole.mul_f32(share));
        child.kill().expect("it was started");
        child.wait().expect("it ends");

        let run = folder.path().join(&out);
        for name in ["model.safetensors", "checkpoint.safetensors"] {
            let path = run.join(name);
            if !path.exists() {
                continue;
            }
            if name.starts_with("model") {
                left_a_model += 1;
                model_file::load(&path).unwrap_or_else(|error| panic!("{error}"));
            } else if let Err(error) = checkpoint::load(&path) {
                panic!("{error}");
            }
        }
        succeeds(folder.path(), &flags);
        assert!(model(folder.path(), &out) == expected, "killed after {share} of {whole:?}");
    }
    assert!(left_a_model > 0, "every run was killed before it had learned anything");
}

/// A run with everything a checkpoint holds, on two pixels: three steps into its second epoch.
fn small_run(folder: &Path) -> Vec<u8> {
    let settings = Settings::default().with_optimizer(OptimizerName::Adam);
    let model = small_model();
    let mut optimizer = settings.optimizer(model.parameters());
    let loader = mnist::DataLoader::new(vec![0, 255, 255, 0], vec![0, 1], 2, 2);
    for batch in loader.batches(&[0, 1, 1, 0, 0, 1]) {
        train_step(&model, optimizer.as_mut(), &batch).expect("two classes");
    }
    let mut progress = Progress::start(settings);
    progress.complete_epoch(EpochMetrics {
        epoch: 1,
        lr: 0.001,
        train_loss: 0.7,
        train_accuracy: 0.5,
        validation: Some(Score { loss: 0.6, accuracy: 1.0 }),
        seconds: 0.25,
        images_per_second: 8.0,
    });
    (progress.batch, progress.loss_sum, progress.correct) = (3, 1.5, 4);
    let path = folder.join("checkpoint.safetensors");
    checkpoint::save(&path, &progress, &model, optimizer.as_ref(), None).expect("saved");
    read(path)
}

fn small_model() -> autograd::nn::Sequential {
    mlp(&[2, 2], &mut TorchRng::manual_seed(0))
}

/// Reads a checkpoint and puts it to use, or says why not.
fn restore(path: &Path) -> Result<Progress, String> {
    let checkpoint = checkpoint::load(path).map_err(|error| error.to_string())?;
    let model = small_model();
    let mut optimizer = checkpoint.progress.settings.optimizer(model.parameters());
    checkpoint.restore(&model, optimizer.as_mut()).map_err(|error| error.to_string())?;
    Ok(checkpoint.progress)
}

#[test]
fn a_checkpoint_there_and_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("checkpoint.safetensors");
    let first = small_run(folder.path());
    let saved = checkpoint::load(&path).expect("whole");
    assert_eq!((saved.progress.epoch, saved.progress.batch), (1, 3));

    let model = small_model();
    let mut optimizer = saved.progress.settings.optimizer(model.parameters());
    saved.restore(&model, optimizer.as_mut()).expect("it fits");
    assert!(optimizer.state().iter().all(|state| state.step == 3));
    checkpoint::save(&path, &saved.progress, &model, optimizer.as_ref(), None).expect("saved");
    assert!(read(&path) == first, "the same state, the same file");
}

/// A checkpoint of a tanh network is no checkpoint of a network with a ReLU in its place, although
/// their tensors have the same names and shapes.
#[test]
fn a_checkpoint_belongs_to_a_network_of_its_modules() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("checkpoint.safetensors");
    let settings = Settings::default();
    let layer = |seed| mlp(&[2, 2], &mut TorchRng::manual_seed(seed));
    let with: [fn(Sequential) -> Sequential; 3] =
        [|net| net, |net| net.push(Tanh::new()), |net| net.push(ReLU::new())];
    for (i, saved) in with.iter().enumerate() {
        let model = saved(layer(0));
        let optimizer = settings.optimizer(model.parameters());
        let progress = Progress::start(settings.clone());
        checkpoint::save(&path, &progress, &model, optimizer.as_ref(), None).expect("saved");
        let checkpoint = checkpoint::load(&path).expect("whole");
        for (j, asked) in with.iter().enumerate() {
            let other = asked(layer(1));
            let mut optimizer = settings.optimizer(other.parameters());
            match checkpoint.restore(&other, optimizer.as_mut()) {
                Ok(None) => assert!(i == j && other.state_dict() == model.state_dict()),
                Ok(Some(_)) => panic!("there is no better epoch"),
                Err(error) => {
                    let error = error.to_string();
                    assert!(i != j && error.contains("other modules"), "{error}");
                    assert_eq!(error.contains("Tanh()"), i == 1 || j == 1, "{error}");
                    assert_eq!(other.state_dict(), layer(1).state_dict(), "nothing has changed");
                }
            }
        }
    }
    let model = layer(0).push(Softmax::new(1));
    let optimizer = settings.optimizer(model.parameters());
    let progress = Progress::start(settings.clone());
    let before = read(&path);
    let error = checkpoint::save(&path, &progress, &model, optimizer.as_ref(), None);
    let error = error.expect_err("refused").to_string();
    assert!(error.contains("module 1 is Softmax(dim=1)"), "{error}");
    assert!(read(&path) == before);
}

/// Every checkpoint that differs from a good one in a single bit, or ends early, or goes on.
#[test]
fn a_damaged_checkpoint_never_panics() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("checkpoint.safetensors");
    let good = small_run(folder.path());
    assert!(restore(&path).is_ok());
    let refused = |bytes: &[u8]| {
        fs::write(&path, bytes).expect("a file");
        let error = restore(&path).expect_err("a damaged file");
        assert!(error.contains("checkpoint.safetensors"), "{error}");
    };
    for length in 0..good.len() {
        refused(&good[..length]);
    }
    refused(&[&good[..], &[0]].concat());

    let mut bytes = good.clone();
    for bit in 0..8 * good.len() {
        bytes[bit / 8] ^= 1 << (bit % 8);
        fs::write(&path, &bytes).expect("a file");
        // Some digits may change and still make sense together.
        if let Ok(progress) = restore(&path) {
            assert_eq!(progress.epoch, progress.history.len(), "bit {bit}");
            assert!(progress.settings.check().is_ok(), "bit {bit}");
        }
        bytes[bit / 8] = good[bit / 8];
    }
}

/// The checkpoint with another account of how far the run has come.
fn with_progress(bytes: &[u8], change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let (length, rest) = bytes.split_first_chunk().expect("a length");
    let length = usize::try_from(u64::from_le_bytes(*length)).expect("a short header");
    let (header, body) = rest.split_at(length);
    let mut header: Value = serde_json::from_slice(header).expect("JSON");
    let entry = &mut header["__metadata__"]["chain_rule.progress"];
    let mut progress = serde_json::from_str(entry.as_str().expect("text")).expect("JSON");
    change(&mut progress);
    *entry = progress.to_string().into();
    let header = header.to_string();
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), body].concat()
}

#[test]
fn an_account_that_makes_no_sense_is_refused() {
    let folder = place();
    let run = folder.path().join("run");
    let path = run.join("checkpoint.safetensors");
    succeeds(folder.path(), "--data data --hidden 8 --epochs 2 --schedule constant --out run");
    let (good, before) = (read(&path), model(folder.path(), "run"));
    let resume = "--resume --epochs 3 --out run";

    // A program that believed these would panic, or draw random numbers for years.
    let cases: [(&str, Value, &str); 17] = [
        ("/epoch", json!(1_000_000_000_000_u64), "epochs"),
        ("/epoch", json!(-1), "-1"),
        ("/batch", json!(u64::MAX), "batches"),
        ("/correct", json!(u64::MAX), "right"),
        ("/history", json!([]), "epochs"),
        ("/history/0/train_loss", json!(null), "null"),
        ("/steps", json!([]), "belongs to no parameter"),
        ("/steps", json!([1, 1, 1, 1, 1]), "4 parameter"),
        ("/steps/0", json!(u64::MAX), "steps"),
        ("/settings/epochs", json!(0), "epochs"),
        ("/settings/batch_size", json!(0), "batch size"),
        ("/settings/lr", json!(-1.0), "learning rate"),
        ("/settings/weight_decay", json!(-1.0), "weight decay"),
        ("/settings/hidden", json!([8, 8]), "shape"),
        ("/settings/optimizer", json!("newton"), "newton"),
        ("/settings/device", json!("abacus"), "abacus"),
        ("/settings/color", json!("green"), "color"),
    ];
    for (place, value, word) in cases {
        let bytes = with_progress(&good, |progress| {
            let (parent, name) = place.rsplit_once('/').expect("a path");
            match progress.pointer_mut(parent).expect("present") {
                Value::Array(list) => list[name.parse::<usize>().expect("a place")] = value,
                object => object[name] = value,
            }
        });
        fs::write(&path, bytes).expect("a file");
        fails(folder.path(), resume, 1, &["checkpoint.safetensors", word]);
    }
    // Layers that no machine can hold.
    for (size, words) in [(1_u64 << 60, "hidden layers"), (1_000_000, "smaller layers")] {
        let bytes = with_progress(&good, |p| p["settings"]["hidden"] = json!([size, size]));
        fs::write(&path, bytes).expect("a file");
        fails(folder.path(), resume, 1, &[words]);
    }

    // No checkpoint at all: a network, no content, a folder.
    for bytes in [&before[..], b"", b"garbage"] {
        fs::write(&path, bytes).expect("a file");
        fails(folder.path(), resume, 1, &["checkpoint.safetensors", "safetensors"]);
    }
    fs::remove_file(&path).expect("removed");
    fs::create_dir(&path).expect("a folder");
    fails(folder.path(), resume, 1, &["checkpoint.safetensors"]);

    fs::remove_dir(&path).expect("removed");
    assert!(model(folder.path(), "run") == before, "the network is still there");
    fs::write(&path, good).expect("a file");
    succeeds(folder.path(), resume);
}
