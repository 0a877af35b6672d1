//! The figures of the pages on `autograd`.

use std::sync::Arc;

use autograd::{
    Graph, Node, Tensor,
    nn::{Linear, Module, ReLU, Sequential},
};
use engine::{Array, DType, Options};
use figures::{Diagram, Kind, LossCurves};
use random::TorchRng;

use super::{Drawing, drawing};

pub(super) fn figures() -> Vec<Drawing> {
    vec![
        drawing("autograd-tape", tape()),
        drawing("autograd-expression", expression()),
        drawing("autograd-broadcast", broadcast()),
        drawing("autograd-diamond", diamond()),
        drawing("autograd-step", step()),
        drawing("autograd-mynet", my_net()),
        drawing("autograd-flow", flow("The data on its way forward", 'X')),
        drawing("autograd-flow-back", flow("The gradients on their way back", 'G').reversed()),
        drawing("autograd-graph", graph()),
    ]
}

fn leaf(value: f64) -> Tensor {
    Tensor::scalar(value).requires_grad_()
}

fn grad(tensor: &Tensor) -> f64 {
    tensor.grad().map_or(f64::NAN, |grad| grad.item())
}

/// One unit and its squared error: (x·w + b − t)², all the way to the gradients.
fn tape() -> Diagram {
    let (x, w, b, t) = (leaf(2.0), leaf(3.0), leaf(1.0), leaf(5.0));
    let p = &x * &w;
    let s = &p + &b;
    let e = &s - &t;
    let loss = &e * &e;
    for tensor in [&p, &s, &e, &loss] {
        tensor.retain_grad();
    }
    loss.backward();
    let label = |name: &str, tensor: &Tensor| {
        let text = format!("{name}\nvalue {}\ngradient {}", tensor.item(), grad(tensor));
        text.replace('-', "−")
    };
    Diagram::new("(x·w + b − t)², forward and back")
        .node("x", Kind::Input, label("x", &x))
        .node("w", Kind::Parameter, label("w", &w))
        .node("p", Kind::Operation, label("p = x·w", &p))
        .node("b", Kind::Parameter, label("b", &b))
        .node("s", Kind::Operation, label("s = p + b", &s))
        .node("t", Kind::Input, label("t", &t))
        .node("e", Kind::Operation, label("e = s − t", &e))
        .node("ℓ", Kind::Output, label("ℓ = e·e", &loss))
        .arrow("x", "p", "")
        .arrow("w", "p", "")
        .arrow("p", "s", "")
        .arrow("b", "s", "")
        .arrow("s", "e", "")
        .arrow("t", "e", "")
        .arrow("e", "ℓ", "twice")
}

/// The node of a leaf, which only what was computed from the leaf can show.
fn node_of(leaf: &Tensor) -> Option<Arc<Node>> {
    (leaf * 1.0).grad_fn()?.next_functions().first().cloned().flatten()
}

/// The graph behind a result, walked node by node, as torchviz draws it.
fn walked(title: &str, result: &Tensor, leaves: &[(String, Tensor)]) -> Diagram {
    let nodes = Graph::of(result).nodes();
    let key = |node: &Arc<Node>| nodes.iter().position(|other| Arc::ptr_eq(node, other));
    let mut diagram = Diagram::new(title).downward();
    for (i, node) in nodes.iter().enumerate().rev() {
        let name = leaves
            .iter()
            .find(|(_, leaf)| node_of(leaf).is_some_and(|other| Arc::ptr_eq(node, &other)))
            .map_or_else(|| node.name(), |(name, _)| name.clone());
        let kind = match (i, node.is_leaf()) {
            (_, true) => Kind::Parameter,
            (0, false) => Kind::Output,
            _ => Kind::Operation,
        };
        diagram = diagram.node(i, kind, format!("{name}\n{}", node.shape()));
    }
    for (i, node) in nodes.iter().enumerate().rev() {
        for input in node.next_functions().iter().flatten() {
            if let Some(from) = key(input) {
                diagram = diagram.arrow(from, i, "");
            }
        }
    }
    diagram
}

fn expression() -> Diagram {
    let (x, w, b, t) = (leaf(2.0), leaf(3.0), leaf(1.0), Tensor::scalar(5.0));
    let e = &x * &w + &b - t;
    let names = [("x", &x), ("w", &w), ("b", &b)];
    let leaves = names.map(|(name, tensor)| (name.to_owned(), tensor.clone()));
    walked("The graph behind the loss", &(&e * &e), &leaves)
}

/// A bias on three rows: three gradients come back to it.
fn broadcast() -> Diagram {
    let rows = [[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]];
    let x = Tensor::matrix(&[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
    let b = Tensor::vector(&[10.0, 20.0]).requires_grad_();
    (&x + &b).backward_with(&Array::matrix(&rows, Options::default()));
    let two = |numbers: &[f64]| format!("[{}, {}]", numbers[0], numbers[1]);
    let sum = b.grad().map_or_else(Vec::new, |grad| grad.to_vec());
    let diagram = Diagram::new("What comes back to a bias of three rows").node(
        "b",
        Kind::Parameter,
        format!("∂ℓ/∂b\n{}", two(&sum)),
    );
    let diagram = (1..).zip(&rows).fold(diagram, |diagram, (i, row)| {
        diagram
            .node(i, Kind::Operation, format!("row {i} of X + b"))
            .arrow("b", i, two(row))
            .arrow(i, "Y", "")
    });
    diagram.node("Y", Kind::Output, "∂ℓ/∂Y").reversed()
}

/// y = 2x, and z = y² + 3y: what each node hands back.
fn diamond() -> Diagram {
    let x = leaf(2.0);
    let y = 2.0 * &x;
    let (square, triple) = (&y * &y, 3.0 * &y);
    let z = &square + &triple;
    for tensor in [&y, &square, &triple, &z] {
        tensor.retain_grad();
    }
    z.backward();
    let label = |name: &str, tensor: &Tensor| format!("{name}\ngradient {}", grad(tensor));
    let from_square = grad(&square) * 2.0 * y.item();
    let from_triple = grad(&triple) * 3.0;
    Diagram::new("A diamond: two gradients meet at y")
        .node("x", Kind::Input, label("x", &x))
        .node("y", Kind::Operation, label("y = 2x", &y))
        .node("y²", Kind::Operation, label("y²", &square))
        .node("3y", Kind::Operation, label("3y", &triple))
        .node("z", Kind::Output, label("z = y² + 3y", &z))
        .arrow("x", "y", grad(&x).to_string())
        .arrow("y", "y²", from_square.to_string())
        .arrow("y", "3y", from_triple.to_string())
        .arrow("y²", "z", grad(&square).to_string())
        .arrow("3y", "z", grad(&triple).to_string())
        .reversed()
}

fn softsign(x: f64, dtype: DType) -> f64 {
    Tensor::new(Array::scalar(x, Options { dtype, ..Options::default() })).softsign().item()
}

/// How wrong a difference quotient of softsign at 0.5 is, for steps from 2⁻⁴⁰ to ¼. It is all
/// plain arithmetic, so the rounding is the same on every machine.
fn step() -> LossCurves {
    let x = 0.5;
    let derivative = 1.0 / (1.0 + x) / (1.0 + x);
    let curve = |quotient: &dyn Fn(f64) -> f64| -> Vec<(f64, f64)> {
        let steps = (2..=40).rev().map(|i| 0.5_f64.powi(i));
        steps.map(|h| (h, (quotient(h) - derivative).abs())).filter(|&(_, e)| e > 0.0).collect()
    };
    let central =
        |dtype| move |h: f64| (softsign(x + h, dtype) - softsign(x - h, dtype)) / (2.0 * h);
    let one_sided = |h: f64| (softsign(x + h, DType::F64) - softsign(x, DType::F64)) / h;
    LossCurves::new("How wrong a difference is")
        .curve_over("one-sided, f64", &curve(&one_sided))
        .curve_over("central, f64", &curve(&central(DType::F64)))
        .curve_over("central, f32", &curve(&central(DType::F32)))
        .x_name("step h")
        .y_name("error")
        .log_x()
        .log_y()
}

fn shape(tensor: &Tensor) -> String {
    tensor.shape().to_string()
}

/// The flow through a row of modules, each with its parameters, and the shapes on the arrows.
fn my_net() -> Diagram {
    let mut rng = TorchRng::manual_seed(0);
    let (layer1, layer2) = (Linear::new(3, 4, &mut rng), Linear::new(4, 2, &mut rng));
    let x = Tensor::matrix(&[[1.0, -0.5, 2.0], [0.0, 1.5, -1.0]]);
    let hidden = layer1.call(&x);
    let scores = layer2.call(&hidden.sigmoid());
    let parameter = |name: &str, tensor: Option<&Tensor>| {
        format!("{name}\n{}", tensor.map_or(String::new(), shape))
    };
    Diagram::new("MyNet: four steps, four parameters")
        .then(Kind::Input, "x", "")
        .then(Kind::Operation, "layer1", shape(&x))
        .parameter(parameter("layer1.weight", Some(layer1.weight())))
        .parameter(parameter("layer1.bias", layer1.bias()))
        .then(Kind::Operation, "sigmoid", shape(&hidden))
        .then(Kind::Operation, "layer2", shape(&hidden))
        .parameter(parameter("layer2.weight", Some(layer2.weight())))
        .parameter(parameter("layer2.bias", layer2.bias()))
        .then(Kind::Operation, "softmax", shape(&scores))
        .then(Kind::Output, "output", shape(&scores))
}

/// The primer's network, with what flows on each arrow.
fn flow(title: &str, letter: char) -> Diagram {
    let mut rng = TorchRng::manual_seed(123);
    let sizes = [(8, 4), (4, 3), (3, 2)];
    let count = 100;
    let mut diagram = Diagram::new(title);
    if letter == 'X' {
        diagram = diagram.then(Kind::Input, "input", "");
    }
    let mut place = 0;
    let arrow = |place: usize, width: usize| match letter {
        'X' => format!("X{}\n({count}, {width})", ["₀", "₁", "₂", "₃", "₄", "₅"][place]),
        _ => format!("∂ℓ/∂X{}\n({count}, {width})", ["₀", "₁", "₂", "₃", "₄", "₅"][place]),
    };
    for (input, output) in sizes {
        let layer = Linear::new(input, output, &mut rng);
        let bias = layer.bias().map_or(String::new(), shape);
        let name = format!("{place}: Linear");
        diagram = diagram
            .then(Kind::Operation, name, arrow(place, input))
            .parameter(format!("{place}.weight\n{}", shape(layer.weight())))
            .parameter(format!("{place}.bias\n{bias}"));
        place += 1;
        if place < 5 {
            let name = format!("{place}: ReLU");
            diagram = diagram.then(Kind::Operation, name, arrow(place, output));
            place += 1;
        }
    }
    diagram.then(Kind::Output, "loss", arrow(place, 2))
}

fn graph() -> Diagram {
    let mut rng = TorchRng::manual_seed(0);
    let net = Sequential::new()
        .push(Linear::new(3, 4, &mut rng))
        .push(ReLU::new())
        .push(Linear::new(4, 2, &mut rng));
    let x = Tensor::matrix(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    let loss = net.call(&x).pow(2.0).mean();
    walked("The graph behind a loss", &loss, &net.named_parameters())
}
