//! Networks as files: there and back, from PyTorch, and damaged on the way.
#![cfg(feature = "program")]

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use autograd::{
    Tensor,
    nn::{
        ELU, Identity, Linear, LogSoftmax, Module, ReLU, Sequential, Sigmoid, Softmax, Softplus,
        Softsign, Tanh,
    },
    no_grad,
};
use data::Split;
use mnist::{
    DataLoader, mlp,
    program::{
        model_file::{self, ModelFileError},
        tensor_file::TensorFileError,
    },
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

/// The network, saved and loaded.
fn saved_and_loaded(model: &Sequential) -> Sequential {
    let place = Place::new();
    model_file::save(&place.path(), model).expect("saved");
    model_file::load(&place.path()).expect("loaded")
}

/// Both give the same bits for the same input, and print the same.
#[track_caller]
fn assert_same(found: &Sequential, expected: &Sequential, inputs: usize) {
    let numbers = TorchRng::manual_seed(1).randn(5 * inputs);
    let numbers: Vec<f64> = numbers.into_iter().map(|x| 3.0 * f64::from(x)).collect();
    let rows: Vec<&[f64]> = numbers.chunks(inputs).collect();
    let x = Tensor::new(engine::Array::new(
        engine::Shape::matrix(rows.len(), inputs),
        &rows.concat(),
        engine::Options::default(),
    ));
    let bits = |model: &Sequential| -> Vec<u64> {
        no_grad(|| model.call(&x)).to_vec().into_iter().map(f64::to_bits).collect()
    };
    assert_eq!(found.to_string(), expected.to_string());
    assert_eq!(bits(found), bits(expected), "{expected}");
}

#[test]
fn every_activation_comes_back_to_the_same_bits() {
    let layers = || {
        let mut rng = TorchRng::manual_seed(0);
        (Linear::new(4, 3, &mut rng), Linear::new(3, 2, &mut rng))
    };
    // Between the layers, at the end, at the beginning; and none at all.
    let around = |append: &dyn Fn(Sequential) -> Sequential| {
        let (first, last) = layers();
        let between = append(Sequential::new().push(first)).push(last);
        let (first, _) = layers();
        let at_the_end = append(Sequential::new().push(first));
        let (first, _) = layers();
        let at_the_beginning = append(Sequential::new()).push(first);
        [between, at_the_end, at_the_beginning]
    };
    let activations: [&dyn Fn(Sequential) -> Sequential; 9] = [
        &|net| net.push(ReLU::new()),
        &|net| net.push(ELU::new()),
        &|net| net.push(Softplus::new()),
        &|net| net.push(Softsign::new()),
        &|net| net.push(Sigmoid::new()),
        &|net| net.push(Tanh::new()),
        &|net| net.push(Identity::new()),
        &|net| net.push(LogSoftmax::new(1)),
        &|net| net,
    ];
    for append in activations {
        for model in around(append) {
            assert_same(&saved_and_loaded(&model), &model, 4);
        }
    }
    // As the tutorial has it: a ReLU after the last layer, and then a log-softmax.
    let model = mlp(&[4, 3, 2], &mut TorchRng::manual_seed(0)).push(ReLU::new());
    let model = model.push(LogSoftmax::new(1));
    assert_same(&saved_and_loaded(&model), &model, 4);
    // A layer without a bias.
    let weight = Tensor::matrix(&[[1.0, -2.0], [0.5, 3.0]]);
    let model = Sequential::new().push(Linear::from_parameters(weight, None)).push(Tanh::new());
    assert_same(&saved_and_loaded(&model), &model, 2);
    assert!(saved_and_loaded(&model).parameter("0.bias").is_none());
}

/// PyTorch reads the tensors of any of these files, under the names it would give them itself.
#[test]
fn the_metadata_is_beside_the_tensors_of_pytorch() {
    let place = Place::new();
    let model = mlp(&[4, 3, 2], &mut TorchRng::manual_seed(0));
    let metadata = |bytes: &[u8]| {
        let (_, header) = SafeTensors::read_metadata(bytes).expect("a header");
        header.metadata().clone().expect("metadata")
    };
    model_file::save(&place.path(), &model).expect("saved");
    let plain = fs::read(place.path()).expect("read");
    assert_eq!(metadata(&plain), [("format".to_owned(), "pt".to_owned())].into());

    let model = model.push(Tanh::new());
    model_file::save(&place.path(), &model).expect("saved");
    let described = fs::read(place.path()).expect("read");
    let description = r#"{"version":1,"modules":["Linear(in_features=4, out_features=3, bias=True)","ReLU()","Linear(in_features=3, out_features=2, bias=True)","Tanh()"]}"#;
    let key = "chain_rule.architecture".to_owned();
    assert_eq!(metadata(&described), [(key, description.to_owned())].into());
    let tensors = |bytes: &[u8]| {
        let file = SafeTensors::deserialize(bytes).expect("tensors");
        let mut tensors: Vec<_> =
            file.tensors().into_iter().map(|(name, view)| (name, view.data().to_vec())).collect();
        tensors.sort();
        tensors
    };
    assert_eq!(tensors(&described), tensors(&plain));
    // The same network, the same file.
    model_file::save(&place.path(), &model).expect("saved");
    assert!(fs::read(place.path()).expect("read") == described);
}

#[test]
fn what_a_file_cannot_hold_is_named_and_not_saved() {
    let mlp = || mlp(&[4, 3], &mut TorchRng::manual_seed(0));
    for (model, found) in [
        (mlp().push(Softmax::new(1)), "module 1 is Softmax(dim=1)"),
        (mlp().push(LogSoftmax::new(0)), "module 1 is LogSoftmax(dim=0)"),
        (mlp().push(ReLU::new()).push(mlp()), "module 2 is Sequential("),
        (Sequential::new().push(mlp()), "module 0 is Sequential("),
    ] {
        let place = Place::new();
        fs::write(place.path(), "mine").expect("a file");
        let error = model_file::save(&place.path(), &model).expect_err("refused").to_string();
        for words in ["model.safetensors", found, "can hold Linear, ReLU(), ", "Tanh()"] {
            assert!(error.contains(words), "no `{words}` in: {error}");
        }
        assert_eq!(fs::read(place.path()).expect("read"), b"mine");
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

/// A header can promise anything. A program that believed these would reserve petabytes.
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
    assert!(matches!(error, ModelFileError::File(TensorFileError::Size { .. })), "{error}");
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
