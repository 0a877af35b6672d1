//! Boxes and arrows.

use std::collections::BTreeMap;

use crate::canvas::Align;
use crate::font;
use crate::panel::{Area, no_data};
use crate::plan::{CAPTION, Plan};
use crate::sketch::Sketch;
use crate::style::{self, GRAY, MARGIN, SMALL, TITLE, TITLE_LINE};
use crate::words::{counted, listed};
use crate::{Canvas, Figure};

/// What a node of a [`Diagram`] stands for. Each kind has a color and a shape of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What comes in: blue, with round ends; a circle when its label is short.
    Input,
    /// What is learned: orange, with sharp corners.
    Parameter,
    /// What is computed: gray, with rounded corners.
    Operation,
    /// One unit, or a step inside one: white, with round ends.
    Unit,
    /// What comes out: green, with round ends and a double border.
    Output,
    /// A remark: a dashed border.
    Note,
}

/// Boxes and arrows in layers: a unit, a graph of layers, the flow of data, the graph behind
/// a gradient.
///
/// Nodes have a key, by which arrows find them, a [`Kind`], and a label of one to three
/// lines, the first of which is larger. The drawing is laid out from left to right, or from
/// top to bottom after [`downward`](Self::downward): every arrow leads on, few cross, and
/// none passes through a box. The same diagram always gives the same drawing.
///
/// Nothing is refused. Where arrows form a cycle, one of them leads back. An arrow from a
/// node to itself is left out. Labels too long for a box are cut, and a drawing too large
/// for a card is made smaller. At most [`MOST`](Self::MOST) nodes are drawn, and where
/// arrows are too many to go around boxes, long ones go straight.
///
/// ```
/// use figures::{Diagram, Figure, Kind};
///
/// let figure = Diagram::new("Two layers")
///     .then(Kind::Input, "X", "")
///     .then(Kind::Operation, "Linear", "100 × 8")
///     .parameter("W\n4 × 8")
///     .parameter("b\n4")
///     .then(Kind::Operation, "Tanh", "100 × 4")
///     .then(Kind::Output, "H", "100 × 4");
/// assert_eq!(
///     figure.alt(),
///     "Two layers: a diagram of 1 input, 2 parameters, 2 operations and 1 output. Arrows \
///      lead from X (100 × 8), W 4 × 8 and b 4 to Linear; from Linear (100 × 4) to Tanh; from \
///      Tanh (100 × 4) to H."
/// );
/// # Ok::<(), figures::FigureError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Diagram {
    title: String,
    pub(crate) nodes: Vec<Node>,
    keys: BTreeMap<String, usize>,
    arrows: Vec<Arrow>,
    pub(crate) captions: Vec<String>,
    last: Option<usize>,
    pub(crate) down: bool,
    pub(crate) reversed: bool,
    /// What it shows in words, where nodes and arrows one by one would say less.
    says: Option<String>,
}

/// A box and what is written in it.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) label: String,
    /// The node a parameter stands beside.
    pub(crate) host: Option<usize>,
    /// Three dots without a border, for nodes that are not drawn.
    pub(crate) dots: bool,
}

/// A line between two nodes.
#[derive(Clone, Debug)]
pub(crate) struct Arrow {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) label: String,
    pub(crate) line: Line,
}

/// What is drawn of an arrow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Line {
    Arrow,
    /// Without a head.
    Plain,
    /// Not drawn; it keeps a place.
    Hidden,
}

impl Diagram {
    /// How many nodes are drawn at most, the first ones, and ten times as many arrows.
    pub const MOST: usize = 200;

    /// No nodes yet; arrows lead from left to right.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            nodes: Vec::new(),
            keys: BTreeMap::new(),
            arrows: Vec::new(),
            captions: Vec::new(),
            last: None,
            down: false,
            reversed: false,
            says: None,
        }
    }

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
                let dots = number.is_none();
                now.push(graph.nodes.len());
                graph.nodes.push(Node { kind, label, host: None, dots });
            }
            for &to in &now {
                for &from in &before {
                    let seen = !graph.nodes[from].dots && !graph.nodes[to].dots;
                    let line = if seen { Line::Plain } else { Line::Hidden };
                    graph.arrows.push(Arrow { from, to, label: String::new(), line });
                }
            }
            graph.captions.push(counted(size, if layer == 0 { "input" } else { "unit" }));
            before = now;
        }
        if sizes.len() > 1 {
            graph.says = Some(format!(
                "a graph of layers of {}, each node linked with every one of the next layer",
                listed(&graph.captions)
            ));
        }
        graph
    }

    /// Adds a node. If there is one with this key, it gets this kind and label.
    #[expect(clippy::needless_pass_by_value, reason = "a key is a number or a text, or borrowed")]
    #[must_use]
    pub fn node(mut self, key: impl ToString, kind: Kind, label: impl Into<String>) -> Self {
        let i = self.find(&key.to_string());
        (self.nodes[i].kind, self.nodes[i].label) = (kind, label.into());
        self.last = Some(i);
        self
    }

    /// Adds nodes of one kind, whose keys are their labels.
    #[must_use]
    pub fn nodes(self, kind: Kind, labels: &[&str]) -> Self {
        labels.iter().fold(self, |diagram, label| diagram.node(label, kind, *label))
    }

    /// Adds an arrow between the nodes of two keys, with a label or `""`. A key that no node
    /// has makes an operation that is called so.
    #[expect(clippy::needless_pass_by_value, reason = "a key is a number or a text, or borrowed")]
    #[must_use]
    pub fn arrow(
        mut self,
        from: impl ToString,
        to: impl ToString,
        label: impl Into<String>,
    ) -> Self {
        let (from, to) = (self.find(&from.to_string()), self.find(&to.to_string()));
        self.join(from, to, label.into());
        self
    }

    /// Adds an arrow from every one of some nodes to every one of others.
    ///
    /// ```
    /// use figures::{Diagram, Figure, Kind};
    ///
    /// let (x, y) = (["x₁", "x₂"], ["y₁", "y₂"]);
    /// let figure = Diagram::new("A layer").nodes(Kind::Input, &x).dense(&x, &y);
    /// assert!(figure.alt().ends_with("from x₁ and x₂ to y₁; from x₁ and x₂ to y₂."));
    /// ```
    #[must_use]
    pub fn dense(mut self, from: &[&str], to: &[&str]) -> Self {
        for end in to {
            for start in from {
                self = self.arrow(start, end, "");
            }
        }
        self
    }

    /// Adds a node after the one added last, with an arrow to it that has a label or `""`.
    /// The first node has no arrow, and no use for its label. The node's key is its label,
    /// unless that is another's.
    #[must_use]
    pub fn then(mut self, kind: Kind, label: impl Into<String>, arrow: impl Into<String>) -> Self {
        let to = self.add(kind, label.into());
        if let Some(from) = self.last {
            self.join(from, to, arrow.into());
        }
        self.last = Some(to);
        self
    }

    /// Adds a parameter beside the node added last, with an arrow to it: the first on one
    /// side of it, the second on the other. [`then`](Self::then) goes on from the node
    /// itself.
    #[must_use]
    pub fn parameter(mut self, label: impl Into<String>) -> Self {
        let from = self.add(Kind::Parameter, label.into());
        if let Some(to) = self.last {
            self.nodes[from].host = Some(to);
            self.join(from, to, String::new());
        }
        self
    }

    /// Writes under each layer, or beside it in a drawing that leads down, what it is.
    #[must_use]
    pub fn captions(mut self, captions: &[&str]) -> Self {
        self.captions = captions.iter().map(|&c| c.to_owned()).collect();
        self
    }

    /// Lets the arrows lead from top to bottom.
    #[must_use]
    pub fn downward(mut self) -> Self {
        self.down = true;
        self
    }

    /// Draws every arrow the other way round, in red: the same drawing for the way back, so
    /// that forward and backward can be compared box by box.
    ///
    /// ```
    /// use figures::{Diagram, Figure, Kind};
    ///
    /// let figure = Diagram::new("Back")
    ///     .then(Kind::Operation, "Tanh", "")
    ///     .then(Kind::Output, "ℓ", "∂ℓ/∂Z")
    ///     .reversed();
    /// assert!(figure.alt().ends_with("Arrows lead from ℓ (∂ℓ/∂Z) to Tanh."));
    /// ```
    #[must_use]
    pub fn reversed(mut self) -> Self {
        self.reversed = true;
        self
    }

    /// The node of a key, which is made if there is none.
    fn find(&mut self, key: &str) -> usize {
        match self.keys.get(key) {
            Some(&i) => i,
            None => self.add(Kind::Operation, key.to_owned()),
        }
    }

    /// A new node, whose key is its label, unless that is another's.
    fn add(&mut self, kind: Kind, label: String) -> usize {
        self.says = None;
        let new = self.nodes.len();
        self.keys.entry(label.clone()).or_insert(new);
        self.nodes.push(Node { kind, label, host: None, dots: false });
        new
    }

    fn join(&mut self, from: usize, to: usize, label: String) {
        self.says = None;
        self.arrows.push(Arrow { from, to, label, line: Line::Arrow });
    }

    /// The nodes that are drawn.
    pub(crate) fn shown(&self) -> &[Node] {
        &self.nodes[..self.nodes.len().min(Self::MOST)]
    }

    /// The arrows that are drawn or keep a place.
    pub(crate) fn links(&self) -> impl Iterator<Item = &Arrow> {
        let shown = self.shown().len();
        let inside =
            move |arrow: &&Arrow| arrow.from < shown && arrow.to < shown && arrow.from != arrow.to;
        self.arrows.iter().filter(inside).take(10 * Self::MOST)
    }

    /// What is left out, in words.
    fn left_out(&self) -> Option<String> {
        let nodes = self.nodes.len() - self.shown().len();
        let proper = self.arrows.iter().filter(|arrow| arrow.from != arrow.to).count();
        let arrows = proper - self.links().count();
        match (nodes, arrows) {
            (0, 0) => None,
            (0, _) => Some(format!("and {}", counted(arrows, "more arrow"))),
            _ => Some(format!("and {}", counted(nodes, "more node"))),
        }
    }
}

fn subscript(n: usize) -> String {
    const DIGITS: [char; 10] = ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉'];
    n.to_string().chars().filter_map(|c| c.to_digit(10)).map(|d| DIGITS[d as usize]).collect()
}

/// A drawing is made smaller until no side of it is longer than this, nor its area larger.
const LONGEST: f64 = 2400.0;
const LARGEST: f64 = 2.4e6;
/// How much smaller than its plan a drawing is.
fn scale(plan: &Plan) -> f64 {
    let (w, h) = plan.size;
    let side = LONGEST / w.max(h).max(1.0);
    let area = (LARGEST / (w * h).max(1.0)).sqrt();
    side.min(area).min(1.0)
}

impl Figure for Diagram {
    fn size(&self) -> (u32, u32) {
        let plan = Plan::of(self);
        let scale = scale(&plan);
        let title = font::width(&self.title, TITLE).min(640.0);
        let note = if self.left_out().is_some() { 22.0 } else { 0.0 };
        let w = 2.0 * MARGIN + (scale * plan.size.0).max(title).max(200.0);
        let h = 2.0 * MARGIN + TITLE_LINE - 4.0 + (scale * plan.size.1).max(60.0) + note;
        (style::whole(w.ceil()), style::whole(h.ceil()))
    }

    fn alt(&self) -> String {
        let says = self.says.clone().unwrap_or_else(|| self.in_words());
        let rest = self.left_out().map_or(String::new(), |rest| format!("; {rest}"));
        format!("{}: {says}{rest}.", self.title)
    }

    fn draw(&self, canvas: &mut Canvas) {
        let size = self.size();
        let width = f64::from(size.0) - 2.0 * MARGIN;
        canvas.title(&font::fit(&self.title, TITLE, width));
        if self.nodes.is_empty() {
            no_data(canvas, Area::below_title(size, true));
            return;
        }
        let plan = Plan::of(self);
        let scale = scale(&plan);
        let origin = (MARGIN + (width - scale * plan.size.0) / 2.0, MARGIN + TITLE_LINE - 4.0);
        let mut sketch = Sketch { canvas, origin, scale, reversed: self.reversed };
        let seen = || self.links().zip(&plan.ways).filter(|(arrow, _)| arrow.line != Line::Hidden);
        seen().for_each(|(arrow, way)| sketch.way(arrow, way));
        seen().for_each(|(arrow, way)| sketch.label(arrow, way));
        for (node, &middle) in self.shown().iter().zip(&plan.middles) {
            sketch.node(node, middle);
        }
        for (caption, &along) in plan.captions.iter().zip(&plan.layers) {
            if self.down {
                sketch.caption((plan.breadth + CAPTION.0, along + 4.0), caption, Align::Left);
            } else {
                sketch.caption((along, plan.breadth + CAPTION.1 - 2.0), caption, Align::Center);
            }
        }
        if let Some(rest) = self.left_out() {
            let at = (MARGIN, f64::from(size.1) - MARGIN + 4.0);
            canvas.text(at, &rest, SMALL, GRAY, Align::Left);
        }
    }
}
