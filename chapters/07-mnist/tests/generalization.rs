//! The settings that help a network with images it has not seen: what is held out, when a training
//! ends, which network is kept.

use std::{fs, path::Path};

use mnist::program::{metrics::Metrics, settings::Settings};
use program::{fails, succeeds};
use tempfile::TempDir;

#[path = "support/program.rs"]
mod program;
#[path = "support/small.rs"]
mod small;

fn place() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    small::write(&folder.path().join("data"), 600, 100);
    folder
}

fn model(folder: &Path, run: &str) -> Vec<u8> {
    fs::read(folder.join(run).join("model.safetensors")).expect("a network")
}

fn metrics(folder: &Path, run: &str) -> Metrics {
    let json = fs::read(folder.join(run).join("metrics.json")).expect("metrics");
    serde_json::from_slice(&json).expect("metrics")
}

/// Other test images, the same network: nothing was chosen by them.
#[test]
fn the_test_images_decide_nothing() {
    let folder = place();
    let flags = "--data data --hidden 16 --epochs 3 --patience 2 --out";
    succeeds(folder.path(), &format!("{flags} first"));
    let (_, mut test) = small::sets(600, 100);
    test.labels.rotate_left(1);
    small::write_set(&folder.path().join("data"), "t10k", &test);
    succeeds(folder.path(), &format!("{flags} second"));
    assert!(model(folder.path(), "first") == model(folder.path(), "second"));
    let [first, second] = ["first", "second"].map(|run| metrics(folder.path(), run));
    let curve = |metrics: &Metrics| -> Vec<_> {
        metrics.epochs.iter().map(|epoch| (epoch.train_loss, epoch.validation)).collect()
    };
    assert_eq!(curve(&first), curve(&second));
    assert_ne!(first.test.map(|test| test.score), second.test.map(|test| test.score));
}

/// Steps that are too long at first fall, and then the validation loss rises: the run ends, and its
/// network is that of a run which ends with the best epoch.
#[test]
fn patience_keeps_the_best_epoch() {
    let folder = place();
    let flags = "--data data --hidden 64 --batch-size 20 --lr 0.01 --schedule constant";
    let said = succeeds(folder.path(), &format!("{flags} --epochs 60 --patience 4 --out run"));
    let run = metrics(folder.path(), "run");
    let losses: Vec<f64> =
        run.epochs.iter().map(|e| e.validation.expect("held out").loss).collect();
    let best = (0..losses.len()).min_by(|&a, &b| losses[a].total_cmp(&losses[b])).expect("epochs");
    assert_eq!((run.saved_epoch, run.epochs.len()), (best + 1, best + 1 + 4));
    assert!(losses.len() < 60 && said.contains(&format!("since epoch {}", best + 1)), "{said}");

    succeeds(folder.path(), &format!("{flags} --epochs {} --out short", best + 1));
    assert!(model(folder.path(), "run") == model(folder.path(), "short"));
    assert_eq!(run.test, metrics(folder.path(), "short").test);

    // It is over, and stays so.
    succeeds(folder.path(), "--resume --out run");
    assert_eq!(metrics(folder.path(), "run").epochs.len(), losses.len());
    assert!(model(folder.path(), "run") == model(folder.path(), "short"));
}

#[test]
fn a_run_is_repeated_by_its_settings() {
    let folder = place();
    let flags = "--data data --hidden 16 --epochs 2 --optimizer adamw --dropout 0.25 --augment affine \
                 --schedule cosine --warmup 1 --seed 7";
    succeeds(folder.path(), &format!("{flags} --out first"));
    succeeds(folder.path(), "--config first/settings.toml --out second");
    assert!(model(folder.path(), "first") == model(folder.path(), "second"));
    succeeds(folder.path(), "--config first/settings.toml --seed 8 --out third");
    assert!(model(folder.path(), "first") != model(folder.path(), "third"));

    // The run itself can be told again what it has.
    succeeds(folder.path(), "--config first/settings.toml --resume --out first");
    let words = ["seed = 7", "not 8"];
    fails(folder.path(), "--config first/settings.toml --seed 8 --resume --out first", 1, &words);

    for (text, words) in [
        ("epoch = 3", &["unknown field `epoch`", "settings.toml"][..]),
        ("epochs = 'three'", &["epochs"]),
        ("epochs = 0", &["a whole number from 1"]),
        ("epochs =", &["own.toml"]),
        ("optimizer = 'newton'", &["newton", "adamw"]),
        ("momentum = 0.9\noptimizer = 'adam'", &["adam has no momentum"]),
    ] {
        fs::write(folder.path().join("own.toml"), text).expect("a file");
        fails(folder.path(), "--data data --config own.toml --out own", 1, words);
    }
    fs::write(folder.path().join("own.toml"), vec![b'#'; 70_000]).expect("a file");
    fails(folder.path(), "--config own.toml --out own", 1, &["70000 bytes", "65536"]);
    assert!(!folder.path().join("own").exists());
}

/// A learning rate that ends at 0 with the last epoch has nothing to go on with.
#[test]
fn a_schedule_ends_with_its_run() {
    let folder = place();
    let flags = "--data data --hidden 8 --epochs 2";
    for schedule in ["step", "cosine", "onecycle"] {
        succeeds(folder.path(), &format!("{flags} --schedule {schedule} --out {schedule}"));
        let words = ["epochs = 2", "not 3"];
        fails(folder.path(), &format!("--resume --epochs 3 --out {schedule}"), 1, &words);
        let rates: Vec<f64> =
            metrics(folder.path(), schedule).epochs.iter().map(|epoch| epoch.lr).collect();
        assert!(rates[1] < rates[0] && rates[1] < 0.01, "{schedule}: {rates:?}");
    }
}

/// A damaged checkpoint may claim more steps than its schedule has.
#[test]
fn a_checkpoint_beyond_its_schedule_is_no_panic() {
    let folder = place();
    let flags = "--data data --hidden 8 --batch-size 64 --epochs 2 --schedule onecycle --out run";
    succeeds(folder.path(), flags);
    let path = folder.path().join("run/checkpoint.safetensors");
    let bytes = fs::read(&path).expect("a checkpoint");
    let old = br#"\"batch\":0,"#;
    let place = bytes.windows(old.len()).position(|part| part == old).expect("the account");
    let length = u64::from_le_bytes(bytes[..8].try_into().expect("eight bytes"));
    let new = br#"\"batch\":99999999,"#;
    let header = length + (new.len() - old.len()) as u64;
    let damaged =
        [&header.to_le_bytes(), &bytes[8..place], new, &bytes[place + old.len()..]].concat();
    fs::write(&path, damaged).expect("a file");
    succeeds(folder.path(), "--resume --out run");
}

/// Each of them changes what is learned, and none what the network consists of.
#[test]
fn every_setting_makes_another_network() {
    let folder = place();
    let mut models = Vec::new();
    for (i, flags) in [
        "",
        "--dropout 0.5",
        "--label-smoothing 0.2",
        "--clip 0.5",
        "--momentum 0.5",
        "--warmup 1",
        "--schedule cosine",
        "--schedule onecycle",
        "--augment shift",
        "--augment affine",
        "--augment elastic",
        "--weight-decay 0.01",
        "--validation 0",
        "--validation 49",
    ]
    .into_iter()
    .enumerate()
    {
        let flags = format!("--data data --hidden 16 --epochs 2 --schedule constant {flags}");
        let flags = flags.replace("--schedule constant --schedule", "--schedule");
        succeeds(folder.path(), &format!("{flags} --out {i}"));
        models.push(model(folder.path(), &i.to_string()));
        assert_eq!(models[i].len(), models[0].len(), "{flags}");
    }
    let count = models.len();
    models.sort();
    models.dedup();
    assert_eq!(models.len(), count, "two settings made the same network");
    let text = fs::read_to_string(folder.path().join("12/settings.toml")).expect("settings");
    assert_eq!(toml::from_str::<Settings>(&text).expect("settings").validation, Some(0));
    assert_eq!(metrics(folder.path(), "12").epochs[0].validation, None);
}
