//! The spread of activations, gradients and parameters of every layer, in one call.

use std::fmt;

use autograd::{
    Tensor,
    nn::{Module, trace},
};
use engine::Array;

use crate::{Summary, data_flow::without_trace_in_grads, summary::short, units};

/// The spread of all activations and gradients of a network, in one forward and backward pass.
///
/// ```
/// use inside::{inspect, networks};
///
/// let (net, input) = networks::large();
/// let report = inspect(&net, &input, |output| output.pow(2.0).mean());
/// let tanh = report.layer("1").unwrap();
/// assert_eq!(tanh.module, "Tanh");
/// assert!(tanh.flat.unwrap() < 0.02); // 2 % of its outputs are saturated
/// assert!(report.to_string().contains("ReLU"));
/// ```
#[derive(Clone, PartialEq, Debug)]
pub struct Report {
    /// The loss.
    pub loss: f64,
    /// The spread of the input.
    pub input: Summary,
    /// Every module that ran, in the order of the network.
    pub layers: Vec<Layer>,
}

/// One module of a [`Report`]: its output, the gradient of its output, and its parameters.
///
/// ```
/// use inside::{inspect, networks};
///
/// let (net, input) = networks::large();
/// let report = inspect(&net, &input, |output| output.pow(2.0).mean());
/// let layer = report.layer("0").unwrap();
/// assert_eq!(layer.parameters[0].name, "weight");
/// assert!(layer.parameters[0].value.max() <= 0.1); // 1/√100
/// ```
#[derive(Clone, PartialEq, Debug)]
pub struct Layer {
    /// The path to the module.
    pub name: String,
    /// Its type.
    pub module: String,
    /// The spread of its output.
    pub output: Summary,
    /// The spread of its output's gradient, if there is one.
    pub gradient: Option<Summary>,
    /// The share of its output at which the derivative is zero or nearly so; see [`units::flat`].
    pub flat: Option<f64>,
    /// How many units are 0 for every sample, if it is a ReLU; see [`units::dead`].
    pub dead: Option<usize>,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
}

/// A parameter of a [`Layer`].
///
/// ```
/// use inside::{inspect, networks};
///
/// let (net, input) = networks::large();
/// let report = inspect(&net, &input, |output| output.pow(2.0).mean());
/// let bias = &report.layer("4").unwrap().parameters[1];
/// assert_eq!(bias.name, "bias");
/// assert_eq!(bias.value.moments().count(), 10);
/// ```
#[derive(Clone, PartialEq, Debug)]
pub struct Parameter {
    /// `weight` or `bias`.
    pub name: String,
    /// The spread of its numbers.
    pub value: Summary,
    /// The spread of their gradients, if they came back.
    pub gradient: Option<Summary>,
}

/// Runs `input` through `net`, and the gradient of `loss` back, and summarizes every layer.
///
/// The parameters keep the gradients they had before.
///
/// # Panics
///
/// If `loss` does not make one number, or none that depends on the network.
///
/// ```
/// use autograd::nn::Module;
/// use inside::{inspect, networks};
///
/// let (net, input) = networks::primer();
/// let report = inspect(&net, &input, |output| output.pow(2.0).mean());
/// assert_eq!(format!("{:.4}", report.loss), "0.1996"); // as the tutorial prints it
/// assert!(net.parameters()[0].grad().is_none());
/// ```
// ANCHOR: inspect
#[track_caller]
pub fn inspect(net: &dyn Module, input: &Tensor, loss: impl FnOnce(&Tensor) -> Tensor) -> Report {
    without_trace_in_grads(net, || {
        let trace = trace(net);
        let loss = loss(&net.call(input));
        loss.backward();
        let layers = net.named_modules().into_iter().filter_map(|(name, module)| {
            let output = trace.output(&name)?;
            let gradient = trace.grad(&name).as_ref().map(Summary::of_array);
            Some(Layer::new(name, module, &output, gradient))
        });
        let layers = layers.collect();
        Report { loss: loss.item(), input: Summary::of_array(&input.data()), layers }
    })
}
// ANCHOR_END: inspect

impl Layer {
    fn new(name: String, module: &dyn Module, output: &Array, gradient: Option<Summary>) -> Self {
        let own = module.own_parameters().into_iter().map(|(name, p)| Parameter {
            name: name.to_owned(),
            value: Summary::of_array(&p.data()),
            gradient: p.grad().map(|grad| Summary::of_array(&grad.data())),
        });
        Self {
            parameters: own.collect(),
            flat: units::flat(module.name(), output),
            dead: (module.name() == "ReLU").then(|| units::dead(output).len()),
            output: Summary::of_array(output),
            module: module.name().to_owned(),
            name,
            gradient,
        }
    }
}

impl Report {
    /// The layer of that name.
    ///
    /// ```
    /// use inside::{inspect, networks};
    ///
    /// let (net, input) = networks::large();
    /// let report = inspect(&net, &input, |output| output.pow(2.0).mean());
    /// assert_eq!(report.layer("3").unwrap().module, "ReLU");
    /// assert!(report.layer("7").is_none());
    /// ```
    pub fn layer(&self, name: &str) -> Option<&Layer> {
        self.layers.iter().find(|layer| layer.name == name)
    }
}

/// A table of all layers: forward, the parameters, and backward.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<11} {:>10} {:>10} {:>10} {:>10}", "forward", "mean", "std", "min", "max")?;
        writeln!(f, "{:<11} {}", "input", self.input)?;
        for layer in &self.layers {
            let Layer { name, module, output, flat, dead, .. } = layer;
            write!(f, "{:<11} {output}", format!("{name} {module}"))?;
            if let Some(flat) = flat {
                write!(f, "  {:.1} % flat", 100.0 * flat)?;
            }
            if let Some(dead) = dead {
                write!(f, ", {dead} dead")?;
            }
            writeln!(f)?;
        }
        writeln!(f, "\nparameters")?;
        let parameters = || {
            self.layers.iter().flat_map(|layer| {
                layer.parameters.iter().map(|p| (format!("{}.{}", layer.name, p.name), p))
            })
        };
        for (name, parameter) in parameters() {
            writeln!(f, "{name:<11} {}", parameter.value)?;
        }
        writeln!(f, "\nbackward, from a loss of {}", short(self.loss))?;
        for layer in self.layers.iter().rev() {
            if let Some(gradient) = &layer.gradient {
                writeln!(f, "{:<11} {gradient}", format!("{} {}", layer.name, layer.module))?;
            }
        }
        for (name, parameter) in parameters() {
            if let Some(gradient) = &parameter.gradient {
                writeln!(f, "{name:<11} {gradient}")?;
            }
        }
        Ok(())
    }
}
