//! The graph behind a tensor, as text and as a drawing.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::{self, Write},
    sync::Arc,
};

use crate::{Node, Tensor};

/// The graph behind a tensor: every operation it was computed by, down to the leaves.
///
/// Printed, it is a tree in which the inputs of each line are indented below it.
/// [`dot`](Self::dot) writes it in the language of Graphviz, as torchviz does.
///
/// ```
/// use autograd::{Graph, Tensor};
///
/// let a = Tensor::vector(&[1.0, 2.0]).requires_grad_();
/// let graph = Graph::of(&a.pow(2.0).mean()).with_names([("a", &a)]);
/// assert_eq!(
///     graph.to_string(),
///     "MeanBackward0 ()\n\
///      └─ PowBackward0 (2,)\n   \
///         └─ AccumulateGrad a (2,)\n"
/// );
/// ```
#[derive(Debug)]
pub struct Graph {
    root: Option<Arc<Node>>,
    names: BTreeMap<u64, String>,
}

impl Graph {
    /// The graph behind `tensor`. Empty if no gradient flows to it.
    pub fn of(tensor: &Tensor) -> Self {
        Self { root: tensor.node(), names: BTreeMap::new() }
    }

    /// Names the leaves, for example by `named_parameters`.
    #[must_use]
    pub fn with_names<'a, N: Into<String>>(
        mut self,
        names: impl IntoIterator<Item = (N, &'a Tensor)>,
    ) -> Self {
        for (name, tensor) in names {
            if let Some(node) = tensor.node() {
                self.names.insert(node.id, name.into());
            }
        }
        self
    }

    /// The name of a node, if it is a leaf that has one.
    ///
    /// ```
    /// use autograd::{Graph, Tensor};
    ///
    /// let a = Tensor::scalar(2.0).requires_grad_();
    /// let graph = Graph::of(&a.exp()).with_names([("a", &a)]);
    /// let names: Vec<_> = graph.nodes().iter().map(|node| graph.name(node)).collect();
    /// assert_eq!(names, [None, Some("a")]);
    /// ```
    pub fn name(&self, node: &Node) -> Option<&str> {
        self.names.get(&node.id).filter(|_| node.is_leaf()).map(String::as_str)
    }

    /// Every node, from the result to the leaves, each one once.
    ///
    /// ```
    /// use autograd::{Graph, Tensor};
    ///
    /// // The product uses x twice; x itself is listed once.
    /// let x = Tensor::scalar(3.0).requires_grad_();
    /// let names: Vec<_> = Graph::of(&(&x * &x)).nodes().iter().map(|node| node.name()).collect();
    /// assert_eq!(names, ["MulBackward0", "AccumulateGrad"]);
    /// ```
    // ANCHOR: nodes
    pub fn nodes(&self) -> Vec<Arc<Node>> {
        let mut found = BTreeMap::new();
        let mut waiting: Vec<_> = self.root.iter().cloned().collect();
        while let Some(node) = waiting.pop() {
            if found.insert(node.id, Arc::clone(&node)).is_none() {
                waiting.extend(node.next_functions().iter().flatten().cloned());
            }
        }
        found.into_values().rev().collect()
    }
    // ANCHOR_END: nodes

    /// The graph in the language of Graphviz: `dot -Tsvg` draws it.
    ///
    /// Leaves are blue, with their name and shape; operations are gray; the result is green and
    /// bold.
    ///
    /// ```
    /// use autograd::{Graph, Tensor};
    ///
    /// let a = Tensor::vector(&[1.0, 2.0]).requires_grad_();
    /// let drawing = Graph::of(&a.exp()).with_names([("a", &a)]).dot();
    /// assert!(drawing.starts_with("digraph {"));
    /// assert!(drawing.contains("label=\"ExpBackward0\\n(2,)\""));
    /// assert!(drawing.contains("label=\"a\\n(2,)\""));
    /// ```
    pub fn dot(&self) -> String {
        let mut text = String::from("digraph {\n    node [shape=box, fontname=\"monospace\"]\n");
        let nodes = self.nodes();
        for node in &nodes {
            let id = node.id;
            let label = self.label(node, "\\n");
            let style = match (node.is_leaf(), self.root.as_ref().is_some_and(|root| root.id == id))
            {
                (true, _) => "style=filled, fillcolor=\"#cfe8ff\"",
                (false, true) => "style=\"filled,bold\", fillcolor=\"#d8f0d0\"",
                (false, false) => "style=filled, fillcolor=\"#eeeeee\"",
            };
            let _ = writeln!(text, "    n{id} [label=\"{label}\", {style}]");
        }
        for node in &nodes {
            for input in node.next_functions().iter().flatten() {
                let _ = writeln!(text, "    n{} -> n{}", input.id, node.id);
            }
        }
        text + "}\n"
    }

    fn label(&self, node: &Node, separator: &str) -> String {
        let name = self.name(node).map(|name| name.replace('"', "'"));
        match name {
            Some(name) if separator == "\\n" => {
                format!("{name}{separator}{}", node.shape())
            }
            Some(name) => format!("{} {name} {}", node.name(), node.shape()),
            None => format!("{}{separator}{}", node.name(), node.shape()),
        }
    }
}

/// A longer list is of no use to a reader, and for a deep graph its indentation alone would fill
/// the memory.
const MAX_LINES: usize = 1000;

/// An indented list. A node that was printed before is named again, without its inputs.
impl fmt::Display for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(root) = &self.root else {
            return writeln!(f, "(no graph: no gradient flows to this tensor)");
        };
        let mut printed = BTreeSet::new();
        let mut lines = 0;
        // A node, the indentation of its inputs, and the prefix of its own line.
        let mut stack = vec![(Arc::clone(root), String::new(), String::new())];
        while let Some((node, indent, prefix)) = stack.pop() {
            lines += 1;
            if lines > MAX_LINES {
                return writeln!(f, "… ({} nodes in all)", self.nodes().len());
            }
            let again = !printed.insert(node.id);
            let note = if again && !node.is_leaf() { " (see above)" } else { "" };
            writeln!(f, "{prefix}{}{note}", self.label(&node, " "))?;
            if again {
                continue;
            }
            let inputs: Vec<_> = node.next_functions().iter().flatten().cloned().collect();
            let last = inputs.len().saturating_sub(1);
            for (i, input) in inputs.into_iter().enumerate().rev() {
                let (branch, below) =
                    if i == last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
                stack.push((input, format!("{indent}{below}"), format!("{indent}{branch}")));
            }
        }
        Ok(())
    }
}
