//! Networks as files: there and back, from PyTorch, and damaged on the way.
#![cfg(feature = "program")]

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use autograd::{
    nn::{Module, Sequential},
    no_grad,
};
use data::Split;
use mnist::{
    DataLoader, mlp,
    program::model_file::{self, ModelFileError},
};
use random::TorchRng;
use safetensors::{Dtype, SafeTensors, serialize, tensor::TensorView};
use serde_json::Value;

/// A file of its own for each test.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("model.safetensors")
    }

    fn load(&self, bytes: &[u8]) -> Result<Sequential, ModelFileError> {
        fs::write(self.path(), bytes).expect("a file");
        model_file::load(&self.path())
    }

    /// The file must be refused, in a message that names it and holds all the words.
    #[track_caller]
    fn refused(&self, bytes: &[u8], words: &[&str]) {
        let message = self.load(bytes).expect_err("a damaged file").to_string();
        assert!(message.contains("model.safetensors"), "{message}");
        for word in words {
            assert!(message.contains(word), "no `{word}` in: {message}");
        }
    }
}

/// The bytes of a saved network.
fn saved(sizes: &[usize]) -> Vec<u8> {
    let place = Place::new();
    let model = mlp(sizes, &mut TorchRng::manual_seed(0));
    model_file::save(&place.path(), &model).expect("saved");
    fs::read(place.path()).expect("read")
}

/// Names and shapes.
type Tensors<'a> = &'a [(&'a str, &'a [usize])];

/// A file of tensors, all of one type and filled with zeros.
fn zeros(tensors: Tensors, dtype: Dtype) -> Vec<u8> {
    let bytes = |shape: &[usize]| vec![0; shape.iter().product::<usize>() * dtype.bitsize() / 8];
    let data: Vec<_> = tensors.iter().map(|(_, shape)| bytes(shape)).collect();
    let views = tensors.iter().zip(&data).map(|((name, shape), data)| {
        (*name, TensorView::new(dtype, shape.to_vec(), data).expect("it fits"))
    });
    serialize(views, None).expect("a file")
}

/// A file with this header, and a body of `body` zeros.
fn with_header(header: &str, body: usize) -> Vec<u8> {
    let length = (header.len() as u64).to_le_bytes();
    [&length[..], header.as_bytes(), &vec![0; body]].concat()
}

#[test]
fn there_and_back() {
    let place = Place::new();
    for sizes in [&[784, 10][..], &[784, 256, 10], &[3, 5, 4, 2], &[1, 1]] {
        let model = mlp(sizes, &mut TorchRng::manual_seed(7));
        model_file::save(&place.path(), &model).expect("saved");
        let loaded = model_file::load(&place.path()).expect("loaded");
        assert_eq!(loaded.state_dict(), model.state_dict());
        assert_eq!(loaded.to_string(), model.to_string());

        let first = fs::read(place.path()).expect("read");
        model_file::save(&place.path(), &loaded).expect("saved again");
        assert_eq!(fs::read(place.path()).expect("read"), first, "the same network, the same file");
    }
}

#[test]
fn names_shapes_and_layout_are_those_of_pytorch() {
    let model = mlp(&[4, 3, 2], &mut TorchRng::manual_seed(0));
    let bytes = saved(&[4, 3, 2]);
    let (_, header) = SafeTensors::read_metadata(&bytes).expect("a header");
    let format = header.metadata().as_ref().and_then(|metadata| metadata.get("format"));
    assert_eq!(format.map(String::as_str), Some("pt"), "what transformers asks of a file");

    let file = SafeTensors::deserialize(&bytes).expect("tensors");
    let mut names = file.names();
    names.sort_unstable();
    assert_eq!(names, ["0.bias", "0.weight", "2.bias", "2.weight"]);
    for (name, shape) in
        [("0.weight", &[3, 4][..]), ("0.bias", &[3]), ("2.weight", &[2, 3]), ("2.bias", &[2])]
    {
        let view = file.tensor(name).expect("present");
        assert_eq!((view.dtype(), view.shape()), (Dtype::F32, shape), "{name}");
        // Row by row.
        let numbers = view.data().as_chunks().0.iter().map(|&b| f64::from(f32::from_le_bytes(b)));
        let expected = model.parameter(name).expect("present").to_vec();
        assert_eq!(numbers.collect::<Vec<_>>(), expected, "{name}");
    }
}

fn reference() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference")
}

#[test]
fn a_network_saved_by_pytorch_says_the_same_here() {
    let model = model_file::load(&reference().join("torch_model.safetensors")).expect("loaded");
    // The same seed gives the same network in both.
    let ours = mlp(&[784, 8, 10], &mut TorchRng::manual_seed(0));
    assert_eq!(model.state_dict(), ours.state_dict());

    let json = fs::read_to_string(reference().join("torch_model.json")).expect("read");
    let expected: Value = serde_json::from_str(&json).expect("JSON");
    let rows = expected["logits"].as_array().expect("rows");
    let set = data::mnist::load(Split::Test).expect("MNIST").truncated(rows.len());
    let loader = DataLoader::new(set.images, set.labels, 784, rows.len());
    let batch = loader.batches(&loader.in_order()).next().expect("a batch");
    let logits = no_grad(|| model.call(&batch.images));
    let read: Vec<Value> = logits.data().argmax().into_iter().map(Value::from).collect();
    assert_eq!(Value::from(read), expected["read"]);
    let expected = rows.iter().flat_map(|row| row.as_array().expect("a row"));
    for (found, expected) in logits.to_vec().into_iter().zip(expected) {
        let expected = expected.as_f64().expect("a number");
        assert!((found - expected).abs() <= 1e-5, "{found}, but PyTorch has {expected}");
    }
}

#[test]
fn double_precision_is_read() {
    let numbers = [0.5, -1.25, 3.0];
    let bytes: Vec<u8> = numbers.iter().flat_map(|x: &f64| x.to_le_bytes()).collect();
    let (weight, bias) = bytes.split_at(16);
    let tensors = [
        ("0.weight", TensorView::new(Dtype::F64, vec![1, 2], weight).expect("it fits")),
        ("0.bias", TensorView::new(Dtype::F64, vec![1], bias).expect("it fits")),
    ];
    let model = Place::new().load(&serialize(tensors, None).expect("a file")).expect("loaded");
    assert_eq!(model.parameter("0.weight").expect("present").to_vec(), [0.5, -1.25]);
    assert_eq!(model.parameter("0.bias").expect("present").to_vec(), [3.0]);
}

#[test]
fn other_numbers_are_refused() {
    for dtype in [Dtype::BF16, Dtype::F16, Dtype::I64, Dtype::I32, Dtype::U8, Dtype::BOOL] {
        let bytes = zeros(&[("0.weight", &[2, 4]), ("0.bias", &[2])], dtype);
        Place::new().refused(&bytes, &[&format!("{dtype:?}"), "F32 or F64", "`0."]);
    }
}

#[test]
fn tensors_that_make_no_network_are_refused() {
    let cases: [(Tensors, &[&str]); 11] = [
        (&[], &["no `0.weight`"]),
        (&[("fc1.weight", &[2, 4]), ("fc1.bias", &[2])], &["no `0.weight`", "fc1.weight"]),
        (&[("1.weight", &[2, 4]), ("1.bias", &[2])], &["no `0.weight`", "1.weight"]),
        (&[("0.weight", &[2, 4])], &["`0.bias`", "missing"]),
        (&[("0.weight", &[2, 4]), ("0.bias", &[3])], &["`0.bias`", "(2,)", "(3,)"]),
        (&[("0.weight", &[2, 4]), ("0.bias", &[2, 1])], &["`0.bias`", "(2,)", "(2, 1)"]),
        (&[("0.weight", &[8]), ("0.bias", &[2])], &["`0.weight`", "(8,)"]),
        (&[("0.weight", &[2, 0]), ("0.bias", &[2])], &["`0.weight`", "(2, 0)"]),
        (&[("0.weight", &[2, 2, 2]), ("0.bias", &[2])], &["`0.weight`", "3 dimensions"]),
        (
            &[("0.weight", &[3, 4]), ("0.bias", &[3]), ("2.weight", &[2, 5]), ("2.bias", &[2])],
            &["`2.weight`", "takes 5", "gives 3"],
        ),
        // As after a dropout layer, which we do not have.
        (
            &[("0.weight", &[3, 4]), ("0.bias", &[3]), ("3.weight", &[2, 3]), ("3.bias", &[2])],
            &["no parameter `3."],
        ),
    ];
    for (tensors, words) in cases {
        Place::new().refused(&zeros(tensors, Dtype::F32), words);
    }
}

#[test]
fn a_file_of_very_many_tensors_is_refused() {
    let names: Vec<String> = (0..20_000).map(|i| format!("{i}.bias")).collect();
    let tensors: Vec<(&str, &[usize])> = names.iter().map(|name| (&**name, &[1][..])).collect();
    Place::new().refused(&zeros(&tensors, Dtype::F32), &["20000 tensors"]);
}

#[test]
fn what_is_no_file_is_an_error() {
    let place = Place::new();
    let error = model_file::load(&place.path()).expect_err("nothing is there").to_string();
    assert!(error.contains("model.safetensors") && error.contains("--model"), "{error}");
    let error = model_file::load(place.0.path()).expect_err("a folder").to_string();
    assert!(error.contains(&place.0.path().display().to_string()), "{error}");
}

/// A header can promise anything. Whoever believed these would reserve petabytes.
#[test]
fn promises_are_not_believed() {
    let place = Place::new();
    let tensor = |shape: &str, offsets: &str| {
        format!(r#"{{"0.weight":{{"dtype":"F32","shape":{shape},"data_offsets":{offsets}}}}}"#)
    };
    for (shape, offsets) in [
        ("[1099511627776,1]", "[0,4398046511104]"),
        ("[4294967296,4294967296]", "[0,8]"),
        ("[18446744073709551615,2]", "[0,8]"),
        ("[9223372036854775808,2]", "[0,0]"),
        ("[2,1]", "[8,0]"),
        ("[2,1]", "[0,18446744073709551615]"),
        ("[-2,1]", "[0,8]"),
    ] {
        place.refused(&with_header(&tensor(shape, offsets), 8), &[]);
    }
    // A side of any length fits into no bytes at all, if the other is 0.
    for shape in ["[0,4611686018427387904]", "[4611686018427387904,0]"] {
        place.refused(&with_header(&tensor(shape, "[0,0]"), 0), &["without any numbers"]);
    }
    for length in [0, 1, 7, 1 << 20, 1 << 40, u64::MAX] {
        place.refused(&length.to_le_bytes(), &["safetensors"]);
    }
    // A file without content, but of three gibibytes.
    File::create(place.path()).and_then(|file| file.set_len(3 << 30)).expect("a sparse file");
    let error = model_file::load(&place.path()).expect_err("too large");
    assert!(matches!(error, ModelFileError::Size { .. }), "{error}");
}

/// Every file that differs from a good one in a single bit, or ends early, or goes on.
#[test]
fn damage_never_panics() {
    let place = Place::new();
    let good = saved(&[2, 1]);
    assert!(place.load(&good).is_ok());
    for length in 0..good.len() {
        place.refused(&good[..length], &[]);
    }
    for more in [1, 8, 1000] {
        place.refused(&[&good[..], &vec![0; more]].concat(), &[]);
    }

    let (header, _) = SafeTensors::read_metadata(&good).expect("a header");
    let numbers = 8 + header;
    let mut bytes = good.clone();
    for bit in 0..8 * good.len() {
        bytes[bit / 8] ^= 1 << (bit % 8);
        // A changed header may still describe the tensors; a changed number is a number.
        let loaded = place.load(&bytes);
        assert!(loaded.is_ok() || bit / 8 < numbers, "bit {bit} of the numbers");
        bytes[bit / 8] = good[bit / 8];
    }
}
