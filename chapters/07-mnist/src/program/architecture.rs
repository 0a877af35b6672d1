//! Which modules a saved network has, in order: written into its file, and built from it.
//!
//! The tensors of a file say how large the linear layers are. They do not say what stands between
//! them: a tanh has no parameters, and so leaves no trace. So the modules are written down, each as
//! PyTorch prints it.

use std::fmt;

use autograd::{
    Tensor,
    nn::{
        ELU, Identity, Linear, LogSoftmax, Module, ReLU, Sequential, Sigmoid, Softplus, Softsign,
        StateDict, Tanh, print,
    },
};
use engine::{Array, Options, Shape};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::tensor_file::readable;

/// The version of the description. A later version may mean other things by the same words.
const VERSION: u32 = 1;

/// More modules than this are refused: a network of this program has a few dozen at most.
const MOST_MODULES: usize = 10_000;

/// A label is a byte, so there are no more classes than this.
const MOST_CLASSES: usize = 256;

/// A module without parameters that a file can hold.
pub struct Activation {
    /// As it prints.
    pub printed: &'static str,
    /// The operator of the same meaning in ONNX.
    pub onnx: &'static str,
    append: fn(Sequential) -> Sequential,
}

/// Every activation that a file can hold.
///
/// A softmax is not among them. Whatever reads a network's scores applies one itself, and two in a
/// row give other probabilities; after a log-softmax, a softmax gives the right ones.
pub const ACTIVATIONS: [Activation; 8] = [
    Activation { printed: "ReLU()", onnx: "Relu", append: |net| net.push(ReLU::new()) },
    Activation { printed: "ELU(alpha=1.0)", onnx: "Elu", append: |net| net.push(ELU::new()) },
    Activation { printed: "Softplus()", onnx: "Softplus", append: |net| net.push(Softplus::new()) },
    Activation { printed: "Softsign()", onnx: "Softsign", append: |net| net.push(Softsign::new()) },
    Activation { printed: "Sigmoid()", onnx: "Sigmoid", append: |net| net.push(Sigmoid::new()) },
    Activation { printed: "Tanh()", onnx: "Tanh", append: |net| net.push(Tanh::new()) },
    Activation { printed: "Identity()", onnx: "Identity", append: |net| net.push(Identity::new()) },
    // ONNX takes the last dimension by default, which is the same one.
    Activation {
        printed: "LogSoftmax(dim=1)",
        onnx: "LogSoftmax",
        append: |net| net.push(LogSoftmax::new(1)),
    },
];

/// The activation that prints like this.
pub fn activation(printed: &str) -> Option<&'static Activation> {
    static ALL: &[Activation] = &ACTIVATIONS;
    ALL.iter().find(|activation| activation.printed == printed)
}

/// A module that a file cannot hold.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error(
    "module {place} is {module}, which a file of this program cannot hold; it can hold Linear, {}",
    ACTIVATIONS.map(|activation| activation.printed).join(", ")
)]
pub struct UnknownModule {
    /// Its place, such as `1`.
    pub place: String,
    /// As it prints.
    pub module: String,
}

/// The modules of a network, in order.
///
/// ```
/// use autograd::nn::Tanh;
/// use mnist::{mlp, program::architecture::Architecture};
///
/// let net = mlp(&[2, 3], &mut random::TorchRng::manual_seed(0)).push(Tanh::new());
/// assert_eq!(
///     Architecture::of(&net)?.to_json(),
///     r#"{"version":1,"modules":["Linear(in_features=2, out_features=3, bias=True)","Tanh()"]}"#
/// );
/// # Ok::<(), mnist::program::architecture::UnknownModule>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Architecture {
    version: u32,
    modules: Vec<String>,
}

impl Architecture {
    /// The modules of this network.
    ///
    /// # Errors
    ///
    /// If one of them is neither a linear layer nor one of the [`ACTIVATIONS`].
    pub fn of(model: &Sequential) -> Result<Self, UnknownModule> {
        let printed = |(place, module): (String, &dyn Module)| {
            let printed = print(module);
            if module.name() == "Linear" || activation(&printed).is_some() {
                Ok(printed)
            } else {
                Err(UnknownModule { place, module: readable(&printed) })
            }
        };
        let modules = model.children().into_iter().map(printed).collect::<Result<_, _>>()?;
        Ok(Self { version: VERSION, modules })
    }

    /// Linear layers with ReLUs between them, as many as there are tensors `0.weight`, `2.weight`
    /// and so on: what a file without a description is taken for.
    ///
    /// # Errors
    ///
    /// If there is no `0.weight`.
    pub fn of_linear_and_relu(state: &StateDict) -> Result<Self, String> {
        let mut modules = vec![print(&linear(state, 0, true)?)];
        for place in (2..).step_by(2) {
            if tensor(state, &weight_name(place)).is_none() {
                break;
            }
            modules.push("ReLU()".to_owned());
            modules.push(print(&linear(state, place, true)?));
        }
        Ok(Self { version: VERSION, modules })
    }

    /// Whether the tensors alone say all of this: linear layers, each with a bias, and ReLUs
    /// between them.
    pub fn is_linear_and_relu(&self) -> bool {
        let expected = |(place, printed): (usize, &String)| {
            if place % 2 == 0 { printed.ends_with("bias=True)") } else { printed == "ReLU()" }
        };
        self.modules.len() % 2 == 1 && self.modules.iter().enumerate().all(expected)
    }

    /// The description as JSON.
    ///
    /// # Panics
    ///
    /// Never: text can be written as JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("text can be written as JSON")
    }

    /// The description that [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    ///
    /// If it is not one, or of another version.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let found: Self = serde_json::from_str(text)
            .map_err(|error| format!("the description of its modules is damaged: {error}"))?;
        let (version, count) = (found.version, found.modules.len());
        if version != VERSION {
            Err(format!(
                "the description of its modules has version {version}, but this program reads \
                 version {VERSION}"
            ))
        } else if count > MOST_MODULES {
            Err(format!("it describes {count} modules, expected at most {MOST_MODULES}"))
        } else {
            Ok(found)
        }
    }

    /// The network with these modules and these parameters.
    ///
    /// # Errors
    ///
    /// If a module is unknown, or the tensors do not fit the modules or each other.
    pub fn build(&self, state: &StateDict) -> Result<Sequential, String> {
        let mut net = Sequential::new();
        for (place, printed) in self.modules.iter().enumerate() {
            net = if let Some(activation) = activation(printed) {
                (activation.append)(net)
            } else if printed.starts_with("Linear(") {
                let layer = linear(state, place, printed.ends_with("bias=True)"))?;
                let found = print(&layer);
                if *printed != found {
                    let printed = readable(printed);
                    return Err(format!(
                        "module {place} is described as {printed}, but its tensors make {found}"
                    ));
                }
                net.push(layer)
            } else {
                let module = readable(printed);
                return Err(UnknownModule { place: place.to_string(), module }.to_string());
            };
        }
        check_widths(&net)?;
        net.load_state_dict(state).map_err(|error| error.to_string())?;
        Ok(net)
    }
}

/// The modules, with commas between them.
impl fmt::Display for Architecture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.modules.join(", "))
    }
}

/// How many numbers go into the network, and how many come out of each of its linear layers. The
/// first is the number of pixels of an image, the last the number of classes.
///
/// ```
/// use mnist::{mlp, program::architecture::layer_sizes};
///
/// let net = mlp(&[784, 256, 10], &mut random::TorchRng::manual_seed(0));
/// assert_eq!(layer_sizes(&net), [784, 256, 10]);
/// ```
pub fn layer_sizes(model: &Sequential) -> Vec<usize> {
    let mut sizes = Vec::new();
    for (_, module) in model.children() {
        if let Some(weight) = module.parameter("weight") {
            let (out, into) = weight.shape().table();
            if sizes.is_empty() {
                sizes.push(into);
            }
            sizes.push(out);
        }
    }
    sizes
}

/// Refuses layers of which one takes another number of inputs than the one before gives, and
/// networks without a layer or with too many classes.
fn check_widths(model: &Sequential) -> Result<(), String> {
    let mut width = None;
    for (place, module) in model.children() {
        let Some(weight) = module.parameter("weight") else { continue };
        let (out, into) = weight.shape().table();
        if let Some(width) = width.filter(|&width| width != into) {
            return Err(format!(
                "`{place}.weight` takes {into} numbers, but the layer before gives {width}"
            ));
        }
        width = Some(out);
    }
    match width {
        None => Err("none of its modules is a linear layer".to_owned()),
        Some(classes) if classes > MOST_CLASSES => Err(format!(
            "its last layer tells {classes} classes apart, but labels name {MOST_CLASSES} at most"
        )),
        Some(_) => Ok(()),
    }
}

/// A layer of zeros, of the shape that its weight has in the file.
fn linear(state: &StateDict, place: usize, bias: bool) -> Result<Linear, String> {
    let name = weight_name(place);
    let Some(array) = tensor(state, &name) else {
        let names: Vec<String> = state.iter().take(4).map(|(name, _)| readable(name)).collect();
        return Err(format!("there is no `{name}` among its tensors ({})", names.join(", ")));
    };
    let shape = array.shape();
    if shape.rank() != 2 || shape.is_empty() {
        return Err(format!("`{name}` has shape {shape}, which is not that of a layer"));
    }
    let zeros = |shape| Tensor::new(Array::zeros(shape, Options::default()));
    let bias = bias.then(|| zeros(Shape::vector(shape.rows())));
    Ok(Linear::from_parameters(zeros(shape), bias))
}

fn weight_name(place: usize) -> String {
    format!("{place}.weight")
}

fn tensor<'a>(state: &'a StateDict, name: &str) -> Option<&'a Array> {
    state.iter().find(|(other, _)| other == name).map(|(_, array)| array)
}
