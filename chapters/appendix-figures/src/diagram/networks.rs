//! Diagrams of a unit and of a graph of layers.

use super::description::{enumerated, plural};
use super::{Arrow, ArrowStyle, Diagram, Kind, Node};

impl Diagram {
    /// One unit: `inputs` times `weights`, summed with `bias`, through the activation `phi`.
    /// A weight that is missing is left out.
    ///
    /// ```
    /// use figures::{Diagram, Figure};
    ///
    /// let figure = Diagram::unit("A unit", &["x₁", "x₂"], &["w₁", "w₂"], "b", "φ");
    /// assert!(figure.alt().contains("from x₁ (w₁), x₂ (w₂) and b to s; from s to φ"));
    /// ```
    pub fn unit(
        title: impl Into<String>,
        inputs: &[&str],
        weights: &[&str],
        bias: &str,
        phi: &str,
    ) -> Self {
        let mut unit = Self::new(title).nodes(Kind::Input, inputs).node("s", Kind::Unit, "s");
        for (i, input) in inputs.iter().enumerate() {
            unit = unit.arrow(input, "s", weights.get(i).copied().unwrap_or(""));
        }
        unit.parameter(bias).then(Kind::Unit, phi, "").then(Kind::Output, "y", "")
    }

    /// A graph of layers, each node linked with all of the next layer: `sizes[0]` inputs
    /// first. Of a layer of more than eight, three nodes are drawn, three dots, and the last; a
    /// layer of none is left out.
    ///
    /// ```
    /// use figures::{Diagram, Figure};
    ///
    /// let figure = Diagram::layers("A classifier", &[784, 128, 10]);
    /// assert_eq!(
    ///     figure.alt(),
    ///     "A classifier: a graph of layers of 784 inputs, 128 units and 10 units, each node \
    ///      linked with every one of the next layer."
    /// );
    /// ```
    pub fn layers(title: impl Into<String>, sizes: &[usize]) -> Self {
        let sizes: Vec<usize> = sizes.iter().copied().filter(|&size| size > 0).collect();
        let mut graph = Self::new(title);
        let mut before: Vec<usize> = Vec::new();
        for (layer, &size) in sizes.iter().enumerate() {
            let kind = match layer {
                0 => Kind::Input,
                _ if layer + 1 == sizes.len() => Kind::Output,
                _ => Kind::Unit,
            };
            let shown: Vec<Option<usize>> = if size > 8 {
                vec![Some(1), Some(2), Some(3), None, Some(size)]
            } else {
                (1..=size).map(Some).collect()
            };
            let mut now = Vec::new();
            for number in shown {
                let label = match (number, kind) {
                    (None, _) => "⋮".to_owned(),
                    (Some(_), Kind::Output) if size == 1 => "y".to_owned(),
                    (Some(n), Kind::Input) => format!("x{}", subscript(n)),
                    (Some(n), Kind::Output) => format!("y{}", subscript(n)),
                    _ => String::new(),
                };
                let ellipsis = number.is_none();
                now.push(graph.nodes.len());
                graph.nodes.push(Node { kind, label, parameter_of: None, ellipsis });
            }
            for &to in &now {
                for &from in &before {
                    let drawn = !graph.nodes[from].ellipsis && !graph.nodes[to].ellipsis;
                    let style = if drawn { ArrowStyle::Plain } else { ArrowStyle::Hidden };
                    graph.arrows.push(Arrow { from, to, label: String::new(), style });
                }
            }
            graph.captions.push(plural(size, if layer == 0 { "input" } else { "unit" }));
            before = now;
        }
        if sizes.len() > 1 {
            graph.description = Some(format!(
                "a graph of layers of {}, each node linked with every one of the next layer",
                enumerated(&graph.captions)
            ));
        }
        graph
    }
}

fn subscript(n: usize) -> String {
    const DIGITS: [char; 10] = ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉'];
    n.to_string().chars().filter_map(|c| c.to_digit(10)).map(|d| DIGITS[d as usize]).collect()
}
