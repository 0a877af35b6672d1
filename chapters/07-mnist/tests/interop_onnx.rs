//! `mnist export`: the ONNX file is the one that the `onnx` package writes for the same network.
//!
//! `tests/reference/trained.py` wrote the files with it, checked them with `onnx.checker`, and
//! ran them in `onnxruntime`, where every test image is read as in PyTorch.
#![cfg(feature = "program")]

use std::{fs, path::Path};

use autograd::{
    Tensor,
    nn::{Linear, LogSoftmax, Sequential, Softmax},
};
use mnist::{
    mlp,
    program::{
        architecture::{ACTIVATIONS, Architecture},
        model_file, onnx,
    },
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
    let bytes = onnx::to_bytes(&Sequential::new().push(layer)).expect("a layer");
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

/// One network with everything that a file can hold, in order.
fn every_activation() -> Sequential {
    let linear = |into, out| format!("Linear(in_features={into}, out_features={out}, bias=True)");
    let mut modules = vec![linear(4, 3)];
    modules.extend(ACTIVATIONS.map(|activation| activation.printed.to_owned()));
    modules.insert(3, linear(3, 3));
    let json = serde_json::json!({ "version": 1, "modules": modules }).to_string();
    let mut rng = TorchRng::manual_seed(0);
    let [first, second] = [(4, 3), (3, 3)].map(|(into, out)| Linear::new(into, out, &mut rng));
    let state = [("0", &first), ("3", &second)].map(|(place, layer)| {
        let bias = layer.bias().expect("a bias").data();
        [(format!("{place}.weight"), layer.weight().data()), (format!("{place}.bias"), bias)]
    });
    let architecture = Architecture::from_json(&json).expect("a description");
    architecture.build(&state.into_iter().flatten().collect()).expect("a network")
}

/// Written by the `onnx` package, checked by it, and run in `onnxruntime`, where it gives what
/// PyTorch gives: see `tests/reference/activations.py`.
#[test]
fn every_activation_is_written_as_the_onnx_package_writes_it() {
    let bytes = onnx::to_bytes(&every_activation()).expect("all of them have an operator");
    assert_same(&bytes, &reference("activations.onnx"));
}

#[test]
fn a_module_without_an_onnx_operator_here_is_named() {
    let net = || mlp(&[3, 2], &mut TorchRng::manual_seed(0));
    for (model, found) in [
        (net().push(Softmax::new(1)), "module 1 is Softmax(dim=1)"),
        (net().push(LogSoftmax::new(0)), "module 1 is LogSoftmax(dim=0)"),
    ] {
        let error = onnx::to_bytes(&model).expect_err("refused").to_string();
        assert!(error.contains(found) && error.contains("can hold Linear"), "{error}");
    }
}

#[test]
fn the_help_says_where_the_file_goes() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = succeeds(folder.path(), "export --help");
    assert!(["--model", "--onnx", "ending in .onnx"].iter().all(|s| said.contains(s)), "{said}");
}
