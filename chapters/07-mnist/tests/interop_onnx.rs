//! `mnist export`: the ONNX file is the one that the `onnx` package writes for the same network.
//!
//! `tests/reference/trained.py` wrote the files with it, checked them with `onnx.checker`, and
//! ran them in `onnxruntime`, where every test image is read as in PyTorch.
#![cfg(feature = "program")]

use std::{fs, path::Path};

use autograd::{
    Tensor,
    nn::{Linear, Sequential, Sigmoid},
};
use mnist::{
    mlp,
    program::{model_file, onnx},
};
use program::{fails, succeeds};
use random::TorchRng;

#[path = "support/program.rs"]
mod program;

/// A file that Python wrote.
fn reference(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference");
    fs::read(folder.join(name)).expect("in the repository")
}

/// Both as text, where a difference can be seen.
#[track_caller]
fn assert_same(ours: &[u8], theirs: &[u8]) {
    let first = ours.iter().zip(theirs).position(|(ours, theirs)| ours != theirs);
    let near = |bytes: &[u8]| {
        let place = first.unwrap_or(ours.len().min(theirs.len()));
        bytes[place.saturating_sub(20)..bytes.len().min(place + 20)].escape_ascii().to_string()
    };
    assert!(ours == theirs, "from byte {first:?} on:\n{}\n{}", near(ours), near(theirs));
}

#[test]
fn one_layer_is_written_as_the_onnx_package_writes_it() {
    let layer = Linear::from_parameters(
        Tensor::matrix(&[[0.5, -1.0], [2.0, 0.0], [-0.25, 3.0]]),
        Some(Tensor::vector(&[1.0, -2.0, 0.125])),
    );
    let bytes = onnx::to_bytes(&Sequential::new().push(layer));
    assert_same(&bytes, &reference("one_layer.onnx"));
}

#[test]
fn a_file_of_pytorch_is_exported_as_the_onnx_package_writes_it() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("model.safetensors"), reference("trained.safetensors"))
        .expect("a file");
    let said = succeeds(folder.path(), "export --model model.safetensors");
    for words in [
        "model.onnx: 8,028 parameters",
        "images   (batch, 784)",
        "(pixel / 255 - 0.1307) / 0.3081",
        "logits   (batch, 10)",
    ] {
        assert!(said.contains(words), "no `{words}` in: {said}");
    }
    let written = fs::read(folder.path().join("model.onnx")).expect("beside the network");
    assert_same(&written, &reference("trained.onnx"));

    // Again, under another name, and over a file that is there.
    fs::write(folder.path().join("other"), "old").expect("a file");
    succeeds(folder.path(), "export --model model.safetensors --onnx other");
    assert_same(&fs::read(folder.path().join("other")).expect("written"), &written);
}

#[test]
fn what_cannot_be_exported_is_an_error_and_leaves_everything_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("sub")).expect("a folder");
    let network = folder.path().join("net.onnx");
    model_file::save(&network, &mlp(&[4, 2], &mut TorchRng::manual_seed(0))).expect("saved");
    let bytes = fs::read(&network).expect("read");
    for (flags, words) in [
        ("", &["runs/mnist/model.safetensors", "train a network first"][..]),
        ("--model sub", &["sub", "--model"]),
        ("--model net.onnx", &["net.onnx", "the network itself", "--onnx"]),
        ("--model net.onnx --onnx sub/../net.onnx", &["the network itself", "--onnx"]),
        ("--model net.onnx --onnx sub", &["sub", "a folder"]),
        ("--model net.onnx --onnx missing/net", &["missing", "check that the folder exists"]),
    ] {
        fails(folder.path(), &format!("export {flags}"), 1, words);
        assert_eq!(fs::read(&network).expect("still there"), bytes, "export {flags}");
    }
    let count = |folder: &Path| fs::read_dir(folder).expect("a folder").count();
    assert_eq!((count(folder.path()), count(&folder.path().join("sub"))), (2, 0), "no debris");
}

#[test]
#[should_panic(expected = "part 1 is a Sigmoid")]
fn a_layer_without_an_onnx_operator_here_is_named() {
    let mut rng = TorchRng::manual_seed(0);
    let [first, last] = [(3, 2), (2, 2)].map(|(into, out)| Linear::new(into, out, &mut rng));
    onnx::to_bytes(&Sequential::new().push(first).push(Sigmoid::new()).push(last));
}

#[test]
fn the_help_says_where_the_file_goes() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = succeeds(folder.path(), "export --help");
    assert!(["--model", "--onnx", "ending in .onnx"].iter().all(|s| said.contains(s)), "{said}");
}
