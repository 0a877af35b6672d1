//! A training that goes wrong is noticed, and what was good before is kept.
#![cfg(feature = "program")]

use std::{
    fs,
    io::{BufRead, BufReader, Lines},
    path::Path,
    process::{Child, ChildStdout},
};

use autograd::nn::{Module, Sequential};
use engine::{Array, Shape};
use mnist::{
    Batch, DataLoader, mlp,
    program::{
        book_pages, checkpoint,
        metrics::Metrics,
        model_file,
        non_finite::{Place, checked_step, find_non_finite, has_finite_gradients, trace},
        settings::Settings,
        step::Step,
    },
    train_step,
};
use optimizers::{Adam, Optimizer, SGD};
use program::{command, fails, mnist, succeeds};
use random::TorchRng;
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

/// How many epochs were complete, by the lines about them.
fn epochs(said: &str) -> usize {
    said.lines().filter(|line| line.starts_with("epoch ")).count()
}

#[test]
fn steps_that_are_too_long_stop_the_run_and_say_why() {
    let folder = place();
    let run = folder.path().join("run");
    succeeds(folder.path(), "--data data --hidden 16 --epochs 1 --out run");
    let earlier = read(run.join("model.safetensors"));

    let words = [
        "the loss became NaN in epoch 1, batch ",
        "where: `2.weight`",
        "smaller --lr than 1000, such as 0.1, the default of sgd",
        "\"Which learning rate?\", book/src/06-optimizers/learning-rate.md",
        "kept:  nothing",
    ];
    fails(folder.path(), "--lr 1000 --schedule constant --out run", 1, &words);
    assert!(!run.join("model.safetensors").exists());
    assert!(read(run.join("previous-1/model.safetensors")) == earlier, "the earlier run is whole");
}

#[test]
fn what_the_last_good_epoch_learned_is_kept() {
    let folder = place();
    let run = folder.path().join("run");
    // Few steps per epoch: the first epochs end before the numbers do.
    let flags = "--data data --hidden 16 --batch-size 100 --lr 1000 --schedule constant";
    let said = mnist(folder.path(), &format!("{flags} --epochs 50 --out run"));
    let complete = epochs(&said.out);
    assert!((1..50).contains(&complete) && said.code == 1, "{said:?}");
    let at = format!("in epoch {}, batch ", complete + 1);
    let kept = Path::new("run").join("model.safetensors").display().to_string();
    assert!(said.err.contains(&at) && said.err.contains(&kept), "{}", said.err);

    // It is the network of a run that ends there.
    let short = format!("{flags} --epochs {complete} --out short");
    assert_eq!(mnist(folder.path(), &short).code, 0);
    let files = ["model.safetensors", "checkpoint.safetensors", "metrics.json"];
    let left = files.map(|file| read(run.join(file)));
    assert!(left[0] == read(folder.path().join("short/model.safetensors")));
    // Whatever is not finite is refused here.
    model_file::load(&run.join(files[0])).expect("a whole network");
    let saved = checkpoint::load(&run.join(files[1])).expect("a whole checkpoint");
    assert_eq!((saved.progress.epoch, saved.progress.batch), (complete, 0));
    let metrics: Metrics = serde_json::from_slice(&left[2]).expect("whole metrics");
    assert!(
        metrics.epochs.iter().all(|epoch| epoch.validation.is_some_and(|v| v.loss.is_finite()))
    );
    assert_eq!(metrics.epochs.len(), complete);

    // Going on comes to the same end, and to no other network.
    fails(folder.path(), "--resume --out run", 1, &[&at, &kept]);
    assert!(read(run.join(files[0])) == left[0]);
}

/// The last numbers of a checkpoint are the optimizer's.
#[test]
fn an_optimizer_that_remembers_an_infinity_is_refused() {
    let folder = place();
    let run = folder.path().join("run");
    succeeds(folder.path(), "--data data --hidden 8 --epochs 1 --schedule constant --out run");
    let path = run.join("checkpoint.safetensors");
    let mut bytes = read(&path);
    let end = bytes.len() - 4;
    bytes[end..].copy_from_slice(&f32::INFINITY.to_le_bytes());
    fs::write(&path, bytes).expect("a file");
    let before = read(run.join("model.safetensors"));
    let words = ["checkpoint.safetensors", "momentum_buffer"];
    fails(folder.path(), "--resume --epochs 2 --out run", 1, &words);
    assert!(read(run.join("model.safetensors")) == before);
}

/// A network on two pixels, and the only batch there is.
fn two_pixels() -> (Sequential, SGD, Batch) {
    let model = mlp(&[2, 3, 2], &mut TorchRng::manual_seed(0));
    let optimizer = SGD::new(model.parameters(), 0.1).momentum(0.9);
    let loader = DataLoader::new(vec![0, 255, 255, 0], vec![0, 1], 2, 2);
    let batch = loader.batches(&[0, 1]).next().expect("a batch");
    (model, optimizer, batch)
}

/// Puts numbers into a parameter.
fn put(model: &Sequential, name: &str, shape: Shape, values: &[f64]) {
    let parameter = model.parameter(name).expect("the name of a parameter");
    parameter.update(|data| *data = Array::new(shape, values, data.options()));
}

/// Takes one checked step: the loss, and whether the step was taken.
fn step(model: &Sequential, optimizer: &mut SGD, batch: &Batch) -> (f64, bool) {
    let checked = checked_step(model, optimizer, batch, Step::new(&Settings::default()))
        .expect("two classes");
    (checked.step.loss, checked.taken)
}

#[test]
fn a_good_step_is_taken_as_it_is() {
    let (model, mut optimizer, batch) = two_pixels();
    let (other, mut plain, _) = two_pixels();
    for _ in 0..3 {
        let (loss, taken) = step(&model, &mut optimizer, &batch);
        let expected = train_step(&other, &mut plain, &batch).expect("two classes").loss;
        assert_eq!((loss, taken), (expected, true));
    }
    assert_eq!(model.state_dict(), other.state_dict());
}

/// Puts numbers into parameters, tries a step, which must not be taken, and looks where it broke.
fn broken_by(changes: &[(&str, Shape, &[f64])]) -> Place {
    let (model, mut optimizer, batch) = two_pixels();
    for (name, shape, values) in changes {
        put(&model, name, *shape, values);
    }
    // Compared as text, because NaN is not equal to itself.
    let before = format!("{:?}", model.state_dict());
    let (loss, taken) = step(&model, &mut optimizer, &batch);
    assert!(!loss.is_finite() && !taken, "{loss}");
    assert_eq!(before, format!("{:?}", model.state_dict()), "{changes:?}");
    assert!(optimizer.state().iter().all(|state| state.step == 0), "{changes:?}");
    trace(&model, &optimizer, &batch, loss)
}

#[test]
fn a_step_along_a_broken_gradient_is_not_taken_and_its_origin_is_found() {
    let (two, three) = (Shape::vector(2), Shape::vector(3));
    let found = broken_by(&[("0.bias", three, &[0.0, f64::NAN, 0.0])]);
    assert_eq!(found, Place::Parameter("0.bias".to_owned()));

    // Finite numbers whose product is larger than single precision can hold.
    let large = [1e30; 6];
    let found =
        broken_by(&[("0.bias", three, &large[..3]), ("2.weight", Shape::matrix(2, 3), &large)]);
    assert_eq!(found, Place::Output("2.weight".to_owned()));

    // Scores so far apart that a probability is 0, and its logarithm −∞. The gradients are finite.
    let found = broken_by(&[("2.bias", two, &[3e38, -3e38])]);
    assert_eq!(found, Place::Loss);
}

#[test]
fn a_gradient_that_breaks_in_the_backward_pass_is_found_there() {
    let (model, mut optimizer, batch) = two_pixels();
    let (loss, _) = step(&model, &mut optimizer, &batch);
    assert!(has_finite_gradients(optimizer.parameters()));
    let bias = model.parameter("0.bias").expect("a bias");
    let grad = bias.grad().expect("backward reaches it").data();
    bias.set_grad(Some(Array::full(grad.shape(), f64::INFINITY, grad.options())));
    assert!(!has_finite_gradients(optimizer.parameters()));
    let found = trace(&model, &optimizer, &batch, loss);
    assert_eq!(found, Place::Gradient("0.bias".to_owned()));
}

#[test]
fn everything_that_would_be_saved_is_looked_at() {
    let (model, _, batch) = two_pixels();
    let mut optimizer = Adam::new(model.parameters(), 0.1);
    train_step(&model, &mut optimizer, &batch).expect("two classes");
    assert_eq!(find_non_finite(&model, &optimizer), None);

    let good = optimizer.state().to_vec();
    let mut state = good.clone();
    let (name, buffer) = state[3].buffers.last_mut().expect("what Adam remembers");
    *buffer = Array::full(buffer.shape(), f64::INFINITY, buffer.options());
    let expected = Place::Memory { buffer: name.to_string(), parameter: "2.bias".to_owned() };
    optimizer.load_state(&state).expect("the same optimizer");
    assert_eq!(find_non_finite(&model, &optimizer), Some(expected));

    optimizer.load_state(&good).expect("the same optimizer");
    put(&model, "2.weight", Shape::matrix(2, 3), &[0.0, 0.0, 0.0, 0.0, f64::NEG_INFINITY, 0.0]);
    assert_eq!(find_non_finite(&model, &optimizer), Some(Place::Parameter("2.weight".to_owned())));
}

/// All the warnings of a run that ends well otherwise.
fn warnings(folder: &Path, flags: &str) -> String {
    let said = mnist(folder, flags);
    assert_eq!(said.code, 0, "mnist {flags}: {said:?}");
    assert!(!said.out.contains("warning"), "warnings are no results: {}", said.out);
    said.err
}

#[test]
fn a_loss_that_stays_that_of_guessing_is_reported_once() {
    let folder = place();
    let flags = "--data data --hidden 16 --batch-size 5 --epochs 3 --schedule constant --out run";
    for (setting, advice) in [
        ("--lr 1e-6", "a larger --lr than 0.000001, such as 0.00001\n"),
        ("--lr 0.5", "a smaller --lr than 0.5, such as 0.1, the default of sgd\n"),
        ("--lr 0.1 --weight-decay 3", "a smaller --weight-decay than 3, such as 0\n"),
    ] {
        let said = warnings(folder.path(), &format!("{flags} {setting}"));
        assert_eq!(said.matches("no better than by guessing").count(), 1, "{setting}: {said}");
        for words in ["ln 10 = 2.3026", advice, "\"A tutorial that is stuck\""] {
            assert!(said.contains(words), "{setting}: no `{words}` in {said}");
        }
    }
}

#[test]
fn a_layer_of_dead_units_is_reported_once() {
    let folder = place();
    let flags = "--data data --hidden 32,16 --batch-size 20 --lr 2 --epochs 3 --schedule constant --out run";
    let said = warnings(folder.path(), flags);
    assert_eq!(said.matches("are dead").count(), 1, "{said}");
    for words in ["layer ", "all of 500 training images", "\"Gradients that vanish\""] {
        assert!(said.contains(words), "no `{words}` in {said}");
    }
}

#[test]
fn a_healthy_training_is_not_commented_on() {
    let folder = place();
    succeeds(folder.path(), "--epochs 2 --out default");
    for flags in ["--hidden none", "--hidden 16,16,16", "--optimizer adam", "--optimizer rmsprop"] {
        succeeds(folder.path(), &format!("--data data --batch-size 20 --epochs 5 {flags}"));
    }
}

#[test]
fn the_pages_that_are_named_are_in_the_book() {
    let summary = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../book/src/SUMMARY.md");
    let summary = String::from_utf8(read(summary)).expect("UTF-8");
    for page in book_pages::PAGES {
        let entry = format!("[{}]({})", page.title, page.path);
        assert!(summary.contains(&entry), "no {entry}");
    }
}

/// Starts a training and waits for a line that begins like this.
fn begin(folder: &Path, flags: &str, line: &str) -> (Child, Lines<BufReader<ChildStdout>>) {
    let mut child = command(folder, flags).spawn().expect("the program starts");
    let mut said = BufReader::new(child.stdout.take().expect("piped")).lines();
    assert!(said.any(|said| said.expect("UTF-8").starts_with(line)), "mnist {flags}: no {line}");
    (child, said)
}

#[test]
fn two_trainings_do_not_share_a_folder() {
    let folder = place();
    let flags = "--data data --hidden 16 --out run --epochs";
    let (mut first, said) = begin(folder.path(), &format!("{flags} 1000000"), "epoch ");
    for flags in [format!("{flags} 1"), "--resume --out run".to_owned()] {
        fails(folder.path(), &flags, 1, &["another training is writing into run", "--out"]);
    }
    assert!(!folder.path().join("run/previous-1").exists(), "the first one goes on undisturbed");
    // However it ends, the folder is free afterwards.
    first.kill().expect("it was started");
    first.wait().expect("it ends");
    drop(said);
    succeeds(folder.path(), &format!("{flags} 1"));
    assert!(folder.path().join("run/previous-1/checkpoint.safetensors").exists());
}

#[test]
fn a_run_made_longer_stays_longer_when_it_is_killed() {
    let folder = place();
    let flags = "--data data --hidden 16 --epochs 1 --schedule constant --out run";
    succeeds(folder.path(), flags);
    let (mut child, said) = begin(folder.path(), "--resume --epochs 1000000 --out run", "layer ");
    child.kill().expect("it was started");
    child.wait().expect("it ends");
    drop(said);
    let path = folder.path().join("run/checkpoint.safetensors");
    let saved = checkpoint::load(&path).expect("a whole checkpoint");
    assert_eq!(saved.progress.settings.epochs, 1_000_000);
}
