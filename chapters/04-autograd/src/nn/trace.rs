//! Recording what flows through a network, forward and backward.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use engine::Array;

use super::{HookHandle, Module};
use crate::node::lock;

/// Records every submodule of `module`, though not the module itself, until the trace is dropped.
/// Your own modules are recorded if they have [`hooks`](Module::hooks).
///
/// Normally the activations between the layers are dropped at once. A trace keeps, for every
/// submodule, its last input and output and the gradient of its output, and it lists the shapes
/// in the order of the calls.
///
/// ```
/// use autograd::{Tensor, nn::{Linear, Module, ReLU, Sequential, trace}};
///
/// let mut rng = random::TorchRng::manual_seed(0);
/// let net = Sequential::new().push(Linear::new(3, 2, &mut rng)).push(ReLU::new());
/// let trace = trace(&net);
/// net.call(&Tensor::matrix(&[[1.0, 2.0, 3.0]])).sum().backward();
/// assert_eq!(
///     trace.lines(),
///     [
///         "0: IN (1, 3) OUT (1, 2)",
///         "1: IN (1, 2) OUT (1, 2)",
///         "1: GRAD (1, 2)",
///         "0: GRAD (1, 2)",
///     ]
/// );
/// assert_eq!(trace.output("0"), trace.input("1"));
/// ```
// ANCHOR: trace
pub fn trace(module: &dyn Module) -> Trace {
    let seen = Arc::new(Mutex::new(Seen::default()));
    let mut handles = Vec::new();
    for (name, part) in module.named_modules() {
        let Some(hooks) = part.hooks() else { continue };
        let (forward, backward) = (Arc::clone(&seen), Arc::clone(&seen));
        let (here, there) = (name.clone(), name);
        handles.push(hooks.register_forward_hook(move |input, output| {
            let mut seen = lock(&forward);
            seen.lines.push(format!("{here}: IN {} OUT {}", input.shape(), output.shape()));
            seen.inputs.insert(here.clone(), input.data());
            seen.outputs.insert(here.clone(), output.data());
        }));
        handles.push(hooks.register_backward_hook(move |grad| {
            let mut seen = lock(&backward);
            seen.lines.push(format!("{there}: GRAD {}", grad.shape()));
            seen.grads.insert(there.clone(), grad.clone());
        }));
    }
    Trace { seen, handles }
}
// ANCHOR_END: trace

/// What was recorded so far. Dropping it removes the hooks.
///
/// ```
/// use autograd::{Tensor, nn::{Module, ReLU, Sequential, trace}};
///
/// let net = Sequential::new().push(ReLU::new());
/// let trace = trace(&net);
/// let x = Tensor::vector(&[-1.0, 2.0]).requires_grad_();
/// net.call(&x).sum().backward();
/// assert_eq!(trace.input("0").unwrap().to_vec(), [-1.0, 2.0]);
/// assert_eq!(trace.output("0").unwrap().to_vec(), [0.0, 2.0]);
/// assert_eq!(trace.grad("0").unwrap().to_vec(), [1.0, 1.0]);
///
/// trace.clear();
/// assert!(trace.lines().is_empty());
/// ```
#[derive(Debug)]
pub struct Trace {
    seen: Arc<Mutex<Seen>>,
    handles: Vec<HookHandle>,
}

#[derive(Debug, Default)]
struct Seen {
    lines: Vec<String>,
    inputs: BTreeMap<String, Array>,
    outputs: BTreeMap<String, Array>,
    grads: BTreeMap<String, Array>,
}

impl Trace {
    /// One line for every event, such as `0: IN (100, 8) OUT (100, 4)` and `0: GRAD (100, 4)`.
    pub fn lines(&self) -> Vec<String> {
        lock(&self.seen).lines.clone()
    }

    /// Clears everything recorded so far, and continues recording.
    pub fn clear(&self) {
        *lock(&self.seen) = Seen::default();
    }

    /// The last input of the submodule with that name.
    pub fn input(&self, name: &str) -> Option<Array> {
        lock(&self.seen).inputs.get(name).cloned()
    }

    /// The last output of the submodule with that name.
    pub fn output(&self, name: &str) -> Option<Array> {
        lock(&self.seen).outputs.get(name).cloned()
    }

    /// The last gradient of that submodule's output.
    pub fn grad(&self, name: &str) -> Option<Array> {
        lock(&self.seen).grads.get(name).cloned()
    }
}

impl Drop for Trace {
    fn drop(&mut self) {
        for handle in self.handles.drain(..) {
            handle.remove();
        }
    }
}
