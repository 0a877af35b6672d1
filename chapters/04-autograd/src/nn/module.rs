//! What every module can do.

use std::fmt::Write;

use engine::{DType, Device};

use super::{
    hooks::Hooks,
    state_dict::{self, StateDict, StateDictError},
};
use crate::Tensor;

/// A part of a network: a forward pass, and the parameters it uses.
///
/// To write one of your own, say what [`forward`](Self::forward) does and list the modules
/// or tensors it is made of. Everything else follows.
///
/// ```
/// use autograd::{Tensor, nn::{Linear, Module}};
///
/// struct MyNet {
///     layer1: Linear,
///     layer2: Linear,
/// }
///
/// impl Module for MyNet {
///     fn name(&self) -> &str {
///         "MyNet"
///     }
///     fn forward(&self, x: &Tensor) -> Tensor {
///         let hidden = self.layer1.call(x).sigmoid();
///         self.layer2.call(&hidden).softmax(1)
///     }
///     fn children(&self) -> Vec<(String, &dyn Module)> {
///         vec![("layer1".into(), &self.layer1), ("layer2".into(), &self.layer2)]
///     }
/// }
///
/// let mut rng = random::TorchRng::manual_seed(0);
/// let net = MyNet { layer1: Linear::new(3, 4, &mut rng), layer2: Linear::new(4, 2, &mut rng) };
/// assert_eq!(net.parameter_count(), 26);
/// let names: Vec<_> = net.named_parameters().into_iter().map(|(name, _)| name).collect();
/// assert_eq!(names, ["layer1.weight", "layer1.bias", "layer2.weight", "layer2.bias"]);
/// ```
pub trait Module: Send + Sync {
    /// The module's type, as it prints: `Linear`, `ReLU`.
    fn name(&self) -> &str;

    /// From input to output. Call a module through [`call`](Self::call), which also runs its
    /// hooks.
    #[track_caller]
    fn forward(&self, input: &Tensor) -> Tensor;

    /// What stands between the parentheses when the module prints.
    fn extra_repr(&self) -> String {
        String::new()
    }

    /// The modules this one is made of, with their names, in order.
    fn children(&self) -> Vec<(String, &dyn Module)> {
        Vec::new()
    }

    /// The parameters this module owns itself, with their names, in order.
    fn own_parameters(&self) -> Vec<(&'static str, &Tensor)> {
        Vec::new()
    }

    /// The place where this module's hooks are kept, if it keeps any.
    fn hooks(&self) -> Option<&Hooks> {
        None
    }

    /// Runs the module: `forward`, and the hooks. PyTorch writes this `module(x)`.
    #[track_caller]
    // ANCHOR: call
    fn call(&self, input: &Tensor) -> Tensor {
        let output = self.forward(input);
        if let Some(hooks) = self.hooks() {
            hooks.run(input, &output);
        }
        output
    }
    // ANCHOR_END: call

    /// All parameters, of this module and of all it is made of, named by the path to them.
    ///
    /// A parameter that is used in two places is listed once, under its first name, so that an
    /// optimizer moves it once.
    // ANCHOR: named_parameters
    fn named_parameters(&self) -> Vec<(String, Tensor)> {
        let mut once: Vec<(String, Tensor)> = Vec::new();
        for (name, parameter) in self.parameters_by_place() {
            if once.iter().all(|(_, other)| !other.is(&parameter)) {
                once.push((name, parameter));
            }
        }
        once
    }
    // ANCHOR_END: named_parameters

    /// The same, with a parameter that is used in two places under both names, as a
    /// [`state_dict`](Self::state_dict) lists it.
    fn parameters_by_place(&self) -> Vec<(String, Tensor)> {
        let own = self.own_parameters().into_iter().map(|(name, p)| (name.to_owned(), p.clone()));
        let inner = self.children().into_iter().flat_map(|(child, module)| {
            let parameters = module.parameters_by_place().into_iter();
            parameters.map(move |(name, p)| (format!("{child}.{name}"), p))
        });
        own.chain(inner).collect()
    }

    /// All parameters, without their names; what an optimizer asks for.
    fn parameters(&self) -> Vec<Tensor> {
        self.named_parameters().into_iter().map(|(_, parameter)| parameter).collect()
    }

    /// The parameter of that name, such as `"0.weight"`.
    fn parameter(&self, name: &str) -> Option<Tensor> {
        self.named_parameters().into_iter().find(|(other, _)| other == name).map(|(_, p)| p)
    }

    /// How many numbers there are to learn.
    fn parameter_count(&self) -> usize {
        self.parameters().iter().map(|parameter| parameter.shape().len()).sum()
    }

    /// This module's parts, and their parts, each named by the path to it, in order.
    fn named_modules(&self) -> Vec<(String, &dyn Module)> {
        let mut modules = Vec::new();
        for (name, child) in self.children() {
            modules.push((name.clone(), child));
            let inner = child.named_modules().into_iter();
            modules.extend(inner.map(|(path, module)| (format!("{name}.{path}"), module)));
        }
        modules
    }

    /// Forgets the gradients of all parameters.
    fn zero_grad(&self) {
        self.parameters().iter().for_each(Tensor::zero_grad);
    }

    /// Converts all parameters to another precision. PyTorch: `.double()`, `.float()`.
    fn to_dtype(&self, dtype: DType) {
        for parameter in self.parameters() {
            parameter.update(|data| *data = data.to_dtype(dtype));
            parameter.zero_grad();
        }
    }

    /// Moves all parameters to another device.
    fn to_device(&self, device: Device) {
        for parameter in self.parameters() {
            parameter.update(|data| *data = data.to_device(device));
            parameter.zero_grad();
        }
    }

    /// The parameters' numbers, by name: what a file keeps of a network.
    fn state_dict(&self) -> StateDict {
        self.parameters_by_place().into_iter().map(|(name, p)| (name, p.data())).collect()
    }

    /// Puts numbers taken out by [`state_dict`](Self::state_dict) back in.
    ///
    /// # Errors
    ///
    /// If a name is missing or unknown, or a shape differs; nothing has been changed then.
    fn load_state_dict(&self, state: &StateDict) -> Result<(), StateDictError> {
        state_dict::load(&self.parameters_by_place(), state)
    }
}

/// A module as PyTorch prints it, one line for each part.
pub fn print(module: &dyn Module) -> String {
    let children = module.children();
    if children.is_empty() {
        return format!("{}({})", module.name(), module.extra_repr());
    }
    let mut text = format!("{}(\n", module.name());
    for line in module.extra_repr().lines() {
        let _ = writeln!(text, "  {line}");
    }
    for (name, child) in children {
        let _ = writeln!(text, "  ({name}): {}", print(child).replace('\n', "\n  "));
    }
    text + ")"
}
