//! The network that PyTorch trained, and what it says there.

use std::{
    fs,
    path::{Path, PathBuf},
};

use autograd::nn::Sequential;
use mnist::program::model_file;
use serde::Deserialize;

/// What `trained.py` wrote down.
#[derive(Debug, Deserialize)]
pub struct Answers {
    /// The logits of the first test images.
    pub logits: Vec<Vec<f64>>,
    /// The class read in each test image, a digit for each.
    pub read: String,
    /// How many of them are right.
    pub correct: u64,
}

impl Answers {
    /// From `tests/reference/trained.json`.
    pub fn read() -> Self {
        let json = fs::read_to_string(reference("trained.json")).expect("in the repository");
        serde_json::from_str(&json).expect("JSON")
    }
}

/// A file that Python wrote.
pub fn reference(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference").join(name)
}

/// The network.
pub fn trained() -> Sequential {
    model_file::load(&reference("trained.safetensors")).expect("a network")
}
