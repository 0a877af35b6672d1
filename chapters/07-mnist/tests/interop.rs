//! Networks go to PyTorch and come from there, to the last bit.
//!
//! `tests/reference/trained.py` trained the network and wrote the files, and
//! `tests/reference/read_back.py` reads in PyTorch what this program wrote.
#![cfg(feature = "program")]

use std::fs;

use autograd::{nn::Module, no_grad};
use data::Split;
use mnist::{DataLoader, evaluate, program::model_file};
use trained::{Answers, reference, trained};

#[path = "support/trained.rs"]
mod trained;

/// The test images, all in one batch of `images`.
fn test_images(images: usize) -> DataLoader {
    let set = data::mnist::load(Split::Test).expect("MNIST ships with the program");
    let set = set.truncated(images);
    let pixels = set.height * set.width;
    DataLoader::new(set.images, set.labels, pixels, images)
}

#[test]
fn a_network_trained_by_pytorch_answers_as_it_does_there() {
    let answers = Answers::read();
    let loader = test_images(answers.logits.len());
    let batch = loader.batches(&loader.in_order()).next().expect("a batch");
    let logits = no_grad(|| trained().call(&batch.images)).to_vec();
    let expected = answers.logits.concat();
    assert_eq!(logits.len(), expected.len());
    for (found, expected) in logits.into_iter().zip(expected) {
        // Another order of adding changes the last digits of a single-precision number.
        assert!((found - expected).abs() <= 1e-4, "{found}, but PyTorch has {expected}");
    }
}

#[test]
fn it_reads_every_test_image_as_it_does_there() {
    let answers = Answers::read();
    let evaluation = evaluate(&trained(), &test_images(10_000)).expect("ten classes");
    assert_eq!(evaluation.correct(), answers.correct);
    let read: String = evaluation.predictions.iter().map(usize::to_string).collect();
    assert_eq!(read, answers.read);
}

#[test]
fn it_is_saved_as_the_file_that_pytorch_wrote() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("model.safetensors");
    model_file::save(&path, &trained()).expect("saved");
    let ours = fs::read(path).expect("read");
    let theirs = fs::read(reference("trained.safetensors")).expect("in the repository");
    assert!(ours == theirs, "{} bytes, PyTorch's file has {}", ours.len(), theirs.len());
}
