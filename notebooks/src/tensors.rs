//! Arrays, tensors, modules and graphs show themselves.

use std::fmt::Write;
use std::sync::Arc;

use autograd::nn::{Linear, Module, Sequential};
use autograd::{Graph, Node, Tensor};
use engine::Array;
use figures::{Diagram, Figure, Kind};

use crate::show::{Show, send};
use crate::table::Table;

/// An array is a table under its shape, its dtype and its device.
impl Show for Array {
    fn evcxr_display(&self) {
        table(self, "");
    }
}

/// A tensor is the table of its numbers, and says what made it.
impl Show for Tensor {
    fn evcxr_display(&self) {
        let made_by = self.grad_fn().map(|node| format!(", grad_fn={node:?}"));
        let leaf = if self.requires_grad() { ", requires_grad" } else { "" };
        table(&self.data(), &made_by.unwrap_or_else(|| leaf.to_owned()));
    }
}

fn table(array: &Array, more: &str) {
    let shape = array.shape();
    let caption = format!("shape {shape}, {}{more}", array.dtype());
    Table::new(shape.rows(), shape.cols(), |i, j| array.get(i, j)).show(&caption);
}

/// The graph behind a result: the leaves, with the names they were given, are orange, what is
/// computed is gray, and the result is green.
impl Show for Graph {
    fn evcxr_display(&self) {
        drawing(self).evcxr_display();
    }
}

fn drawing(graph: &Graph) -> Diagram {
    let nodes = graph.nodes();
    let place = |node: &Arc<Node>| nodes.iter().position(|other| Arc::ptr_eq(node, other));
    let mut diagram = Diagram::new("The graph behind the result").downward();
    for (i, node) in nodes.iter().enumerate().rev() {
        let kind = match (i, node.is_leaf()) {
            (_, true) => Kind::Parameter,
            (0, false) => Kind::Output,
            _ => Kind::Operation,
        };
        let name = graph.name(node).map_or_else(|| node.name(), str::to_owned);
        diagram = diagram.node(i, kind, format!("{name}\n{}", node.shape()));
    }
    for (i, node) in nodes.iter().enumerate().rev() {
        for input in node.next_functions().iter().flatten() {
            if let Some(from) = place(input) {
                diagram = diagram.arrow(from, i, "");
            }
        }
    }
    diagram
}

/// Shows any module, also one of the reader's own: the modules inside it, with the shapes of
/// their parameters.
pub fn summary(module: &dyn Module) {
    send("text/plain", &autograd::nn::print(module));
    send("text/html", &modules(module));
}

macro_rules! show_summary {
    ($($module:ty),+) => {
        $(impl Show for $module {
            fn evcxr_display(&self) {
                summary(self);
            }
        })+
    };
}

show_summary!(Sequential, Linear);

fn modules(module: &dyn Module) -> String {
    let mut rows = String::new();
    add_rows(&mut rows, "", module);
    format!(
        "<table><thead><tr><th>name</th><th>module</th><th>parameters</th><th>count</th></tr>\
         </thead><tbody>{rows}</tbody><tfoot><tr><th>total</th><td></td><td></td><td>{}</td></tr>\
         </tfoot></table>",
        module.parameter_count()
    )
}

fn add_rows(rows: &mut String, path: &str, module: &dyn Module) {
    let own = module.own_parameters();
    let shapes: Vec<String> =
        own.iter().map(|(name, tensor)| format!("{name} {}", tensor.shape())).collect();
    let count: usize = own.iter().map(|(_, tensor)| tensor.shape().len()).sum();
    let count = if own.is_empty() { String::new() } else { count.to_string() };
    let _ = write!(
        rows,
        "<tr><th>{}</th><td>{}</td><td>{}</td><td>{count}</td></tr>",
        text::html(path),
        text::html(module.name()),
        text::html(&shapes.join(", "))
    );
    for (name, child) in module.children() {
        let path = if path.is_empty() { name } else { format!("{path}.{name}") };
        add_rows(rows, &path, child);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_graph_is_drawn_with_the_names_of_its_leaves() {
        let (x, w) = (Tensor::scalar(2.0).requires_grad_(), Tensor::scalar(3.0).requires_grad_());
        let graph = Graph::of(&(&x * &w)).with_names([("w", &w)]);
        let words = drawing(&graph).alt();
        assert!(words.contains("2 parameters and 1 output"), "{words}");
        assert!(words.contains("AccumulateGrad () and w () to MulBackward0"), "{words}");
    }
}
