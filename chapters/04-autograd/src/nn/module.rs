//! The trait of all modules.

use std::fmt::Write;

use engine::{DType, Device};

use super::{
    hooks::Hooks,
    mode::Mode,
    state_dict::{self, StateDict, StateDictError},
};
use crate::Tensor;

/// A part of a network: a forward pass, and the parameters it uses.
///
/// To write your own module, implement [`forward`](Self::forward) and list the modules or
/// parameters it consists of. The other methods are provided.
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
    /// The name of the module's type, as printed: `Linear`, `ReLU`.
    fn name(&self) -> &str;

    /// The forward pass. To run a module, use [`call`](Self::call), which also runs its
    /// hooks.
    ///
    /// # Panics
    ///
    /// If the input does not fit, with the operation and both shapes in the message.
    #[track_caller]
    fn forward(&self, input: &Tensor) -> Tensor;

    /// The text between the parentheses when the module is printed.
    ///
    /// See the example at [`own_parameters`](Self::own_parameters).
    fn extra_repr(&self) -> String {
        String::new()
    }

    /// The submodules, with their names, in order.
    ///
    /// ```
    /// use autograd::nn::{Module, ReLU, Sequential, Tanh};
    ///
    /// let net = Sequential::new().push(ReLU::new()).push(Tanh::new());
    /// let parts = net.children();
    /// assert_eq!((parts[0].0.as_str(), parts[0].1.name()), ("0", "ReLU"));
    /// assert_eq!((parts[1].0.as_str(), parts[1].1.name()), ("1", "Tanh"));
    /// ```
    fn children(&self) -> Vec<(String, &dyn Module)> {
        Vec::new()
    }

    /// The module's own parameters, without those of its children, with their names, in order.
    ///
    /// ```
    /// use autograd::{Tensor, nn::{Hooks, Module, print}};
    ///
    /// struct Scale {
    ///     by: Tensor,
    ///     hooks: Hooks,
    /// }
    ///
    /// impl Module for Scale {
    ///     fn name(&self) -> &str {
    ///         "Scale"
    ///     }
    ///     fn forward(&self, x: &Tensor) -> Tensor {
    ///         x * &self.by
    ///     }
    ///     fn extra_repr(&self) -> String {
    ///         format!("by={}", self.by.item())
    ///     }
    ///     fn own_parameters(&self) -> Vec<(&'static str, &Tensor)> {
    ///         vec![("by", &self.by)]
    ///     }
    ///     fn hooks(&self) -> Option<&Hooks> {
    ///         Some(&self.hooks)
    ///     }
    /// }
    ///
    /// let scale = Scale { by: Tensor::scalar(3.0).requires_grad_(), hooks: Hooks::new() };
    /// assert_eq!(scale.call(&Tensor::vector(&[1.0, 2.0])).to_vec(), [3.0, 6.0]);
    /// assert_eq!(scale.named_parameters()[0].0, "by");
    /// assert_eq!(print(&scale), "Scale(by=3)");
    /// ```
    fn own_parameters(&self) -> Vec<(&'static str, &Tensor)> {
        Vec::new()
    }

    /// The module's own buffers, with their names, in order: what belongs to its state, although it
    /// is not learned, such as the running statistics of a [`BatchNorm1d`](super::BatchNorm1d).
    ///
    /// Buffers are saved and loaded with the parameters, and converted with them. An optimizer does
    /// not get them.
    ///
    /// ```
    /// use autograd::{Tensor, nn::Module};
    ///
    /// /// Counts how often it is called.
    /// struct Counter {
    ///     calls: Tensor,
    /// }
    ///
    /// impl Module for Counter {
    ///     fn name(&self) -> &str {
    ///         "Counter"
    ///     }
    ///     fn forward(&self, x: &Tensor) -> Tensor {
    ///         self.calls.update(|calls| *calls = &*calls + 1.0);
    ///         x.clone()
    ///     }
    ///     fn own_buffers(&self) -> Vec<(&'static str, &Tensor)> {
    ///         vec![("calls", &self.calls)]
    ///     }
    /// }
    ///
    /// let counter = Counter { calls: Tensor::scalar(0.0) };
    /// counter.call(&Tensor::scalar(5.0));
    /// assert_eq!(counter.state_dict()[0].0, "calls");
    /// assert_eq!(counter.state_dict()[0].1.item(), 1.0);
    /// assert!(counter.parameters().is_empty());
    /// ```
    fn own_buffers(&self) -> Vec<(&'static str, &Tensor)> {
        Vec::new()
    }

    /// Whether the module is in training or in evaluation, if it behaves differently in the two.
    ///
    /// See the example at [`Mode`].
    fn mode(&self) -> Option<&Mode> {
        None
    }

    /// The module's hooks, if it supports them.
    ///
    /// See the example at [`own_parameters`](Self::own_parameters).
    fn hooks(&self) -> Option<&Hooks> {
        None
    }

    /// Runs the module: `forward`, and the hooks. PyTorch writes this `module(x)`.
    ///
    /// # Panics
    ///
    /// As [`forward`](Self::forward).
    ///
    /// ```
    /// use autograd::{Tensor, nn::{Module, ReLU}};
    ///
    /// assert_eq!(ReLU::new().call(&Tensor::vector(&[-1.0, 2.0])).to_vec(), [0.0, 2.0]);
    /// ```
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

    /// All parameters of this module and its submodules, each named by the path to it.
    ///
    /// A parameter that is used in two places is listed once, under its first name, so that an
    /// optimizer updates it once.
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

    /// Like [`named_parameters`](Self::named_parameters), but lists a parameter that is used in two
    /// places under both names, as a
    /// [`state_dict`](Self::state_dict) lists it.
    ///
    /// ```
    /// use autograd::{Tensor, nn::{Linear, Module, Sequential}};
    ///
    /// let shared = Tensor::matrix(&[[1.0, 2.0], [3.0, 4.0]]);
    /// let net = Sequential::new()
    ///     .push(Linear::from_parameters(shared.clone(), None))
    ///     .push(Linear::from_parameters(shared, None));
    /// let names = |list: Vec<(String, Tensor)>| -> Vec<String> {
    ///     list.into_iter().map(|(name, _)| name).collect()
    /// };
    /// assert_eq!(names(net.parameters_by_place()), ["0.weight", "1.weight"]);
    /// assert_eq!(names(net.named_parameters()), ["0.weight"]);
    /// ```
    fn parameters_by_place(&self) -> Vec<(String, Tensor)> {
        let own = self.own_parameters().into_iter().map(|(name, p)| (name.to_owned(), p.clone()));
        let inner = self.children().into_iter().flat_map(|(child, module)| {
            let parameters = module.parameters_by_place().into_iter();
            parameters.map(move |(name, p)| (format!("{child}.{name}"), p))
        });
        own.chain(inner).collect()
    }

    /// All parameters, without their names, as an optimizer needs them.
    ///
    /// ```
    /// use autograd::{Tensor, nn::{Linear, Module}};
    ///
    /// let layer = Linear::from_parameters(Tensor::matrix(&[[1.0, 2.0]]), None);
    /// layer.call(&Tensor::vector(&[10.0, 20.0])).sum().backward();
    /// for parameter in layer.parameters() {
    ///     assert_eq!(parameter.grad().unwrap().to_vec(), [10.0, 20.0]);
    /// }
    /// ```
    fn parameters(&self) -> Vec<Tensor> {
        self.named_parameters().into_iter().map(|(_, parameter)| parameter).collect()
    }

    /// The parameter of that name, such as `"0.weight"`.
    ///
    /// ```
    /// use autograd::{Tensor, nn::{Linear, Module}};
    ///
    /// let layer = Linear::from_parameters(Tensor::matrix(&[[1.0, 2.0]]), None);
    /// assert_eq!(layer.parameter("weight").unwrap().to_vec(), [1.0, 2.0]);
    /// assert!(layer.parameter("bias").is_none());
    /// ```
    fn parameter(&self, name: &str) -> Option<Tensor> {
        self.named_parameters().into_iter().find(|(other, _)| other == name).map(|(_, p)| p)
    }

    /// How many elements all parameters have together.
    ///
    /// ```
    /// use autograd::{Tensor, nn::{Linear, Module}};
    ///
    /// let bias = Some(Tensor::vector(&[3.0]));
    /// let layer = Linear::from_parameters(Tensor::matrix(&[[1.0, 2.0]]), bias);
    /// assert_eq!(layer.parameter_count(), 2 + 1);
    /// ```
    fn parameter_count(&self) -> usize {
        self.parameters().iter().map(|parameter| parameter.shape().len()).sum()
    }

    /// All buffers of this module and its submodules, each named by the path to it. Like
    /// [`named_parameters`](Self::named_parameters), it lists one that is used in two places once.
    ///
    /// ```
    /// use autograd::nn::{BatchNorm1d, Module, Sequential};
    ///
    /// let net = Sequential::new().push(BatchNorm1d::new(3));
    /// let names: Vec<_> = net.named_buffers().into_iter().map(|(name, _)| name).collect();
    /// assert_eq!(names, ["0.running_mean", "0.running_var", "0.num_batches_tracked"]);
    /// ```
    fn named_buffers(&self) -> Vec<(String, Tensor)> {
        let own = self.own_buffers().into_iter().map(|(name, b)| (name.to_owned(), b.clone()));
        let inner = self.children().into_iter().flat_map(|(child, module)| {
            let buffers = module.named_buffers().into_iter();
            buffers.map(move |(name, b)| (format!("{child}.{name}"), b))
        });
        let mut once: Vec<(String, Tensor)> = Vec::new();
        for (name, buffer) in own.chain(inner) {
            if once.iter().all(|(_, other)| !other.is(&buffer)) {
                once.push((name, buffer));
            }
        }
        once
    }

    /// Puts the module and all its submodules into training (`true`) or evaluation (`false`). They
    /// start in training.
    ///
    /// Only modules that behave differently in the two notice, such as [`Dropout`](super::Dropout)
    /// and [`BatchNorm1d`](super::BatchNorm1d).
    ///
    /// ```
    /// use autograd::nn::{Dropout, Module, Sequential};
    /// use random::Generator;
    ///
    /// let net = Sequential::new().push(Dropout::new(0.5, &Generator::manual_seed(0)));
    /// net.train(false);
    /// assert!(!net.is_training());
    /// net.train(true);
    /// assert!(net.is_training());
    /// ```
    // ANCHOR: train
    fn train(&self, training: bool) {
        if let Some(mode) = self.mode() {
            mode.set_training(training);
        }
        for (_, child) in self.children() {
            child.train(training);
        }
    }
    // ANCHOR_END: train

    /// Evaluation: `train(false)`. Call it before you test the network, and `train(true)` before
    /// you train it further.
    ///
    /// ```
    /// use autograd::{Tensor, nn::{BatchNorm1d, Module}};
    ///
    /// let norm = BatchNorm1d::new(1);
    /// norm.eval();
    /// // In training, one sample alone would be an error.
    /// assert!((norm.call(&Tensor::matrix(&[[3.0]])).item() - 3.0).abs() < 1e-4);
    /// ```
    fn eval(&self) {
        self.train(false);
    }

    /// Whether the module, or a part of it, behaves as in training.
    ///
    /// For a network in which nothing depends on the mode, it is `false`. (PyTorch's `training` is
    /// a flag that every module has, whether it means something for it or not.)
    ///
    /// ```
    /// use autograd::nn::{BatchNorm1d, Module, ReLU, Sequential};
    ///
    /// let net = Sequential::new().push(BatchNorm1d::new(3)).push(ReLU::new());
    /// let was_training = net.is_training();
    /// net.eval();
    /// assert!(was_training && !net.is_training());
    /// net.train(was_training); // back to what it was
    /// assert!(!ReLU::new().is_training());
    /// ```
    fn is_training(&self) -> bool {
        self.mode().is_some_and(Mode::is_training)
            || self.children().iter().any(|(_, child)| child.is_training())
    }

    /// All submodules, at any depth, each named by the path to it, in order.
    ///
    /// ```
    /// use autograd::nn::{Module, ReLU, Sequential};
    ///
    /// let inner = Sequential::new().push(ReLU::new());
    /// let net = Sequential::new().push(inner);
    /// let names: Vec<_> = net.named_modules().into_iter().map(|(name, _)| name).collect();
    /// assert_eq!(names, ["0", "0.0"]);
    /// ```
    fn named_modules(&self) -> Vec<(String, &dyn Module)> {
        let mut modules = Vec::new();
        for (name, child) in self.children() {
            modules.push((name.clone(), child));
            let inner = child.named_modules().into_iter();
            modules.extend(inner.map(|(path, module)| (format!("{name}.{path}"), module)));
        }
        modules
    }

    /// Clears the gradients of all parameters.
    ///
    /// ```
    /// use autograd::{Tensor, nn::{Linear, Module}};
    ///
    /// let layer = Linear::from_parameters(Tensor::matrix(&[[1.0, 2.0]]), None);
    /// layer.call(&Tensor::vector(&[10.0, 20.0])).sum().backward();
    /// layer.zero_grad();
    /// assert!(layer.weight().grad().is_none());
    /// ```
    fn zero_grad(&self) {
        self.parameters().iter().for_each(Tensor::zero_grad);
    }

    /// Converts all parameters and buffers to another precision. PyTorch: `.double()`, `.float()`.
    ///
    /// ```
    /// use autograd::{Tensor, nn::{Linear, Module}};
    /// use engine::DType;
    ///
    /// let layer = Linear::from_parameters(Tensor::matrix(&[[1.0, 2.0]]), None);
    /// layer.to_dtype(DType::F64);
    /// assert_eq!(layer.weight().dtype(), DType::F64);
    /// ```
    fn to_dtype(&self, dtype: DType) {
        for parameter in self.parameters() {
            parameter.update(|data| *data = data.to_dtype(dtype));
            parameter.zero_grad();
        }
        for (_, buffer) in self.named_buffers() {
            buffer.update(|data| *data = data.to_dtype(dtype));
        }
    }

    /// Moves all parameters and buffers to another device.
    ///
    /// ```
    /// use autograd::{Tensor, nn::{Linear, Module}};
    /// use engine::Device;
    ///
    /// let layer = Linear::from_parameters(Tensor::matrix(&[[1.0, 2.0]]), None);
    /// layer.to_device(Device::Nalgebra);
    /// assert_eq!(layer.weight().device(), Device::Nalgebra);
    /// ```
    fn to_device(&self, device: Device) {
        for parameter in self.parameters() {
            parameter.update(|data| *data = data.to_device(device));
            parameter.zero_grad();
        }
        for (_, buffer) in self.named_buffers() {
            buffer.update(|data| *data = data.to_device(device));
        }
    }

    /// The values of all parameters and buffers, by name: what a model file stores of a network.
    /// For each module, its parameters come first, then its buffers, then its children, as in
    /// PyTorch.
    ///
    /// ```
    /// use autograd::{Tensor, nn::{Linear, Module}};
    ///
    /// let layer = Linear::from_parameters(Tensor::matrix(&[[1.0, 2.0]]), None);
    /// let state = layer.state_dict();
    /// assert_eq!(state.len(), 1);
    /// assert_eq!((state[0].0.as_str(), state[0].1.to_vec()), ("weight", vec![1.0, 2.0]));
    /// ```
    fn state_dict(&self) -> StateDict {
        entries(self).into_iter().map(|(name, entry)| (name, entry.data())).collect()
    }

    /// Loads values that [`state_dict`](Self::state_dict) returned.
    ///
    /// # Errors
    ///
    /// If a name is missing or unknown, or a shape differs; the network is then unchanged.
    ///
    /// ```
    /// use autograd::{Tensor, nn::{Linear, Module}};
    ///
    /// let trained = Linear::from_parameters(Tensor::matrix(&[[1.0, 2.0]]), None);
    /// let fresh = Linear::from_parameters(Tensor::matrix(&[[0.0, 0.0]]), None);
    /// fresh.load_state_dict(&trained.state_dict())?;
    /// assert_eq!(fresh.weight().to_vec(), [1.0, 2.0]);
    /// # Ok::<(), autograd::nn::StateDictError>(())
    /// ```
    fn load_state_dict(&self, state: &StateDict) -> Result<(), StateDictError> {
        state_dict::load(&entries(self), state)
    }
}

/// What a state dict consists of, in its order.
fn entries<M: Module + ?Sized>(module: &M) -> Vec<(String, Tensor)> {
    let own = module.own_parameters().into_iter().chain(module.own_buffers());
    let own = own.map(|(name, entry)| (name.to_owned(), entry.clone()));
    let inner = module.children().into_iter().flat_map(|(child, module)| {
        entries(module).into_iter().map(move |(name, entry)| (format!("{child}.{name}"), entry))
    });
    own.chain(inner).collect()
}

/// A number as Python prints it: `0.5`, `1.0`, `1e-05`.
pub(super) fn number(x: f64) -> String {
    let text = format!("{x:?}");
    match text.split_once("e-") {
        Some((digits, exponent)) => format!("{digits}e-{exponent:0>2}"),
        None => text,
    }
}

/// A module as PyTorch prints it, one line for each submodule.
///
/// ```
/// use autograd::nn::{ELU, Sequential, Softmax, print};
///
/// let net = Sequential::new().push(ELU::new()).push(Softmax::new(1));
/// assert_eq!(print(&net), "Sequential(\n  (0): ELU(alpha=1.0)\n  (1): Softmax(dim=1)\n)");
/// ```
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
