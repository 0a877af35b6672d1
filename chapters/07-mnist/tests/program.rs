//! The program, run as a reader runs it, on a few hundred images.
#![cfg(feature = "program")]

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    sync::LazyLock,
};

use autograd::nn::{LogSoftmax, Module};
use data::digit;
use mnist::{
    DataLoader, evaluate,
    program::{
        metrics::Metrics,
        model_file, report, run_folder,
        settings::{AugmentName, OptimizerName, ScheduleName, Settings},
    },
    tutorial::{self, Variant},
};
use program::{command, fails, mnist, succeeds};
use random::TorchRng;
use tempfile::TempDir;

#[path = "support/png.rs"]
mod png;
#[path = "support/program.rs"]
mod program;
#[path = "support/small.rs"]
mod small;

/// Every file a training leaves.
const FILES: [&str; 10] = [
    "checkpoint.safetensors",
    "confusion.png",
    "confusion.svg",
    "learning_curve.png",
    "learning_curve.svg",
    "metrics.json",
    "mistakes.png",
    "mistakes.svg",
    "model.safetensors",
    "settings.toml",
];

/// A folder with small data in `data`.
fn place() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    small::write(&folder.path().join("data"), 600, 200);
    folder
}

const TRAIN: &str = "--data data --hidden 32 --batch-size 20 --epochs 6 --seed 1 --out run";

/// A folder in which a network has been trained, and what was said meanwhile.
static TRAINED: LazyLock<(TempDir, String)> = LazyLock::new(|| {
    let folder = place();
    let said = succeeds(folder.path(), TRAIN);
    (folder, said)
});

fn trained() -> &'static Path {
    TRAINED.0.path()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let name = |entry: std::io::Result<fs::DirEntry>| entry.expect("an entry").file_name();
    let mut names: Vec<_> = entries.map(|e| name(e).into_string().expect("UTF-8")).collect();
    names.sort();
    names
}

fn read(path: impl AsRef<Path>) -> Vec<u8> {
    let path = path.as_ref();
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn text(path: impl AsRef<Path>) -> String {
    String::from_utf8(read(path)).expect("UTF-8")
}

fn settings(run: &Path) -> Settings {
    toml::from_str(&text(run.join("settings.toml"))).expect("settings")
}

fn metrics(run: &Path) -> Metrics {
    serde_json::from_str(&text(run.join("metrics.json"))).expect("metrics")
}

fn test_accuracy(run: &Path) -> f64 {
    metrics(run).test.expect("the training is over").score.accuracy
}

#[test]
fn a_training_leaves_its_files_and_no_others() {
    assert_eq!(names(&trained().join("run")), FILES);
}

#[test]
fn the_settings_are_the_flags() {
    // The folder from the root on, so that the run can be resumed from anywhere.
    let data = |place: &Path| place.join("data").canonicalize().expect("it is there");
    let expected = Settings {
        epochs: 6,
        batch_size: 20,
        hidden: vec![32],
        optimizer: OptimizerName::Sgd,
        lr: 0.1,
        momentum: 0.9,
        weight_decay: 0.0,
        schedule: ScheduleName::Onecycle,
        warmup: 0.0,
        clip: None,
        dropout: 0.0,
        label_smoothing: 0.0,
        augment: AugmentName::None,
        validation: Some(50),
        patience: None,
        seed: 1,
        device: "faer".to_owned(),
        data: Some(data(trained())),
    };
    assert_eq!(settings(&trained().join("run")), expected);

    let folder = place();
    succeeds(
        folder.path(),
        "train --epochs 2 --batch-size 600 --hidden 16,8 --optimizer adamw --lr 0.002 \
         --weight-decay 0.25 --schedule cosine --warmup 0.5 --clip 2 --dropout 0.125 \
         --label-smoothing 0.1 --augment elastic --validation 99 --patience 7 --seed 4294967295 \
         --threads 2 --device nalgebra --data data --out a/b",
    );
    let expected = Settings {
        epochs: 2,
        batch_size: 600,
        hidden: vec![16, 8],
        optimizer: OptimizerName::Adamw,
        lr: 0.002,
        momentum: 0.0,
        weight_decay: 0.25,
        schedule: ScheduleName::Cosine,
        warmup: 0.5,
        clip: Some(2.0),
        dropout: 0.125,
        label_smoothing: 0.1,
        augment: AugmentName::Elastic,
        validation: Some(99),
        patience: Some(7),
        seed: u32::MAX,
        device: "nalgebra".to_owned(),
        data: Some(data(folder.path())),
    };
    assert_eq!(settings(&folder.path().join("a/b")), expected);
}

#[test]
fn the_metrics_tell_what_happened() {
    let run = trained().join("run");
    let metrics = metrics(&run);
    assert_eq!(metrics.epochs.iter().map(|e| e.epoch).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
    for epoch in &metrics.epochs {
        assert!(epoch.train_loss.is_finite() && epoch.train_loss > 0.0, "{epoch:?}");
        let validation = epoch.validation.expect("a twelfth of the images is held out");
        assert!(validation.loss.is_finite() && validation.loss > 0.0, "{epoch:?}");
        assert!((0.0..=1.0).contains(&epoch.train_accuracy), "{epoch:?}");
        assert!((0.0..=1.0).contains(&validation.accuracy), "{epoch:?}");
        assert!(epoch.seconds > 0.0, "{epoch:?}");
        let rate = 550.0 / epoch.seconds;
        assert!((epoch.images_per_second / rate - 1.0).abs() < 1e-9, "{epoch:?}");
    }
    let [first, .., last] = &metrics.epochs[..] else { panic!("six epochs") };
    assert!(last.train_loss < first.train_loss && last.train_accuracy > first.train_accuracy);
    assert_eq!((metrics.parameters, metrics.saved_epoch), (25_450, 6));
    assert_eq!(metrics.settings, settings(&run));
    assert!(metrics.wall_seconds >= metrics.epochs.iter().map(|e| e.seconds).sum());

    // And it is what the saved network does.
    let (_, test) = small::sets(600, 200);
    let loader = DataLoader::new(test.images, test.labels, 784, 500);
    let model = model_file::load(&run.join("model.safetensors")).expect("loaded");
    let evaluation = evaluate(&model, &loader).expect("ten classes");
    let tested = metrics.test.expect("the training is over");
    assert_eq!(evaluation.accuracy(), tested.score.accuracy);
    assert!((evaluation.loss - tested.score.loss).abs() < 1e-6);
    for (class, metrics) in tested.classes.iter().enumerate() {
        assert_eq!(*metrics, evaluation.class_metrics(class));
    }
    let calibration = tested.calibration;
    assert_eq!(calibration.expected_calibration_error, evaluation.expected_calibration_error(15));
    assert!(calibration.temperature.is_some_and(|t| t > 0.0), "{calibration:?}");
}

/// Decodes a PNG, and looks whether there is something in it.
fn assert_drawn(png: &Path) {
    if let Err(error) = digit::read(png) {
        panic!("{error}");
    }
}

#[test]
fn the_drawings_can_be_opened() {
    let run = trained().join("run");
    for name in ["confusion", "learning_curve", "mistakes"] {
        assert_drawn(&run.join(format!("{name}.png")));
        let svg = text(run.join(format!("{name}.svg")));
        assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"), "{name}");
        assert_eq!(svg.matches('<').count(), svg.matches('>').count(), "{name}");
        assert!(!svg.contains("NaN"), "{name}");
    }
}

#[test]
fn without_a_terminal_there_are_plain_lines() {
    let said = &TRAINED.1;
    assert!(said.chars().all(|c| c == '\n' || !c.is_control()), "{said:?}");
    let position = |words: &str| said.find(words).unwrap_or_else(|| panic!("no {words}: {said}"));

    // First what it is, then how it learns, then what came of it.
    assert!(said.starts_with("layer "));
    let parts = ["25,450", "epoch 1/6  loss ", "epoch 6/6  loss ", "of 200 test images", "in run"];
    assert!(parts.map(position).is_sorted(), "{said}");
    let lines: Vec<&str> = said.lines().filter(|line| line.starts_with("epoch ")).collect();
    assert_eq!(lines.len(), 6);
    for (line, epoch) in lines.iter().zip(metrics(&trained().join("run")).epochs) {
        assert_eq!(*line, report::epoch_line(&epoch, 6));
    }
}

#[test]
fn the_same_seed_gives_the_same_bits() {
    let folder = place();
    let run = |flags: &str, out: &str| {
        succeeds(folder.path(), &format!("{TRAIN}/{out} {flags}"));
        read(folder.path().join("run").join(out).join("model.safetensors"))
    };
    let expected = read(trained().join("run/model.safetensors"));
    for threads in 1..=3 {
        let out = format!("threads-{threads}");
        assert!(run(&format!("--threads {threads}"), &out) == expected, "{threads} threads");
    }
    let other = TRAIN.replace("--seed 1", "--seed 2");
    succeeds(folder.path(), &other);
    assert!(read(folder.path().join("run/model.safetensors")) != expected, "another seed");
}

#[test]
fn both_engines_learn_the_same() {
    let folder = place();
    succeeds(folder.path(), &format!("{TRAIN} --device nalgebra"));
    let [found, expected] =
        [folder.path(), trained()].map(|place| test_accuracy(&place.join("run")));
    // They add in another order, and what is rounded otherwise is learned otherwise.
    assert!((found - expected).abs() <= 0.02, "nalgebra: {found}, faer: {expected}");
}

#[test]
fn every_optimizer_learns() {
    let folder = place();
    let mut models = Vec::new();
    for name in ["sgd", "rmsprop", "adagrad", "adam", "adamw"] {
        // AdamW is Adam until there is a decay.
        let flags = "--data data --hidden 16 --batch-size 20 --epochs 3 --weight-decay 0.01";
        succeeds(folder.path(), &format!("{flags} --optimizer {name} --out {name}"));
        let run = folder.path().join(name);
        let accuracy = test_accuracy(&run);
        assert!(accuracy > 0.5, "{name}: {accuracy}");
        models.push(read(run.join("model.safetensors")));
    }
    models.sort();
    models.dedup();
    assert_eq!(models.len(), 5, "two optimizers made the same network");
}

#[test]
fn any_hidden_layers() {
    let folder = place();
    for (hidden, layers, parameters) in
        [("none", 1, 785 * 10), ("16,8", 5, 785 * 16 + 17 * 8 + 9 * 10)]
    {
        let flags = format!("--data data --epochs 1 --hidden {hidden} --out run");
        let said = succeeds(folder.path(), &flags);
        assert!(said.contains(&text::thousands(parameters as u64)), "{said}");
        let model = model_file::load(&folder.path().join("run/model.safetensors")).expect("saved");
        assert_eq!((model.children().len(), model.parameter_count()), (layers, parameters));
    }
}

#[test]
fn eval_says_what_training_said() {
    let eval = succeeds(trained(), "eval --model run/model.safetensors --data data");
    assert!(eval.contains("of 200 test images read correctly"), "{eval}");
    assert!(TRAINED.1.contains(eval.trim_end()), "{eval}\n{}", TRAINED.1);
    // The table counts every image once: a row for each class, its counts in the last columns.
    let rows = eval.lines().skip(3);
    let counts = rows.flat_map(|row| row.split_whitespace().skip(3));
    assert_eq!(counts.filter_map(|count| count.parse::<u32>().ok()).sum::<u32>(), 200);

    let other =
        succeeds(trained(), "eval --model run/model.safetensors --data data --device nalgebra");
    assert_eq!(other, eval);
}

/// What a training leaves is linear layers and ReLUs. A file may hold other networks too.
#[test]
fn a_network_with_a_log_softmax_is_read_as_one_without() {
    let folder = place_with_network();
    let path = folder.path().join("model.safetensors");
    let (_, test) = small::sets(600, 200);
    small::write(&folder.path().join("data"), 600, 200);
    fs::write(folder.path().join("one.png"), png::gray(test.image(0), 28)).expect("a picture");
    let commands =
        ["eval --model model.safetensors --data data", "predict --model model.safetensors one.png"];
    let expected = commands.map(|command| succeeds(folder.path(), command));
    let model = model_file::load(&path).expect("loaded").push(LogSoftmax::new(1));
    model_file::save(&path, &model).expect("saved");
    assert_eq!(commands.map(|command| succeeds(folder.path(), command)), expected);
    let said = succeeds(folder.path(), "export --model model.safetensors");
    assert!(said.contains("(batch, 784)") && said.contains("(batch, 10)"), "{said}");
}

/// For each picture: its name, the class read, and the ten probabilities in percent.
fn predictions(said: &str) -> Vec<(String, usize, Vec<f64>)> {
    let mut found: Vec<(String, usize, Vec<f64>)> = Vec::new();
    for line in said.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            [name, class, _, "%)"] if name.ends_with(':') => {
                let class = class.parse().expect("a class");
                found.push((name.trim_end_matches(':').to_owned(), class, Vec::new()));
            }
            [place, share, "%", ..] => {
                let (_, class, bars) = found.last_mut().expect("a picture before the bars");
                let place: usize = place.parse().expect("a class");
                assert_eq!(place, bars.len());
                bars.push(share.parse().expect("a share"));
                assert_eq!(line.ends_with('←'), place == *class, "{said}");
            }
            _ => {}
        }
    }
    found
}

/// A folder with the trained network in it.
fn place_with_network() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let from = trained().join("run/model.safetensors");
    fs::copy(from, folder.path().join("model.safetensors")).expect("copied");
    folder
}

#[test]
fn pictures_are_read() {
    let folder = place_with_network();
    let (_, test) = small::sets(600, 200);
    let images = test.images.clone();
    let loader = DataLoader::new(images, test.labels.clone(), 784, 500);
    let model = model_file::load(&folder.path().join("model.safetensors")).expect("loaded");
    let read = evaluate(&model, &loader).expect("ten classes").predictions;
    // What it reads in the data set it should read in a picture.
    let right: Vec<usize> = (0..200).filter(|&i| read[i] == loader.classes()[i]).take(40).collect();

    let inverted = |image: &[u8]| image.iter().map(|pixel| 255 - pixel).collect::<Vec<_>>();
    let large = |image: &[u8]| {
        let rows = image.chunks(28).flat_map(|row| {
            let wide: Vec<u8> = row.iter().flat_map(|&pixel| [pixel; 10]).collect();
            std::iter::repeat_n(wide, 10)
        });
        rows.flatten().collect::<Vec<_>>()
    };
    for kind in ["plain", "inverted", "large", "large-inverted"] {
        for &i in &right {
            let mut image = test.image(i).to_vec();
            if kind.contains("inverted") {
                image = inverted(&image);
            }
            let width = if kind.contains("large") { 280 } else { 28 };
            if width == 280 {
                image = large(&image);
            }
            fs::write(folder.path().join(format!("{kind}-{i}.png")), png::gray(&image, width))
                .expect("a picture");
        }
        let pictures: Vec<String> = right.iter().map(|i| format!("{kind}-{i}.png")).collect();
        let flags = format!("predict --model model.safetensors {}", pictures.join(" "));
        let found = predictions(&succeeds(folder.path(), &flags));
        assert_eq!(found.len(), right.len());
        let mut same = 0;
        for ((name, class, bars), (&i, picture)) in found.iter().zip(right.iter().zip(&pictures)) {
            assert_eq!(name, picture);
            assert_eq!(bars.len(), 10, "{name}");
            assert!((bars.iter().sum::<f64>() - 100.0).abs() < 0.06, "{name}: {bars:?}");
            assert_eq!(bars[*class], bars.iter().copied().fold(0.0, f64::max), "{name}");
            same += usize::from(*class == read[i]);
        }
        assert!(same * 20 >= right.len() * 19, "{kind}: {same} of {} alike", right.len());
    }
}

#[test]
fn photographs_are_read() {
    let folder = place_with_network();
    let reference = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference");
    let pictures = [0, 1, 2, 3, 4].map(|i| format!("test_image_{i}.jpg"));
    for picture in &pictures {
        fs::copy(reference.join(picture), folder.path().join(picture)).expect("copied");
    }
    let flags = format!("predict --model model.safetensors --show {}", pictures.join(" "));
    let said = succeeds(folder.path(), &flags);
    let found = predictions(&said);
    assert_eq!(found.iter().map(|(name, ..)| name).collect::<Vec<_>>(), Vec::from_iter(&pictures));
    let right = found.iter().zip([7, 2, 1, 0, 4]).filter(|((_, read, _), class)| read == class);
    assert!(right.count() >= 4, "{said}");

    // The seven as the network sees it: 28 rows, two characters for each of their pixels.
    let picture: Vec<&str> = said.lines().skip(1).take(28).collect();
    assert!(picture.iter().any(|row| row.contains("@@")), "{said}");
    assert!(picture.iter().all(|row| row.len() <= 56 && !row.contains('█')), "{said}");
}

#[test]
fn what_is_no_picture_is_an_error() {
    let folder = place_with_network();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("letter.png"), "Dear network,").expect("a file");
    fs::write(at("empty.png"), "").expect("a file");
    fs::create_dir(at("folder.png")).expect("a folder");
    let page = png::gray(&[255; 400], 20);
    fs::write(at("blank.png"), &page).expect("a file");
    fs::write(at("half.png"), &page[..page.len() / 2]).expect("a file");
    for (name, word) in [
        ("letter.png", "PNG and JPEG"),
        ("empty.png", "PNG and JPEG"),
        ("folder.png", "is a folder"),
        ("blank.png", "blank"),
        ("half.png", "picture"),
        ("missing.png", "check the spelling"),
    ] {
        let flags = format!("predict --model model.safetensors {name}");
        fails(folder.path(), &flags, 1, &[name, word]);
    }
}

#[test]
fn what_is_no_network_is_an_error() {
    let folder = place();
    fs::write(folder.path().join("blank.png"), png::gray(&[0; 400], 20)).expect("a file");
    fs::write(folder.path().join("garbage"), "garbage").expect("a file");
    for (model, words) in [
        ("missing", ["missing", "train a network first"]),
        ("garbage", ["garbage", "safetensors"]),
        ("data", ["data", "--model"]),
        ("data/t10k-labels-idx1-ubyte", ["t10k-labels", "safetensors"]),
    ] {
        fails(folder.path(), &format!("eval --data data --model {model}"), 1, &words);
        fails(folder.path(), &format!("predict --model {model} blank.png"), 1, &words);
    }
    // Without a word about it, the network of the last training is meant.
    fails(folder.path(), "eval", 1, &["runs/mnist/model.safetensors", "train a network first"]);
}

#[test]
fn the_book_is_not_inside_but_you_are_told_where_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    fails(folder.path(), "book", 1, &["without the book", "`cargo book`"]);
}

#[test]
fn a_network_for_other_images_is_an_error() {
    let folder = place();
    let (train, test) = small::sets(60, 20);
    for (name, set) in [("train", train), ("t10k", test)] {
        let upper = |i| set.image(i)[..14 * 28].to_vec();
        let images = (0..set.len()).flat_map(upper).collect();
        let half = data::Dataset { images, height: 14, ..set.clone() };
        small::write_set(&folder.path().join("half"), name, &half);
    }
    succeeds(folder.path(), "--data half --epochs 1 --hidden 8 --out half-run");
    fs::write(folder.path().join("one.png"), png::gray(&small::sets(1, 1).1.images, 28))
        .expect("a picture");
    let model = "--model half-run/model.safetensors";
    fails(folder.path(), &format!("eval --data data {model}"), 1, &["392 pixels", "784"]);
    fails(folder.path(), &format!("predict {model} one.png"), 1, &["one.png", "392 pixels", "784"]);

    // Training images of one size, test images of another.
    for file in ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"] {
        fs::copy(folder.path().join("data").join(file), folder.path().join("half").join(file))
            .expect("copied");
    }
    fails(folder.path(), "--data half --out run", 1, &["test set", "392 pixels", "784"]);
    assert!(!folder.path().join("run").exists());
}

#[test]
fn the_tutorial_prints_both_runs_and_draws_them() {
    let folder = place();
    let said = succeeds(folder.path(), "tutorial --data data --seed 2 --out drawn");
    assert_eq!(names(&folder.path().join("drawn")), ["tutorial.png", "tutorial.svg"]);
    assert_drawn(&folder.path().join("drawn/tutorial.png"));

    let (train, _) = small::sets(600, 200);
    let loader = DataLoader::new(train.images, train.labels, 784, tutorial::BATCH_SIZE);
    let mut rows = said.lines().filter(|line| {
        let mut words = line.split_whitespace();
        words.clone().count() == 3 && words.all(|word| word.parse::<f64>().is_ok())
    });
    let run = |variant| {
        let mut rng = TorchRng::manual_seed(2);
        let model = tutorial::model(variant, 784, &mut rng);
        let mut optimizer = tutorial::optimizer(variant, &model);
        let mut epoch = || tutorial::epoch(&model, &mut optimizer, &loader, &mut rng);
        (0..tutorial::EPOCHS).map(|_| epoch().expect("ten classes")).collect::<Vec<_>>()
    };
    let (stuck, freed) = (run(Variant::Stuck), run(Variant::Freed));
    for (epoch, (stuck, freed)) in (1..).zip(stuck.into_iter().zip(freed)) {
        assert_eq!(rows.next(), Some(&*format!("{epoch:>7}{stuck:>14.6}{freed:>14.6}")), "{said}");
    }
    assert_eq!(rows.next(), None);
    assert!(said.contains("of 200 test images read correctly"), "{said}");
    assert!(said.contains(&format!("{:.4}", 10f64.ln())), "{said}");
}

#[test]
fn info_shows_what_is_here() {
    let said = succeeds(trained(), "info --data data");
    for words in ["faer", "nalgebra", "data in data", "600 images of 28 × 28, 10 classes", "200 "]
    {
        assert!(said.contains(words), "no `{words}` in {said}");
    }
    let defaults = Settings::default().to_toml().expect("TOML");
    assert!(defaults.lines().all(|line| said.contains(line)), "{said}");
}

#[test]
fn the_help_names_every_default() {
    let folder = tempfile::tempdir().expect("a folder");
    let defaults = Settings::default();
    let rate = OptimizerName::default_lr;
    let Settings { epochs, batch_size, hidden, weight_decay, seed, device, data, .. } = defaults;
    assert_eq!(data, None);
    assert_eq!(rate(OptimizerName::Rmsprop), rate(OptimizerName::Adam));
    assert_eq!(rate(OptimizerName::Adamw), rate(OptimizerName::Adam));
    let flags = [
        ("--epochs", epochs.to_string()),
        ("--batch-size", batch_size.to_string()),
        ("--hidden", hidden[0].to_string()),
        ("--optimizer", "sgd".to_owned()),
        (
            "--lr",
            format!(
                "{} for sgd, {} for adagrad, {} for the others",
                rate(OptimizerName::Sgd),
                rate(OptimizerName::Adagrad),
                rate(OptimizerName::Adam)
            ),
        ),
        ("--weight-decay", weight_decay.to_string()),
        ("--seed", seed.to_string()),
        ("--threads", "all".to_owned()),
        ("--device", device),
        ("--data", "the MNIST that comes with this program".to_owned()),
        ("--out", "runs/mnist".to_owned()),
    ];
    for help in ["--help", "train --help"] {
        let said = succeeds(folder.path(), help);
        let words: Vec<&str> = said.split_whitespace().collect();
        let said = words.join(" ");
        for (flag, default) in &flags {
            let about = said.split(&format!("{flag} <")).nth(1).unwrap_or_else(|| panic!("{flag}"));
            let about = about.split(" --").next().expect("some text");
            assert!(about.contains(&format!("[default: {default}]")), "{flag}: {about}");
        }
        assert!(said.contains("--resume"));
    }
    for (name, flags) in [
        ("eval", &["--model", "--data", "--device"][..]),
        ("predict", &["--model", "--show", "<IMAGE>"]),
        ("tutorial", &["--seed", "--data", "--out"]),
        ("info", &["--data"]),
    ] {
        let said = succeeds(folder.path(), &format!("{name} --help"));
        assert!(flags.iter().all(|flag| said.contains(flag)), "{said}");
    }
}

#[test]
fn flags_that_make_no_sense_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    for (flags, words) in [
        ("--epochs 0", &["--epochs", "1 to 1,000,000"][..]),
        ("--epochs -3", &["--epochs", "1 to 1,000,000"]),
        ("--epochs 1.5", &["--epochs", "whole number"]),
        ("--epochs 99999999999999999999", &["--epochs", "1 to 1,000,000"]),
        ("--batch-size 0", &["--batch-size", "1 to 1,000,000"]),
        ("--lr -1", &["--lr", "above 0", "such as 0.05"]),
        ("--lr 0", &["--lr", "above 0"]),
        ("--lr nan", &["--lr", "above 0"]),
        ("--lr inf", &["--lr", "above 0"]),
        ("--weight-decay -1", &["--weight-decay", "0 or a number above it"]),
        ("--weight-decay nan", &["--weight-decay", "0 or a number above it"]),
        ("--hidden 0", &["--hidden", "`0`", "128,64"]),
        ("--hidden 16,,8", &["--hidden", "128,64", "none"]),
        ("--hidden 16,x", &["--hidden", "`x`"]),
        ("--optimizer newton", &["--optimizer", "newton", "rmsprop", "adamw"]),
        ("--device abacus", &["--device", "abacus", "nalgebra", "faer"]),
        ("--threads 0", &["--threads", "1 to 1024"]),
        ("--momentum 1", &["--momentum", "0 to below 1"]),
        ("--warmup -1", &["--warmup", "0 on"]),
        ("--clip 0", &["--clip", "above 0"]),
        ("--dropout 1", &["--dropout", "0 to below 1"]),
        ("--label-smoothing nan", &["--label-smoothing", "0 to below 1"]),
        ("--augment mirror", &["--augment", "mirror", "elastic"]),
        ("--schedule sine", &["--schedule", "sine", "cosine", "onecycle"]),
        ("--validation some", &["--validation", "whole number"]),
        ("--patience 0", &["--patience", "1 to 1,000,000"]),
        ("--seed -1", &["--seed", "4294967295"]),
        ("--seed 4294967296", &["--seed", "4294967295"]),
        ("--pochs 3", &["--pochs", "--epochs"]),
        ("teach", &["teach"]),
        ("predict", &["<IMAGE>"]),
        ("--epochs 3 eval", &["eval", "--epochs"]),
    ] {
        fails(folder.path(), flags, 2, words);
    }
    fails(folder.path(), "--hidden 1000000,1000000", 1, &["1000796000010", "smaller layers"]);
    for (flags, words) in [
        ("--momentum 0.5 --optimizer adam", &["adam has no momentum"][..]),
        ("--schedule onecycle --warmup 1", &["onecycle", "a warm-up of its own"]),
        (
            "--warmup 3 --epochs 2 --schedule cosine",
            &["a warm-up of 3 epochs is longer than the training, 2"],
        ),
        ("--validation 0 --patience 2", &["patience", "validation is 0"]),
        ("--validation 60000", &["--validation 60000", "60000 training images"]),
        ("--config nowhere.toml", &["nowhere.toml"]),
    ] {
        fails(folder.path(), flags, 1, words);
    }
    assert!(names(folder.path()).is_empty(), "nothing was begun");
}

#[test]
fn an_earlier_run_is_moved_aside() {
    let folder = place();
    let run = folder.path().join("run");
    fs::create_dir(&run).expect("a folder");
    fs::write(run.join("notes.txt"), "mine").expect("a file");
    let flags = "--data data --hidden 8 --epochs 1 --out run --seed";
    let mut models = Vec::new();
    for seed in 0..3 {
        let said = succeeds(folder.path(), &format!("{flags} {seed}"));
        assert_eq!(said.contains("the earlier run was moved to"), seed > 0, "{said}");
        models.push(read(run.join("model.safetensors")));
    }
    for seed in 1..3 {
        let aside = run.join(format!("previous-{seed}"));
        assert_eq!(names(&aside), FILES);
        assert!(read(aside.join("model.safetensors")) == models[seed - 1]);
    }
    assert_eq!(text(run.join("notes.txt")), "mine");
    let ours = names(&run).into_iter().filter(|name| FILES.contains(&&**name)).count();
    assert_eq!((ours, names(&run).len()), (FILES.len(), FILES.len() + 3));
}

#[test]
fn an_output_folder_that_is_a_file_is_an_error() {
    let folder = place();
    fs::write(folder.path().join("run"), "mine").expect("a file");
    for out in ["run", "run/deeper"] {
        fails(folder.path(), &format!("--data data --epochs 1 --out {out}"), 1, &["run"]);
        fails(folder.path(), &format!("tutorial --data data --out {out}"), 1, &["run"]);
    }
    fails(folder.path(), "--data data --out run", 1, &["is a file", "--out"]);
    assert_eq!(text(folder.path().join("run")), "mine");
}

/// As `mnist | head -1` does.
#[test]
fn a_reader_that_goes_away_stops_nothing() {
    let folder = place();
    let mut child = command(folder.path(), TRAIN).spawn().expect("the program starts");
    let mut first = String::new();
    BufReader::new(child.stdout.take().expect("piped")).read_line(&mut first).expect("a line");
    assert!(first.starts_with("layer"), "{first}");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let model = run_folder::MODEL;
    assert!(read(folder.path().join("run").join(model)) == read(trained().join("run").join(model)));
}

#[test]
fn data_that_cannot_be_used_is_an_error_and_touches_nothing() {
    let folder = place();
    let flags = "--data data --hidden 8 --epochs 1 --out run";
    succeeds(folder.path(), flags);
    let model = read(folder.path().join("run/model.safetensors"));

    let images = "train-images-idx3-ubyte";
    let labels = "t10k-labels-idx1-ubyte";
    let good = read(folder.path().join("data").join(images));
    let header = |place: usize, number: u32| {
        let mut bytes = good.clone();
        bytes[place..place + 4].copy_from_slice(&number.to_be_bytes());
        bytes
    };
    let cases: [(&str, Vec<u8>, &[&str]); 10] = [
        (images, b"garbage, but enough of it to be a header".to_vec(), &["magic number"]),
        (images, Vec::new(), &["magic number", "missing"]),
        (images, good[..good.len() - 1].to_vec(), &["bytes long"]),
        (images, [&good[..], &[0]].concat(), &["bytes long"]),
        (images, header(0, 0x0801), &["magic number", "labels"]),
        (images, header(4, 0), &["count", "0"]),
        (images, header(4, u32::MAX), &["the content", "at most"]),
        (images, header(8, 1 << 20), &["height", "1048576"]),
        (labels, good.clone(), &["magic number", "images"]),
        (labels, [&[0, 0, 8, 1, 0, 0, 0, 3][..], &[1, 2, 3]].concat(), &["200", "3"]),
    ];
    for (name, bytes, words) in cases {
        let path = folder.path().join("data").join(name);
        let good = read(&path);
        fs::write(&path, bytes).expect("a file");
        fails(folder.path(), flags, 1, words);
        fs::remove_file(&path).expect("removed");
        fails(folder.path(), flags, 1, &["data", name]);
        fs::write(&path, good).expect("a file");
    }
    fails(folder.path(), "--data nowhere --out run", 1, &["nowhere", "IDX"]);
    fails(folder.path(), "info --data nowhere", 1, &["nowhere", "IDX"]);
    fails(folder.path(), "tutorial --data run", 1, &["run", "IDX"]);

    assert_eq!(names(&folder.path().join("run")), FILES);
    assert!(read(folder.path().join("run/model.safetensors")) == model);
    succeeds(folder.path(), flags);
}

/// The labels decide how many classes there are.
#[test]
fn any_number_of_classes_and_any_size_of_images() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, change: &dyn Fn(&mut data::Dataset)| {
        let (mut train, mut test) = small::sets(60, 20);
        for (half, set) in [("train", &mut train), ("t10k", &mut test)] {
            change(set);
            small::write_set(&folder.path().join(name), half, set);
        }
    };
    write("one-class", &|set| set.labels.fill(0));
    write("all-classes", &|set| set.labels[3] = 255);
    write("one-pixel", &|set| {
        set.images = set.images.chunks(784).map(|image| image[14 * 28 + 14]).collect();
        (set.height, set.width) = (1, 1);
    });
    write("one-image", &|set| *set = set.clone().truncated(1));
    for name in ["one-class", "all-classes", "one-pixel", "one-image"] {
        let flags = format!("--data {name} --hidden 4 --epochs 2 --out {name}-run");
        succeeds(folder.path(), &flags);
        assert_eq!(names(&folder.path().join(format!("{name}-run"))), FILES);
    }
    let flags = "--data one-image --hidden 4 --patience 2 --out patient";
    fails(folder.path(), flags, 1, &["patience needs images to validate with"]);
    let model = "--model one-class-run/model.safetensors";
    fails(folder.path(), &format!("eval {model} --data all-classes"), 1, &["class", "1 classes"]);
}

#[test]
fn steps_that_are_too_long_are_an_error() {
    let folder = place();
    let flags = "--data data --hidden 8 --lr 1e30 --epochs 2 --out run";
    fails(folder.path(), &format!("{flags} --batch-size 20"), 1, &["the loss became", "--lr"]);
    // With one batch per epoch, only the validation shows it; without that, the test does.
    fails(folder.path(), &format!("{flags} --batch-size 600"), 1, &["the loss became", "--lr"]);
    let left = ["checkpoint.safetensors", "previous-1", "settings.toml"];
    assert_eq!(names(&folder.path().join("run")), left);
    let flags =
        "--data data --hidden 8 --lr 1e30 --epochs 1 --batch-size 600 --validation 0 --out all";
    fails(folder.path(), flags, 1, &["the loss became", "--lr"]);
}

#[test]
fn numbers_are_written_for_people() {
    assert_eq!(report::percent(0.98231), "98.23 %");
    assert_eq!(report::percent(1.0), "100.00 %");
    let bars = report::bars(&[0.25, 0.75, 0.0]);
    let lines: Vec<&str> = bars.lines().collect();
    let length = |line: &str| line.chars().filter(|&c| c == '█').count();
    assert_eq!(lines.iter().map(|line| length(line)).collect::<Vec<_>>(), [10, 30, 0]);
    assert_eq!(lines.iter().position(|line| line.ends_with('←')), Some(1));
}

#[test]
fn the_version_is_told() {
    let said = mnist(trained(), "--version");
    assert_eq!((said.code, said.out.trim()), (0, concat!("mnist ", env!("CARGO_PKG_VERSION"))));
}
