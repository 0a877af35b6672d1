//! Networks, checkpoints, settings and metrics, damaged in every way: each is read, or refused by
//! name; `--nocapture` shows how many.
#![cfg(feature = "program")]

use std::{fs, path::Path};

use autograd::nn::{Module, Tanh};
use damage::{check_message, every_damage};
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
use program::{fails, succeeds};
use random::TorchRng;
use safetensors::{Dtype, serialize, tensor::TensorView};
use serde_json::{Value, json};

#[path = "support/damage.rs"]
mod damage;
#[path = "support/program.rs"]
mod program;
#[path = "support/small.rs"]
mod small;

/// Loads these bytes as a network. What is loaded can be used; what is refused is named.
#[track_caller]
fn load(path: &Path, bytes: &[u8]) -> Result<(), String> {
    damage::write(path, bytes);
    match model_file::load(path) {
        Ok(model) => {
            let parameters = model.parameters();
            assert!(parameters.iter().flat_map(autograd::Tensor::to_vec).all(f64::is_finite));
            assert!(model.parameter_count() * 4 <= bytes.len());
            Ok(())
        }
        Err(error) => {
            check_message(&error.to_string(), "model.safetensors");
            Err(error.to_string())
        }
    }
}

/// A file of this header and body.
fn file(header: &str, body: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), body].concat()
}

/// A file with this header, and a body of `body` zeros.
fn with_header(header: &str, body: usize) -> Vec<u8> {
    file(header, &vec![0; body])
}

/// The header and the body of a file.
fn parts(bytes: &[u8]) -> (&str, &[u8]) {
    let (length, rest) = bytes.split_first_chunk().expect("a length");
    let length = usize::try_from(u64::from_le_bytes(*length)).expect("a short header");
    let (header, body) = rest.split_at(length);
    (str::from_utf8(header).expect("text"), body)
}

/// What a checkpoint says about how far the run has come.
fn account(checkpoint: &[u8]) -> Value {
    let header: Value = serde_json::from_str(parts(checkpoint).0).expect("JSON");
    let account = header["__metadata__"]["chain_rule.progress"].as_str().expect("text");
    serde_json::from_str(account).expect("JSON")
}

/// The checkpoint with another such account.
fn with_account(checkpoint: &[u8], account: &Value) -> Vec<u8> {
    let (header, body) = parts(checkpoint);
    let mut header: Value = serde_json::from_str(header).expect("JSON");
    header["__metadata__"]["chain_rule.progress"] = account.to_string().into();
    file(&header.to_string(), body)
}

#[test]
fn damaged_networks() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("model.safetensors");
    model_file::save(&path, &mlp(&[3, 2, 2], &mut TorchRng::manual_seed(0))).expect("saved");
    let good = fs::read(&path).expect("read");
    let mut read = 0;
    let tried = every_damage(&good, 4000, |bytes| read += usize::from(load(&path, bytes).is_ok()));
    println!("network: {tried} corruptions, of which {read} are still networks");
}

/// A file with a description of its modules.
fn described_bytes(path: &Path) -> Vec<u8> {
    let model = mlp(&[3, 2, 2], &mut TorchRng::manual_seed(0)).push(Tanh::new());
    model_file::save(path, &model).expect("saved");
    fs::read(path).expect("read")
}

#[test]
fn damaged_descriptions_of_modules() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("model.safetensors");
    let good = described_bytes(&path);
    let mut read = 0;
    let tried = every_damage(&good, 4000, |bytes| read += usize::from(load(&path, bytes).is_ok()));
    println!("described network: {tried} corruptions, of which {read} are still networks");
}

/// The description with another list of modules must be refused, with these words.
#[test]
fn descriptions_that_lie() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("model.safetensors");
    let good = described_bytes(&path);
    let with = |description: &str| {
        let (header, body) = parts(&good);
        let mut header: Value = serde_json::from_str(header).expect("JSON");
        header["__metadata__"]["chain_rule.architecture"] = description.into();
        load(&path, &file(&header.to_string(), body))
    };
    let (first, last) = (
        "Linear(in_features=3, out_features=2, bias=True)",
        "Linear(in_features=2, out_features=2, bias=True)",
    );
    let modules = |modules: &[&str]| json!({ "version": 1, "modules": modules }).to_string();
    assert_eq!(with(&modules(&[first, "ReLU()", last, "Tanh()"])), Ok(()));
    assert_eq!(with(&modules(&[first, "ELU(alpha=1.0)", last])), Ok(()));

    let many = vec!["Tanh()"; 20_000];
    let long = format!("Linear({})", "1".repeat(1 << 20));
    let strange = "\u{1b}[2J\r\n".repeat(500);
    let cases: [(&str, &[&str]); 24] = [
        ("", &["description", "damaged"]),
        ("Tanh()", &["damaged"]),
        ("null", &["damaged"]),
        ("[]", &["damaged"]),
        ("{}", &["damaged", "version"]),
        (r#"{"version":1}"#, &["damaged", "modules"]),
        (r#"{"version":1,"modules":[],"more":1}"#, &["damaged", "more"]),
        (r#"{"version":1,"modules":"Tanh()"}"#, &["damaged"]),
        (r#"{"version":1,"modules":[7]}"#, &["damaged"]),
        (r#"{"version":-1,"modules":[]}"#, &["damaged"]),
        (r#"{"version":2,"modules":[]}"#, &["version 2", "reads version 1"]),
        (&"[".repeat(100_000), &["damaged"]),
        (&modules(&[]), &["none of its modules is a linear layer"]),
        (&modules(&["Tanh()", "Tanh()"]), &["none of its modules is a linear layer"]),
        (&modules(&many), &["20000 modules", "at most 10000"]),
        (&modules(&[first, "Dropout(p=0.5)", last]), &["module 1 is Dropout(p=0.5)", "Tanh()"]),
        (&modules(&[first, "ReLU", last]), &["module 1 is ReLU,"]),
        (&modules(&[first, &strange, last]), &["module 1 is "]),
        (&modules(&[first, "Tanh()", last, first]), &["no `3.weight`"]),
        (&modules(&["Tanh()", first]), &["no `1.weight`"]),
        (&modules(&[first, "Tanh()"]), &["2.weight"]),
        (&modules(&[last, "Tanh()", last]), &["module 0 is described as", "tensors make"]),
        (&modules(&[&first.replace("True", "False"), "Tanh()", last]), &["0.bias"]),
        (&modules(&[&long, "Tanh()", last]), &["module 0 is described as"]),
    ];
    for (description, words) in cases {
        let error = with(description).expect_err(&description[..description.len().min(80)]);
        for word in words {
            assert!(error.contains(word), "no `{word}` in: {error}");
        }
    }
}

/// Headers are text, so every combination of strange values can be tried.
#[test]
fn headers_that_lie() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("model.safetensors");
    let bias = r#""0.bias":{"dtype":"F32","shape":[2],"data_offsets":[16,24]}"#;
    let sound = |dtype: &str, shape: &str, from: &str, to: &str| {
        (dtype, shape, from, to) == ("F32", "[2,2]", "0", "16")
    };
    let numbers =
        ["0", "1", "8", "16", "24", "-1", "1.5", "1e3", "4294967296", "18446744073709551615"];
    let shapes = [
        "[2,2]",
        "[4]",
        "[]",
        "[2,2,1]",
        "[0,2]",
        "[2,0]",
        "[-2,-2]",
        "[4294967296,4294967296]",
        "[18446744073709551615,2]",
        "[9223372036854775808,2]",
        "[4611686018427387904,4]",
        "[2.0,2]",
        "\"2,2\"",
        "null",
    ];
    let mut tried = 0;
    for dtype in ["F32", "F64", "F16", "BF16", "U8", "I64", "BOOL", "F4", "f32", "", "C64"] {
        for shape in shapes {
            for (from, to) in numbers.iter().flat_map(|from| numbers.map(|to| (*from, to))) {
                let weight = format!(
                    r#""0.weight":{{"dtype":"{dtype}","shape":{shape},"data_offsets":[{from},{to}]}}"#
                );
                let loaded = load(&path, &with_header(&format!("{{{weight},{bias}}}"), 24));
                assert_eq!(loaded.is_ok(), sound(dtype, shape, from, to), "{weight}: {loaded:?}");
                tried += 1;
            }
        }
    }

    // Names that are missing, double, strange, or without end.
    let tensor = |name: &str, at: usize| {
        let end = at + 8;
        format!(r#""{name}":{{"dtype":"F32","shape":[2,1],"data_offsets":[{at},{end}]}}"#)
    };
    let long = "w".repeat(1 << 20);
    for names in [
        vec![],
        vec!["0.weight"],
        vec!["0.weight", "0.weight"],
        vec!["0.weight", "0.bias", "0.bias"],
        vec!["00.weight", "0.bias"],
        vec!["", " "],
        vec!["\\u0000", "\\u001b[2J", "\\r\\n"],
        vec![&long],
        vec!["0.weight", &long],
        vec!["__metadata__"],
    ] {
        let tensors: Vec<_> =
            names.iter().zip((0..).step_by(8)).map(|(n, i)| tensor(n, i)).collect();
        let header = format!("{{{}}}", tensors.join(","));
        load(&path, &with_header(&header, 8 * names.len())).expect_err("no network");
        tried += 1;
    }
    // Brackets without end.
    for open in ["[", "{\"a\":", "{\"a\":["] {
        load(&path, &with_header(&open.repeat(100_000), 0)).expect_err("no header");
        tried += 1;
    }
    println!("headers of networks: {tried} corruptions");
}

#[test]
fn weights_that_are_no_numbers() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("model.safetensors");
    let odd = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e39];
    for (place, odd) in (0..6).flat_map(|place| odd.map(|odd| (place, odd))) {
        let mut numbers = [0.5; 6];
        numbers[place] = odd;
        for dtype in [Dtype::F32, Dtype::F64] {
            let bytes: Vec<u8> = match dtype {
                #[expect(clippy::cast_possible_truncation, reason = "to infinity is what is meant")]
                Dtype::F32 => numbers.iter().flat_map(|&x| (x as f32).to_le_bytes()).collect(),
                _ => numbers.iter().flat_map(|x| x.to_le_bytes()).collect(),
            };
            let (weight, bias) = bytes.split_at(bytes.len() / 6 * 4);
            let tensors = [("0.weight", vec![2, 2], weight), ("0.bias", vec![2], bias)];
            let views = tensors.map(|(name, shape, bytes)| {
                (name, TensorView::new(dtype, shape, bytes).expect("it fits"))
            });
            let error = load(&path, &serialize(views, None).expect("a file")).expect_err("refused");
            let name = if place < 4 { "`0.weight`" } else { "`0.bias`" };
            let place = format!("at place {}", place % 4);
            let value = if odd.is_nan() { "NaN" } else { "inf" };
            for word in [name, &place, value, "finite number", "diverge"] {
                assert!(error.contains(word), "no `{word}` in: {error}");
            }
        }
    }
}

/// A table of what is taken for what has a cell for each pair of classes: a file of 800 kB could
/// ask for 80 GB.
#[test]
fn more_classes_than_labels_can_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("model.safetensors");
    for classes in [256, 257, 100_000] {
        let header = format!(
            r#"{{"0.weight":{{"dtype":"F32","shape":[{classes},1],"data_offsets":[0,{}]}},
            "0.bias":{{"dtype":"F32","shape":[{classes}],"data_offsets":[{},{}]}}}}"#,
            4 * classes,
            4 * classes,
            8 * classes
        );
        match load(&path, &with_header(&header, 8 * classes)) {
            Ok(()) => assert_eq!(classes, 256),
            Err(error) => {
                assert!(classes > 256 && error.contains(&format!("{classes} classes")), "{error}");
                assert!(error.contains("256 at most"), "{error}");
            }
        }
    }
}

fn small_model() -> autograd::nn::Sequential {
    mlp(&[2, 2], &mut TorchRng::manual_seed(0))
}

/// A checkpoint of two parameters, three steps into its second epoch.
fn checkpoint_bytes(path: &Path) -> Vec<u8> {
    let settings = Settings::default().with_optimizer(OptimizerName::Adam);
    let model = small_model();
    let mut optimizer = settings.optimizer(model.parameters());
    let loader = mnist::DataLoader::new(vec![0, 255, 255, 0], vec![0, 1], 2, 2);
    for batch in loader.batches(&[0, 1, 1, 0, 0, 1]) {
        train_step(&model, optimizer.as_mut(), &batch).expect("two classes");
    }
    let mut progress = Progress::start(settings);
    progress.complete_epoch(epoch_metrics());
    (progress.batch, progress.loss_sum, progress.correct) = (3, 1.5, 4);
    checkpoint::save(path, &progress, &model, optimizer.as_ref(), None).expect("saved");
    fs::read(path).expect("read")
}

fn epoch_metrics() -> EpochMetrics {
    EpochMetrics {
        epoch: 1,
        lr: 0.001,
        train_loss: 0.7,
        train_accuracy: 0.5,
        validation: Some(Score { loss: 0.6, accuracy: 1.0 }),
        seconds: 0.25,
        images_per_second: 8.0,
    }
}

/// Reads these bytes as a checkpoint and puts it to use. What is accepted makes sense.
#[track_caller]
fn restore(path: &Path, bytes: &[u8]) -> Result<(), String> {
    damage::write(path, bytes);
    let restored = checkpoint::load(path).and_then(|checkpoint| {
        let progress = &checkpoint.progress;
        assert_eq!(progress.epoch, progress.history.len());
        assert_eq!(progress.settings.check(), Ok(()));
        let model = small_model();
        let mut optimizer = progress.settings.optimizer(model.parameters());
        checkpoint.restore(&model, optimizer.as_mut())?;
        assert!(model.parameters().iter().flat_map(autograd::Tensor::to_vec).all(f64::is_finite));
        Ok(())
    });
    restored.map_err(|error| {
        check_message(&error.to_string(), "checkpoint.safetensors");
        error.to_string()
    })
}

#[test]
fn damaged_checkpoints() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("checkpoint.safetensors");
    let good = checkpoint_bytes(&path);
    let mut read = 0;
    let tried =
        every_damage(&good, 4000, |bytes| read += usize::from(restore(&path, bytes).is_ok()));
    println!("checkpoint: {tried} corruptions, of which {read} still make sense");
}

/// Every value of the account of a run, replaced by every strange value.
#[test]
fn accounts_that_lie() {
    fn places(value: &Value, place: String, found: &mut Vec<String>) {
        let parts: Vec<(String, &Value)> = match value {
            Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), value)).collect(),
            Value::Array(list) => (0..).map(|i: u32| i.to_string()).zip(list).collect(),
            _ => Vec::new(),
        };
        for (key, value) in parts {
            places(value, format!("{place}/{key}"), found);
        }
        found.push(place);
    }

    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("checkpoint.safetensors");
    let good = checkpoint_bytes(&path);
    let account = account(&good);
    let mut found = Vec::new();
    places(&account, String::new(), &mut found);
    assert!(found.len() > 25, "{found:?}");

    let strange = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1),
        json!(0.5),
        json!(1e308),
        json!(-1e308),
        json!(5e-324),
        json!(u64::MAX),
        json!(1_u64 << 53),
        json!(""),
        json!("\u{1b}[2J\r\n".repeat(500)),
        json!([]),
        json!({}),
        json!(vec![1; 20_000]),
    ];
    let (mut tried, mut read) = (0, 0);
    for place in &found {
        for value in &strange {
            let mut account = account.clone();
            *account.pointer_mut(place).expect("present") = value.clone();
            let bytes = with_account(&good, &account);
            read += usize::from(restore(&path, &bytes).is_ok());
            tried += 1;
        }
    }
    println!("accounts of a run: {tried} corruptions, of which {read} still make sense");
    assert!(read < tried / 2, "{read} of {tried} were believed");
}

/// A buffer may be named once only, however its number is written.
#[test]
fn a_state_that_is_there_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("checkpoint.safetensors");
    let good = checkpoint_bytes(&path);
    assert_eq!(restore(&path, &good), Ok(()));
    for (name, other) in [
        ("optimizer.0.exp_avg_sq", "optimizer.00.exp_avg"),
        ("optimizer.0.exp_avg_sq", "optimizer.+0.exp_avg"),
        ("optimizer.0.exp_avg_sq", "optimizer.1.exp_avg_sq"),
        ("optimizer.0.exp_avg_sq", "optimizer.-1.exp_avg"),
        ("optimizer.0.exp_avg_sq", "optimizer.18446744073709551616.exp_avg"),
        ("optimizer.0.exp_avg_sq", "optimizer.0"),
        ("optimizer.0.exp_avg_sq", "optimizer."),
        ("model.0.bias", "model.0.weight"),
        ("model.0.bias", "model."),
    ] {
        let (header, body) = parts(&good);
        let header = header.replace(&format!("\"{name}\""), &format!("\"{other}\""));
        restore(&path, &file(&header, body)).expect_err(other);
    }
}

/// A run may have come to any numbers at all, and still its end is drawn.
#[test]
fn histories_of_extreme_numbers_are_drawn() {
    let folder = tempfile::tempdir().expect("a folder");
    small::write(&folder.path().join("data"), 60, 20);
    succeeds(folder.path(), "--data data --hidden none --epochs 2 --schedule constant --out run");
    let path = folder.path().join("run/checkpoint.safetensors");
    let good = fs::read(&path).expect("read");
    for numbers in [[f64::MAX, f64::MIN], [5e-324, -5e-324], [-1.0, 1e300], [0.0, 0.0]] {
        let mut account = account(&good);
        let history = account["history"].as_array_mut().expect("a list");
        for (epoch, number) in history.iter_mut().zip(numbers) {
            let extreme = |value: &mut Value| {
                *value = if value.is_u64() { json!(u64::MAX) } else { json!(number) };
            };
            for value in epoch.as_object_mut().expect("an epoch").values_mut() {
                match value.as_object_mut() {
                    Some(score) => score.values_mut().for_each(extreme),
                    None => extreme(value),
                }
            }
        }
        damage::write(&path, &with_account(&good, &account));
        succeeds(folder.path(), "--resume --out run");
        succeeds(folder.path(), "--resume --epochs 3 --out run");
        damage::write(&path, &good);
    }
}

/// What could not be read again is not written, and the last good checkpoint stays.
#[test]
fn a_run_too_long_to_be_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("checkpoint.safetensors");
    let good = checkpoint_bytes(&path);
    let saved = checkpoint::load(&path).expect("whole");
    let model = small_model();
    let mut optimizer = saved.progress.settings.optimizer(model.parameters());
    saved.restore(&model, optimizer.as_mut()).expect("it fits");
    let mut progress = saved.progress;
    progress.history = vec![epoch_metrics(); 150_000];
    let error =
        checkpoint::save(&path, &progress, &model, optimizer.as_ref(), None).expect_err("long");
    check_message(&error.to_string(), "checkpoint.safetensors");
    assert!(error.to_string().contains("16 MiB"), "{error}");
    assert!(fs::read(&path).expect("read") == good);
}

/// What a batch becomes on its way is not in any file, but a file decides about it.
#[test]
fn batches_that_no_machine_can_hold() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut train, mut test) = small::sets(600, 20);
    for (half, set) in [("train", &mut train), ("t10k", &mut test)] {
        set.images = set.images.chunks(784).map(|image| image[14 * 28 + 14]).collect();
        (set.height, set.width) = (1, 1);
        small::write_set(&folder.path().join("data"), half, set);
    }
    let flags = "--data data --hidden 1000000 --batch-size 600 --out run";
    fails(
        folder.path(),
        flags,
        1,
        &["a batch of 600 images", "1000011", "try a smaller --batch-size"],
    );
    assert!(!folder.path().join("run").exists(), "nothing was begun");
}

/// Settings and metrics are written for people and for other programs. What can be read back makes
/// the same file again.
#[test]
fn damaged_settings_and_metrics() {
    let settings = Settings::default();
    let good = settings.to_toml().expect("TOML");
    let mut read = 0;
    let tried = every_damage(good.as_bytes(), 4000, |bytes| {
        let Ok(text) = str::from_utf8(bytes) else { return };
        let Ok(settings) = toml::from_str::<Settings>(text) else { return };
        if settings.check().is_ok() {
            let again = settings.to_toml().expect("TOML");
            assert_eq!(toml::from_str(&again), Ok(settings), "{text}");
            read += 1;
        }
    });
    println!("settings: {tried} corruptions, of which {read} still make sense");

    let metrics = Metrics {
        settings,
        parameters: 6,
        epochs: vec![epoch_metrics(); 2],
        saved_epoch: 2,
        test: None,
        wall_seconds: 9.75,
    };
    let good = serde_json::to_vec_pretty(&metrics).expect("JSON");
    let mut read = 0;
    let tried = every_damage(&good, 4000, |bytes| {
        if let Ok(metrics) = serde_json::from_slice::<Metrics>(bytes) {
            let again = serde_json::to_vec(&metrics).expect("JSON");
            let again: Metrics = serde_json::from_slice(&again).expect("JSON");
            assert_eq!(again, metrics);
            read += 1;
        }
    });
    println!("metrics: {tried} corruptions, of which {read} are still metrics");

    for open in ["[", "{\"epochs\":", "a=[", "a.", "[a.", "a={b=", "[[a"] {
        let text = open.repeat(100_000);
        assert!(toml::from_str::<Settings>(&text).is_err());
        assert!(serde_json::from_str::<Metrics>(&text).is_err());
    }
}
