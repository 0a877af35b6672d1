//! Modules: names, parameters, saving and loading them, hooks and traces, and the graph.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use autograd::{
    Graph, Tensor,
    nn::{
        ELU, Identity, Linear, LogSoftmax, Module, ReLU, Sequential, Sigmoid, Softmax, Softplus,
        Softsign, StateDictError, Tanh, print, trace,
    },
};
use engine::{Array, DType, Device, Shape};
use random::TorchRng;

/// 3 → 4 → 2, with a ReLU between.
fn small(seed: u64) -> Sequential {
    let mut rng = TorchRng::manual_seed(seed);
    Sequential::new()
        .push(Linear::new(3, 4, &mut rng))
        .push(ReLU::new())
        .push(Linear::new(4, 2, &mut rng))
}

fn sample() -> Tensor {
    Tensor::matrix(&[[1.0, -0.5, 2.0], [0.0, 1.5, -1.0]])
}

/// A module with a parameter of its own, besides those of its submodules.
struct Scaled {
    scale: Tensor,
    inner: Sequential,
}

impl Module for Scaled {
    fn name(&self) -> &'static str {
        "Scaled"
    }

    fn forward(&self, input: &Tensor) -> Tensor {
        self.inner.call(&(input * &self.scale))
    }

    fn children(&self) -> Vec<(String, &dyn Module)> {
        vec![("inner".into(), &self.inner)]
    }

    fn own_parameters(&self) -> Vec<(&'static str, &Tensor)> {
        vec![("scale", &self.scale)]
    }
}

fn scaled() -> Scaled {
    Scaled { scale: Tensor::scalar(2.0).requires_grad_(), inner: small(0) }
}

// Names and parameters.

#[test]
fn parameters_are_named_by_the_path_to_them() {
    let names: Vec<_> = scaled().named_parameters().into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        ["scale", "inner.0.weight", "inner.0.bias", "inner.2.weight", "inner.2.bias"]
    );
    let module = scaled();
    let parts: Vec<_> =
        module.named_modules().iter().map(|(n, m)| format!("{n} {}", m.name())).collect();
    assert_eq!(parts, ["inner Sequential", "inner.0 Linear", "inner.1 ReLU", "inner.2 Linear"]);
    assert_eq!(module.parameter_count(), 1 + (3 + 1) * 4 + (4 + 1) * 2);
}

#[test]
fn a_parameter_is_found_by_its_name() {
    let net = small(0);
    assert_eq!(net.parameter("0.weight").unwrap().shape(), Shape::matrix(4, 3));
    assert_eq!(net.parameter("2.bias").unwrap().shape(), Shape::vector(2));
    for name in ["1.weight", "weight", "0", "0.weights", ""] {
        assert!(net.parameter(name).is_none(), "{name}");
    }
    // It is the parameter itself, not a copy.
    let weight = net.parameter("0.weight").unwrap();
    weight.update(|data| *data = Array::zeros(data.shape(), data.options()));
    assert!(net.parameters()[0].to_vec().iter().all(|&w| w == 0.0));
}

#[test]
fn a_custom_module_learns_all_its_parameters() {
    let module = scaled();
    module.call(&sample()).pow(2.0).sum().backward();
    for (name, parameter) in module.named_parameters() {
        let grad = parameter.grad().expect("a gradient");
        assert_eq!(grad.shape(), parameter.shape(), "{name}");
        assert!(grad.to_vec().iter().any(|&g| g != 0.0), "{name}");
    }
    module.zero_grad();
    assert!(module.parameters().iter().all(|p| p.grad().is_none()));
}

#[test]
fn a_layer_without_a_bias() {
    let layer = Linear::from_parameters(Tensor::matrix(&[[1.0, 2.0, 3.0]]), None);
    assert_eq!(layer.to_string(), "Linear(in_features=3, out_features=1, bias=False)");
    assert!(layer.bias().is_none());
    assert_eq!(layer.parameters().len(), 1);
    assert_eq!(layer.call(&sample()).to_vec(), [6.0, 0.0]);
}

#[test]
fn a_layer_used_twice_sums_both_gradients() {
    // f(f(x)) with f(x) = wx, so the derivative by w is 2wx.
    let f = Linear::from_parameters(Tensor::matrix(&[[3.0]]), None);
    f.call(&f.call(&Tensor::vector(&[5.0]))).backward();
    assert_eq!(f.weight().grad().unwrap().item(), 30.0);
}

// Printing.

#[test]
fn nested_modules_print_as_in_pytorch() {
    let mut rng = TorchRng::manual_seed(0);
    let net = Sequential::new()
        .push(Sequential::new().push(Linear::new(8, 4, &mut rng)).push(ReLU::new()))
        .push(Sequential::new())
        .push(Sequential::new().push(Sequential::new().push(Tanh::new())));
    let text = "\
Sequential(
  (0): Sequential(
    (0): Linear(in_features=8, out_features=4, bias=True)
    (1): ReLU()
  )
  (1): Sequential()
  (2): Sequential(
    (0): Sequential(
      (0): Tanh()
    )
  )
)";
    assert_eq!(net.to_string(), text);
    assert_eq!(format!("{net:?}"), text);
    assert_eq!((net.len(), net.is_empty()), (3, false));
    assert_eq!(print(&scaled()).lines().next(), Some("Scaled("));
}

#[test]
fn activations_print_as_in_pytorch_and_compute_what_they_say() {
    type Operation = fn(&Tensor) -> Tensor;
    let activations: [(Box<dyn Module>, &str, Operation); 9] = [
        (Box::new(ReLU::new()), "ReLU()", Tensor::relu),
        (Box::new(ELU::new()), "ELU(alpha=1.0)", Tensor::elu),
        (Box::new(Softplus::new()), "Softplus()", Tensor::softplus),
        (Box::new(Softsign::new()), "Softsign()", Tensor::softsign),
        (Box::new(Sigmoid::new()), "Sigmoid()", Tensor::sigmoid),
        (Box::new(Tanh::new()), "Tanh()", Tensor::tanh),
        (Box::new(Identity::new()), "Identity()", Tensor::clone),
        (Box::new(Softmax::new(1)), "Softmax(dim=1)", |x| x.softmax(1)),
        (Box::new(LogSoftmax::new(0)), "LogSoftmax(dim=0)", |x| x.log_softmax(0)),
    ];
    for (module, text, operation) in activations {
        assert_eq!(print(module.as_ref()), text);
        assert_eq!(module.call(&sample()).data(), operation(&sample()).data(), "{text}");
        assert_eq!(module.parameter_count(), 0);
        // Each supports hooks, so that a trace records all of them.
        assert!(module.hooks().is_some(), "{text}");
    }
}

// Saving and loading parameters.

#[test]
fn parameters_can_be_saved_and_loaded() {
    let (from, to) = (small(1), small(2));
    assert_ne!(from.call(&sample()).to_vec(), to.call(&sample()).to_vec());
    let state = from.state_dict();
    let names: Vec<_> = state.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["0.weight", "0.bias", "2.weight", "2.bias"]);
    to.load_state_dict(&state).unwrap();
    assert_eq!(from.call(&sample()).to_vec(), to.call(&sample()).to_vec());
    // The order does not matter.
    let reversed = state.iter().rev().cloned().collect();
    small(3).load_state_dict(&reversed).unwrap();
    // The state is a copy: further training does not change it.
    from.parameters()[0].update(|data| *data = data.scale(2.0));
    assert_eq!(state[0].1, to.state_dict()[0].1);
    assert_ne!(state[0].1, from.state_dict()[0].1);
}

#[test]
fn loading_keeps_the_precision_and_the_gradient_of_the_network() {
    let (from, to) = (small(1), small(2));
    from.to_dtype(DType::F64);
    to.call(&sample()).sum().backward();
    to.load_state_dict(&from.state_dict()).unwrap();
    for parameter in to.parameters() {
        assert_eq!(parameter.dtype(), DType::F32);
        assert!(parameter.requires_grad() && parameter.grad().is_some());
    }
}

#[test]
fn what_does_not_belong_is_named_and_nothing_is_changed() {
    let net = small(1);
    let before = net.state_dict();
    let load_error = |state: &Vec<(String, Array)>, text: &str| {
        let error = net.load_state_dict(state).expect_err(text);
        assert_eq!(error.to_string(), text);
        assert_eq!(net.state_dict(), before);
        error
    };
    // All other parameters differ from the network's, and must not be loaded, either.
    let other = small(2).state_dict();

    let missing = other[..3].to_vec();
    let error = load_error(&missing, "the parameter `2.bias`, of shape (2,), is missing");
    let shape = Shape::vector(2);
    assert_eq!(error, StateDictError::Missing { name: "2.bias".into(), shape });

    let mut unexpected = other.clone();
    unexpected.push(("3.weight".into(), other[0].1.clone()));
    let error = load_error(&unexpected, "the network has no parameter `3.weight`");
    assert_eq!(error, StateDictError::Unexpected { name: "3.weight".into() });

    let mut turned = other.clone();
    turned[2].1 = turned[2].1.reshape(Shape::matrix(4, 2));
    let text = "the parameter `2.weight` should have shape (2, 4), but has shape (4, 2)";
    let error = load_error(&turned, text);
    assert!(matches!(error, StateDictError::Shape { name, .. } if name == "2.weight"));

    load_error(&Vec::new(), "the parameter `0.weight`, of shape (4, 3), is missing");
}

#[test]
fn another_precision_and_another_device() {
    let net = small(1);
    net.call(&sample()).sum().backward();
    let single = net.call(&sample()).to_vec();
    net.to_dtype(DType::F64);
    for parameter in net.parameters() {
        assert_eq!(parameter.dtype(), DType::F64);
        // A gradient of the old precision could not accumulate the new ones.
        assert!(parameter.grad().is_none() && parameter.requires_grad());
    }
    let input = Tensor::new(sample().data().to_dtype(DType::F64));
    let output = net.call(&input);
    for (wide, narrow) in output.to_vec().iter().zip(single) {
        assert!((wide - narrow).abs() < 1e-6);
    }
    output.sum().backward();
    assert_eq!(net.parameters()[0].grad().unwrap().dtype(), DType::F64);

    net.to_device(Device::Nalgebra);
    let there = Tensor::new(input.data().to_device(Device::Nalgebra));
    let output = net.call(&there);
    assert_eq!(output.device(), Device::Nalgebra);
    output.sum().backward();
    assert_eq!(net.parameters()[0].grad().unwrap().device(), Device::Nalgebra);
}

// Hooks and traces.

#[test]
fn a_hook_is_called_until_it_is_removed() {
    let layer = Linear::new(3, 2, &mut TorchRng::manual_seed(0));
    let calls = Arc::new(AtomicUsize::new(0));
    let hooks = layer.hooks().unwrap();
    let count = || {
        let calls = Arc::clone(&calls);
        move || {
            calls.fetch_add(1, Ordering::Relaxed);
        }
    };
    let (here, there) = (count(), count());
    let forward = hooks.register_forward_hook(move |_, _| here());
    let backward = hooks.register_backward_hook(move |_| there());
    let run = || {
        calls.store(0, Ordering::Relaxed);
        layer.call(&sample()).sum().backward();
        calls.load(Ordering::Relaxed)
    };
    assert_eq!(run(), 2);
    assert_eq!(run(), 2);
    forward.remove();
    assert_eq!(run(), 1);
    backward.remove();
    assert_eq!(run(), 0);
    // forward is the bare function: it does not call hooks.
    let here = count();
    let handle = hooks.register_forward_hook(move |_, _| here());
    calls.store(0, Ordering::Relaxed);
    assert_eq!(layer.forward(&sample()).shape(), Shape::matrix(2, 2));
    assert_eq!(calls.load(Ordering::Relaxed), 0);
    // A handle may outlive its module.
    drop(layer);
    handle.remove();
}

#[test]
fn a_hook_gets_input_output_and_the_gradient_of_the_output() {
    let relu = ReLU::new();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (forward, backward) = (Arc::clone(&seen), Arc::clone(&seen));
    let hooks = relu.hooks().unwrap();
    let _forward = hooks.register_forward_hook(move |x, y| {
        forward.lock().unwrap().extend([x.to_vec(), y.to_vec()]);
    });
    let _backward =
        hooks.register_backward_hook(move |g| backward.lock().unwrap().push(g.to_vec()));
    let x = Tensor::vector(&[-1.0, 2.0]).requires_grad_();
    (3.0 * relu.call(&x)).sum().backward();
    assert_eq!(*seen.lock().unwrap(), [vec![-1.0, 2.0], vec![0.0, 2.0], vec![3.0, 3.0]]);
}

#[test]
fn a_hook_may_register_another() {
    let relu = Arc::new(ReLU::new());
    let inner = Arc::downgrade(&relu);
    let calls = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&calls);
    let _handle = relu.hooks().unwrap().register_forward_hook(move |_, _| {
        let counter = Arc::clone(&counter);
        let relu = inner.upgrade().expect("it is running");
        let _kept = relu.hooks().unwrap().register_forward_hook(move |_, _| {
            counter.fetch_add(1, Ordering::Relaxed);
        });
    });
    relu.call(&sample());
    assert_eq!(calls.load(Ordering::Relaxed), 0, "it starts with the next call");
    relu.call(&sample());
    assert_eq!(calls.load(Ordering::Relaxed), 1);
}

#[test]
fn a_dropped_trace_removes_its_hooks() {
    let net = small(0);
    let trace = trace(&net);
    net.call(&sample());
    assert_eq!(trace.lines().len(), 3);
    trace.clear();
    assert!(trace.lines().is_empty() && trace.output("0").is_none());
    net.call(&sample()).sum().backward();
    assert_eq!(trace.lines().len(), 6);
    // The output of each layer is the input of the next.
    assert_eq!(trace.output("0"), trace.input("1"));
    assert_eq!(trace.output("1"), trace.input("2"));
    assert!(trace.input("3").is_none());
    drop(trace);
    for (name, module) in net.named_modules() {
        let hooks = format!("{:?}", module.hooks().unwrap());
        assert_eq!(hooks, "0 forward and 0 backward hooks", "{name}");
    }
}

#[test]
fn two_traces_are_independent() {
    let net = small(0);
    let (first, second) = (trace(&net), trace(&net));
    drop(first);
    net.call(&sample());
    assert_eq!(second.lines().len(), 3);
}

#[test]
fn a_trace_includes_custom_modules() {
    // Scaled supports no hooks and is skipped, but its submodules are recorded.
    let net = Sequential::new().push(scaled());
    let trace = trace(&net);
    net.call(&sample()).sum().backward();
    let lines = trace.lines();
    assert_eq!(
        lines[..4],
        [
            "0.inner.0: IN (2, 3) OUT (2, 4)",
            "0.inner.1: IN (2, 4) OUT (2, 4)",
            "0.inner.2: IN (2, 4) OUT (2, 2)",
            "0.inner: IN (2, 3) OUT (2, 2)",
        ]
    );
    assert_eq!(lines[6..], ["0.inner.1: GRAD (2, 4)", "0.inner.0: GRAD (2, 4)"]);
    // A container's output is that of its last submodule, and so is its gradient.
    assert_eq!(trace.grad("0.inner"), trace.grad("0.inner.2"));
    assert_eq!(trace.output("0.inner"), trace.output("0.inner.2"));
}

// The graph.

#[test]
fn the_graph_as_text() {
    let net = small(0);
    let parameters = net.named_parameters();
    let names = parameters.iter().map(|(name, p)| (name.as_str(), p));
    let loss = net.call(&sample()).pow(2.0).mean();
    assert_eq!(
        Graph::of(&loss).with_names(names).to_string(),
        "\
MeanBackward0 ()
└─ PowBackward0 (2, 2)
   └─ LinearBackward0 (2, 2)
      ├─ ReluBackward0 (2, 4)
      │  └─ LinearBackward0 (2, 4)
      │     ├─ AccumulateGrad 0.weight (4, 3)
      │     └─ AccumulateGrad 0.bias (4,)
      ├─ AccumulateGrad 2.weight (2, 4)
      └─ AccumulateGrad 2.bias (2,)
"
    );
}

#[test]
fn a_shared_node_is_written_once() {
    let x = Tensor::vector(&[1.0, 2.0]).requires_grad_();
    let y = x.exp();
    let graph = Graph::of(&(&y * &y)).with_names([("x", &x)]);
    assert_eq!(
        graph.to_string(),
        "\
MulBackward0 (2,)
├─ ExpBackward0 (2,)
│  └─ AccumulateGrad x (2,)
└─ ExpBackward0 (2,) (see above)
"
    );
    assert_eq!(graph.nodes().len(), 3);
    let none = Graph::of(&Tensor::scalar(1.0));
    assert!(none.nodes().is_empty());
    assert_eq!(none.to_string(), "(no graph: no gradient flows to this tensor)\n");
}

type Pairs<'a> = Vec<(&'a str, &'a str)>;

/// The nodes of a drawing with their labels, and its edges.
fn parse(dot: &str) -> (Pairs<'_>, Pairs<'_>) {
    let body = dot.strip_prefix("digraph {\n").expect("the start");
    let body = body.strip_suffix("}\n").expect("the end");
    let edges = body.lines().filter_map(|line| line.trim().split_once(" -> ")).collect();
    let nodes = body.lines().filter_map(|line| {
        let (id, rest) = line.trim().split_once(" [label=\"")?;
        Some((id, rest.split_once('"')?.0))
    });
    (nodes.collect(), edges)
}

#[test]
fn the_graph_as_a_drawing() {
    let net = small(0);
    let parameters = net.named_parameters();
    let names = parameters.iter().map(|(name, p)| (name.as_str(), p));
    let loss = net.call(&sample()).pow(2.0).mean();
    let graph = Graph::of(&loss).with_names(names);
    let dot = graph.dot();
    let (nodes, edges) = parse(&dot);

    let ids: BTreeSet<_> = nodes.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids.len(), nodes.len(), "every node once");
    assert_eq!(nodes.len(), graph.nodes().len());
    assert!(edges.iter().all(|(from, to)| ids.contains(from) && ids.contains(to)), "{dot}");
    let inputs: usize =
        graph.nodes().iter().map(|node| node.next_functions().iter().flatten().count()).sum();
    assert_eq!(edges.len(), inputs);

    for (name, parameter) in &parameters {
        let label = format!("{name}\\n{}", parameter.shape());
        let mut drawn = nodes.iter().filter(|(_, text)| *text == label);
        let (id, _) = drawn.next().unwrap_or_else(|| panic!("{label} is not in\n{dot}"));
        assert!(drawn.next().is_none(), "{label} is drawn twice");
        // Arrows follow the forward pass: out of a parameter, never into it.
        assert!(edges.iter().any(|(from, _)| from == id));
        assert!(edges.iter().all(|(_, to)| to != id));
    }
    // Every path ends at the loss, the only node without outgoing edges.
    let ends: Vec<_> =
        nodes.iter().filter(|(id, _)| edges.iter().all(|(from, _)| from != id)).collect();
    assert_eq!(ends.len(), 1);
    assert_eq!(ends[0].1, "MeanBackward0\\n()");
    assert_eq!(dot.matches("bold").count(), 1);
}

#[test]
fn a_tensor_used_twice_is_drawn_once_with_two_arrows() {
    let x = Tensor::scalar(3.0).requires_grad_();
    let dot = Graph::of(&(&x * &x)).with_names([("x", &x)]).dot();
    let (nodes, edges) = parse(&dot);
    assert_eq!((nodes.len(), edges.len()), (2, 2));
    assert_eq!(edges[0], edges[1]);
}

#[test]
fn a_name_may_contain_quotes() {
    let x = Tensor::scalar(3.0).requires_grad_();
    let dot = Graph::of(&x.exp()).with_names([("the \"input\"", &x)]).dot();
    assert!(dot.contains("label=\"the 'input'\\n()\""), "{dot}");
}

/// One layer under two names, as in an autoencoder with tied weights.
struct Tied {
    layer: Linear,
}

impl Module for Tied {
    fn name(&self) -> &'static str {
        "Tied"
    }
    fn forward(&self, x: &Tensor) -> Tensor {
        self.layer.call(&self.layer.call(x))
    }
    fn children(&self) -> Vec<(String, &dyn Module)> {
        vec![("first".into(), &self.layer), ("second".into(), &self.layer)]
    }
}

#[test]
fn a_shared_parameter_is_listed_once_but_saved_under_both_names() {
    let tied = Tied { layer: Linear::new(2, 2, &mut random::TorchRng::manual_seed(0)) };
    let names: Vec<_> = tied.named_parameters().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["first.weight", "first.bias"]);
    assert_eq!(tied.parameter_count(), 6);
    let names: Vec<_> = tied.state_dict().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["first.weight", "first.bias", "second.weight", "second.bias"]);
    tied.load_state_dict(&tied.state_dict()).unwrap();
}
