//! The two files: what the tutorials print, and what the libraries print today.

use std::{collections::BTreeMap, fmt};

use serde::Deserialize;

/// The tutorials, in the ledger's order.
pub const SOURCES: [&str; 5] =
    ["torch-intro", "mlp-numpy-mnist", "perceptron-blobs", "one-example", "perspectives"];

/// One number or printout of a tutorial.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The tutorial's short name and a number.
    pub id: String,
    /// The tutorial's short name.
    pub source: String,
    /// The line of the tutorial's text.
    pub line: u32,
    /// What it is, in our words.
    pub what: String,
    /// As the tutorial prints it; nothing if it prints nothing, or a picture.
    pub printed: Option<String>,
    /// What the value depends on.
    pub category: Category,
    /// How it is compared.
    pub kind: Kind,
    /// The computation that asserts it.
    pub check: Option<String>,
    /// Which of the computation's values.
    #[serde(default)]
    pub at: Vec<usize>,
    /// Rows of one group share a line of the table.
    pub group: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// Present where today's library prints other digits: which of the two this project agrees with.
    pub agrees_with: Option<Side>,
    /// Present where some of the printed digits are rounding errors: the largest allowed difference.
    pub tolerance: Option<f64>,
    /// Present where the value depends on the last bits of many sums: the largest allowed relative
    /// difference on a processor that rounds them differently from PyTorch's.
    pub rounding: Option<f64>,
}

impl Row {
    /// The first of the values asked for.
    pub fn first(&self) -> usize {
        self.at[0]
    }

    /// Those of `values` that this row is about; all of them if it does not say.
    pub fn pick(&self, values: &[f64]) -> Vec<f64> {
        if self.at.is_empty() {
            return values.to_vec();
        }
        self.at.iter().map(|&i| values[i]).collect()
    }

    /// Why no computation asserts it.
    pub fn reason(&self) -> &str {
        self.note.as_deref().unwrap_or("no reason given")
    }
}

/// What a value depends on.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// The text alone.
    A,
    /// A seed that the tutorial sets.
    B,
    /// Numbers drawn without a seed.
    C,
}

/// How a value is compared.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// It is an input: the computation must use this very number.
    Given,
    /// Its numbers are computed and must round to the printed ones.
    Digits,
    /// The computation must print these characters.
    Text,
    /// It cannot be computed again; a property of it can be checked.
    Property,
    /// It is not a result, such as a progress bar or a time.
    Noise,
}

/// One of the two that may print different digits.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The tutorial.
    Printed,
    /// Today's library.
    Today,
}

/// What the libraries print today; `reference.py` writes it.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Today {
    /// The libraries' versions.
    pub versions: BTreeMap<String, String>,
    /// By the row's id.
    pub values: BTreeMap<String, Value>,
    /// The results of Keras on the TensorFlow of the tutorial's time.
    pub keras_on_tensorflow_2_15_1: BTreeMap<String, Vec<f64>>,
    /// The losses of the blob classifier after seed 0.
    pub blobs_seed_0: Vec<f64>,
    /// Whole runs in full precision, for `replays.rs`.
    #[serde(rename = "replays")]
    pub _replays: serde::de::IgnoredAny,
    /// The training on MNIST by settings and precision, for the seeds 0, 1 and 2.
    pub mnist: BTreeMap<String, Vec<Run>>,
}

/// A training on MNIST.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// The average loss of each epoch.
    pub losses: Vec<f64>,
    /// The share of the test images that is read correctly.
    pub accuracy: f64,
}

/// What a library prints.
#[derive(Deserialize, Clone, PartialEq, Debug)]
#[serde(untagged)]
pub enum Value {
    /// Numbers, in full.
    Numbers(Vec<f64>),
    /// Characters.
    Text(String),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Numbers(numbers) => write!(f, "{numbers:?}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// The ledger.
pub fn ledger() -> Vec<Row> {
    serde_json::from_str(include_str!("ledger.json")).expect("ledger.json holds rows")
}

/// Today's values.
pub fn today() -> Today {
    serde_json::from_str(include_str!("today.json")).expect("today.json holds values")
}
