//! A network as an ONNX file, which runs where neither Rust nor PyTorch is: in a browser, on a
//! phone, in a database.
//!
//! ONNX, the Open Neural Network Exchange, writes a network down as a graph. Its nodes are
//! operators out of a fixed set, and its constants, the *initializers*, are the parameters. A
//! linear layer is a `Gemm` (general matrix multiplication), and every activation that a file of
//! ours can hold is an operator too.
//!
//! The file is one Protocol Buffers message. The numbers of its fields are those of
//! [`onnx.proto`](https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). A network like ours
//! needs twelve of the 28 messages described there, and of those a few fields each; so they are
//! written here, and no library has to be compiled for them.

use autograd::nn::{Module, Sequential, print};
use engine::Array;

use super::{
    architecture::{UnknownModule, activation, layer_sizes},
    protobuf::Message,
    tensor_file::little_endian,
};
use crate::loader::{MEAN, STD};

/// The version of the file format: that of ONNX 1.8, of 2020, the first to know [`OPSET`].
const IR_VERSION: u64 = 7;
/// The version of the operators: the one that made `Gemm` what it is today. The oldest version
/// that will do is the one that most programs read.
const OPSET: u64 = 13;

/// 32-bit floating-point numbers, in `TensorProto.DataType`.
const FLOAT: u64 = 1;
/// An integer, in `AttributeProto.AttributeType`.
const INT: u64 = 2;

/// The name of the input, of shape (batch, pixels).
pub const INPUT: &str = "images";
/// The name of the output, of shape (batch, classes).
pub const OUTPUT: &str = "logits";

/// What has to be done to an image first.
const PREPROCESSING: &str = "(pixel / 255 - mean) / std";
const ABOUT: &str = "A row of `images` is one image: its pixels from 0 (paper) to 255 (ink), line \
    by line from the top, each as (pixel / 255 - mean) / std. The largest of `logits` names the \
    class.";

/// The network as an ONNX model with one input, `images`, and one output, `logits`, both with any
/// number of rows. How to make its input from pixels is among its metadata.
///
/// Parameters keep their names and shapes: `Gemm` with `transB` computes x·Wᵀ + b from a weight W
/// of shape (out, in), as `Linear` does. They are written in single precision.
///
/// # Errors
///
/// If a module is neither a linear layer nor one of the
/// [`ACTIVATIONS`](super::architecture::ACTIVATIONS).
///
/// ```
/// use autograd::nn::Module;
///
/// let model = mnist::mlp(&[784, 32, 10], &mut random::TorchRng::manual_seed(0));
/// let bytes = mnist::program::onnx::to_bytes(&model)?;
/// // Four bytes for each parameter, and a page of words around them.
/// let words = bytes.len() - 4 * model.parameter_count();
/// assert!((500..1000).contains(&words));
/// # Ok::<(), mnist::program::architecture::UnknownModule>(())
/// ```
pub fn to_bytes(model: &Sequential) -> Result<Vec<u8>, UnknownModule> {
    let parts = model.children();
    let sizes = layer_sizes(model);
    let [pixels, classes] = [sizes.first(), sizes.last()].map(|size| size.copied().unwrap_or(0));
    let mut nodes = Vec::new();
    let mut initializers = Vec::new();
    let mut value = INPUT.to_owned();
    for (i, (place, part)) in parts.iter().enumerate() {
        let mut inputs = vec![value];
        for (name, array) in part.state_dict() {
            let name = format!("{place}.{name}");
            initializers.push(tensor(&name, &array));
            inputs.push(name);
        }
        value = if i + 1 == parts.len() { OUTPUT.to_owned() } else { format!("{place}.output") };
        let printed = print(*part);
        let (operator, attributes) = match activation(&printed) {
            Some(activation) => (activation.onnx, vec![]),
            None if part.name() == "Linear" => ("Gemm", vec![integer("transB", 1)]),
            None => return Err(UnknownModule { place: place.clone(), module: printed }),
        };
        nodes.push(node(operator, place, &inputs, &value, &attributes));
    }

    let graph = Message::new() // GraphProto
        .messages(1, &nodes) // node
        .text(2, "mlp") // name
        .messages(5, &initializers) // initializer
        .message(11, &rows(INPUT, pixels)) // input
        .message(12, &rows(OUTPUT, classes)); // output
    let metadata = [
        entry("preprocessing", PREPROCESSING),
        entry("mean", &MEAN.to_string()),
        entry("std", &STD.to_string()),
    ];
    let model = Message::new() // ModelProto
        .int(1, IR_VERSION) // ir_version
        .text(2, "chain-rule") // producer_name
        .text(6, ABOUT) // doc_string
        .message(7, &graph) // graph
        .message(8, &operators()) // opset_import
        .messages(14, &metadata); // metadata_props
    Ok(model.into_bytes())
}

/// `OperatorSetIdProto`: ONNX's own operators, which are those without a domain.
fn operators() -> Message {
    Message::new().text(1, "").int(2, OPSET) // domain, version
}

/// `NodeProto`: an operator, what goes in, and what comes out.
fn node(
    operator: &str,
    name: &str,
    inputs: &[String],
    output: &str,
    attributes: &[Message],
) -> Message {
    inputs
        .iter()
        .fold(Message::new(), |node, input| node.text(1, input)) // input
        .text(2, output) // output
        .text(3, name) // name
        .text(4, operator) // op_type
        .messages(5, attributes) // attribute
}

/// `AttributeProto`: how an operator is to work.
fn integer(name: &str, value: u64) -> Message {
    Message::new().text(1, name).int(3, value).int(20, INT) // name, i, type
}

/// `TensorProto`: a parameter, row by row.
fn tensor(name: &str, array: &Array) -> Message {
    let sizes = array.shape().sizes();
    sizes
        .iter()
        .fold(Message::new(), |tensor, &size| tensor.int(1, size as u64)) // dims
        .int(2, FLOAT) // data_type
        .text(8, name) // name
        .bytes(9, &little_endian(array)) // raw_data
}

/// `ValueInfoProto`: an array of any number of rows.
fn rows(name: &str, width: usize) -> Message {
    let batch = Message::new().text(2, "batch"); // TensorShapeProto.Dimension: dim_param
    let width = Message::new().int(1, width as u64); // the same: dim_value
    let shape = Message::new().message(1, &batch).message(1, &width); // TensorShapeProto: dim
    let tensor = Message::new().int(1, FLOAT).message(2, &shape); // TypeProto.Tensor
    let kind = Message::new().message(1, &tensor); // TypeProto: tensor_type
    Message::new().text(1, name).message(2, &kind) // name, type
}

/// `StringStringEntryProto`: a fact about the model.
fn entry(key: &str, value: &str) -> Message {
    Message::new().text(1, key).text(2, value) // key, value
}
