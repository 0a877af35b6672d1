//! The size of everything that flows through a network, forward and backward.

use std::fmt;

use autograd::{
    Tensor,
    nn::{Module, trace},
};
use engine::Shape;

/// The sizes, one [`Step`] per module, in the order of the forward pass.
///
/// ```
/// use inside::{data_flow, networks};
///
/// let (net, input) = networks::primer();
/// let flow = data_flow(&net, &input);
/// assert_eq!(flow.steps[0].output.to_string(), "(100, 4)");
/// assert_eq!(flow.activations(), 100 * (8 + 4 + 4 + 3 + 3 + 2));
/// assert_eq!(flow.parameters(), 59);
/// ```
#[derive(Clone, PartialEq, Debug)]
pub struct DataFlow {
    /// The shape of the input X₀.
    pub input: Shape,
    /// What each module does to it.
    pub steps: Vec<Step>,
}

/// One module: its output, the gradient of its output, and its parameters.
///
/// ```
/// use inside::{data_flow, networks};
///
/// let (net, input) = networks::primer();
/// let step = data_flow(&net, &input).steps[2].clone();
/// assert_eq!((step.name.as_str(), step.module.as_str()), ("2", "Linear"));
/// assert_eq!(step.gradient, Some(step.output));
/// ```
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// The path to the module: `0`, `1`, …
    pub name: String,
    /// Its type: `Linear`, `ReLU`.
    pub module: String,
    /// The shape of its output.
    pub output: Shape,
    /// The shape of the gradient of its output, if there is one.
    pub gradient: Option<Shape>,
    /// Its parameters: name, shape, and the shape of the gradient, if there is one.
    pub parameters: Vec<(String, Shape, Option<Shape>)>,
}

/// Runs `net` forward on `input`, and backward from a gradient of ones, and records every size.
///
/// The gradients that this computes are removed again; those that were there before stay.
///
/// ```
/// use inside::{data_flow, networks};
///
/// let (net, input) = networks::primer();
/// assert_eq!(data_flow(&net, &input).steps.len(), 5);
/// ```
// ANCHOR: data_flow
pub fn data_flow(net: &dyn Module, input: &Tensor) -> DataFlow {
    without_trace_in_grads(net, || {
        let trace = trace(net);
        net.call(input).sum().backward();
        let steps = net.named_modules().into_iter().filter_map(|(name, module)| {
            let own = module.own_parameters().into_iter();
            Some(Step {
                output: trace.output(&name)?.shape(),
                gradient: trace.grad(&name).map(|grad| grad.shape()),
                parameters: own
                    .map(|(own, p)| (own.to_owned(), p.shape(), p.grad().map(|g| g.shape())))
                    .collect(),
                module: module.name().to_owned(),
                name,
            })
        });
        DataFlow { input: input.shape(), steps: steps.collect() }
    })
}
// ANCHOR_END: data_flow

/// Runs `look` without any gradients in the parameters, and puts back those that were there before.
pub(crate) fn without_trace_in_grads<R>(net: &dyn Module, look: impl FnOnce() -> R) -> R {
    let parameters = net.parameters();
    let before: Vec<_> = parameters.iter().map(|p| p.grad().map(|grad| grad.data())).collect();
    net.zero_grad();
    let seen = look();
    for (parameter, grad) in parameters.iter().zip(before) {
        if parameter.requires_grad() {
            parameter.set_grad(grad);
        }
    }
    seen
}

impl DataFlow {
    /// How many numbers the input and all outputs hold. It grows with the batch.
    ///
    /// ```
    /// use inside::{data_flow, networks};
    ///
    /// let (net, input) = networks::primer();
    /// assert_eq!(data_flow(&net, &input).activations(), 2400);
    /// ```
    pub fn activations(&self) -> usize {
        self.input.len() + self.steps.iter().map(|step| step.output.len()).sum::<usize>()
    }

    /// How many numbers the parameters hold. It does not depend on the batch.
    ///
    /// ```
    /// use inside::{data_flow, networks};
    ///
    /// let (net, input) = networks::primer();
    /// assert_eq!(data_flow(&net, &input).parameters(), 59);
    /// ```
    pub fn parameters(&self) -> usize {
        self.steps.iter().flat_map(|step| &step.parameters).map(|(_, shape, _)| shape.len()).sum()
    }
}

/// A table: outputs from top to bottom, and beside each its gradient.
impl fmt::Display for DataFlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gone = |shape: &Option<Shape>| shape.map_or("none".to_owned(), |s| s.to_string());
        writeln!(
            f,
            "{:<10} {:<12} {:<12} parameters and their gradients",
            "", "output", "gradient"
        )?;
        writeln!(f, "{:<10} {:<12} none", "input", self.input.to_string())?;
        for Step { name, module, output, gradient, parameters } in &self.steps {
            let (place, output) = (format!("{name} {module}"), output.to_string());
            let own: Vec<String> = parameters
                .iter()
                .map(|(name, shape, grad)| format!("{name} {shape}, grad {}", gone(grad)))
                .collect();
            let line =
                format!("{place:<10} {output:<12} {:<12} {}", gone(gradient), own.join("; "));
            writeln!(f, "{}", line.trim_end())?;
        }
        write!(
            f,
            "numbers: {} in the input and outputs, {} in the parameters",
            self.activations(),
            self.parameters()
        )
    }
}
