//! Boxes and arrows: a [`Diagram`] and how it is built.

mod description;
mod layered;
mod layout;
mod networks;
mod render;

use std::collections::BTreeMap;

use description::plural;
use layout::{CAPTION_GAP, DiagramLayout};
use render::Renderer;

use crate::canvas::Align;
use crate::font;
use crate::panel::{Area, no_data};
use crate::style::{self, GRAY, MARGIN, SMALL, TITLE, TITLE_LINE};
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
    nodes: Vec<Node>,
    keys: BTreeMap<String, usize>,
    arrows: Vec<Arrow>,
    captions: Vec<String>,
    last: Option<usize>,
    down: bool,
    reversed: bool,
    /// What it shows, where nodes and arrows one by one would say less.
    description: Option<String>,
}

/// A box and what is written in it.
#[derive(Clone, Debug)]
struct Node {
    kind: Kind,
    label: String,
    /// The node that a parameter belongs to.
    parameter_of: Option<usize>,
    /// Three dots without a border, for nodes that are not drawn.
    ellipsis: bool,
}

/// A line between two nodes.
#[derive(Clone, Debug)]
struct Arrow {
    from: usize,
    to: usize,
    label: String,
    style: ArrowStyle,
}

/// What is drawn of an arrow.
#[derive(Clone, Copy, Debug, PartialEq)]
enum ArrowStyle {
    WithHead,
    Plain,
    /// Not drawn, but laid out.
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
            description: None,
        }
    }

    /// Adds a node. If there is one with this key, it gets this kind and label.
    #[expect(clippy::needless_pass_by_value, reason = "a key is a number or a text, or borrowed")]
    #[must_use]
    pub fn node(mut self, key: impl ToString, kind: Kind, label: impl Into<String>) -> Self {
        let i = self.node_with_key(&key.to_string());
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
        let (from, to) =
            (self.node_with_key(&from.to_string()), self.node_with_key(&to.to_string()));
        self.connect(from, to, label.into());
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
            self.connect(from, to, arrow.into());
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
            self.nodes[from].parameter_of = Some(to);
            self.connect(from, to, String::new());
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

    /// Draws every arrow the other way round, in red: the same drawing for the backward pass, so
    /// that it can be compared with the forward pass box by box.
    ///
    /// ```
    /// use figures::{Diagram, Figure, Kind};
    ///
    /// let figure = Diagram::new("The backward pass")
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
    fn node_with_key(&mut self, key: &str) -> usize {
        match self.keys.get(key) {
            Some(&i) => i,
            None => self.add(Kind::Operation, key.to_owned()),
        }
    }

    /// A new node, whose key is its label, unless that is another's.
    fn add(&mut self, kind: Kind, label: String) -> usize {
        self.description = None;
        let new = self.nodes.len();
        self.keys.entry(label.clone()).or_insert(new);
        self.nodes.push(Node { kind, label, parameter_of: None, ellipsis: false });
        new
    }

    fn connect(&mut self, from: usize, to: usize, label: String) {
        self.description = None;
        self.arrows.push(Arrow { from, to, label, style: ArrowStyle::WithHead });
    }

    /// The nodes that are drawn.
    fn shown_nodes(&self) -> &[Node] {
        &self.nodes[..self.nodes.len().min(Self::MOST)]
    }

    /// The arrows that are drawn or laid out.
    fn shown_arrows(&self) -> impl Iterator<Item = &Arrow> {
        let shown = self.shown_nodes().len();
        let inside =
            move |arrow: &&Arrow| arrow.from < shown && arrow.to < shown && arrow.from != arrow.to;
        self.arrows.iter().filter(inside).take(10 * Self::MOST)
    }

    /// What is left out, in words.
    fn left_out(&self) -> Option<String> {
        let nodes = self.nodes.len() - self.shown_nodes().len();
        let proper = self.arrows.iter().filter(|arrow| arrow.from != arrow.to).count();
        let arrows = proper - self.shown_arrows().count();
        match (nodes, arrows) {
            (0, 0) => None,
            (0, _) => Some(format!("and {}", plural(arrows, "more arrow"))),
            _ => Some(format!("and {}", plural(nodes, "more node"))),
        }
    }
}

/// A drawing is made smaller until no side of it is longer than this, nor its area larger.
const MAX_SIDE: f64 = 2400.0;
const MAX_AREA: f64 = 2.4e6;

/// How much smaller than its layout a drawing is.
fn scale(layout: &DiagramLayout) -> f64 {
    let (w, h) = layout.size;
    let side = MAX_SIDE / w.max(h).max(1.0);
    let area = (MAX_AREA / (w * h).max(1.0)).sqrt();
    side.min(area).min(1.0)
}

impl Figure for Diagram {
    fn size(&self) -> (u32, u32) {
        let layout = DiagramLayout::of(self);
        let scale = scale(&layout);
        let title = font::width(&self.title, TITLE).min(640.0);
        let note = if self.left_out().is_some() { 22.0 } else { 0.0 };
        let w = 2.0 * MARGIN + (scale * layout.size.0).max(title).max(200.0);
        let h = 2.0 * MARGIN + TITLE_LINE - 4.0 + (scale * layout.size.1).max(60.0) + note;
        (style::whole_pixels(w.ceil()), style::whole_pixels(h.ceil()))
    }

    fn alt(&self) -> String {
        let shown = self.description.clone().unwrap_or_else(|| self.describe());
        let rest = self.left_out().map_or(String::new(), |rest| format!("; {rest}"));
        format!("{}: {shown}{rest}.", self.title)
    }

    fn draw(&self, canvas: &mut Canvas) {
        canvas.title(&self.title);
        if self.nodes.is_empty() {
            let area = Area::below_title(canvas);
            no_data(canvas, area);
            return;
        }
        let layout = DiagramLayout::of(self);
        let scale = scale(&layout);
        let left = MARGIN + (canvas.width() - scale * layout.size.0) / 2.0;
        let origin = (left, MARGIN + TITLE_LINE - 4.0);
        let mut renderer = Renderer { canvas, origin, scale, reversed: self.reversed };
        let arrows = || {
            let all = self.shown_arrows().zip(&layout.paths);
            all.filter(|(arrow, _)| arrow.style != ArrowStyle::Hidden)
        };
        arrows().for_each(|(arrow, path)| renderer.arrow(arrow, path));
        arrows().for_each(|(arrow, path)| renderer.label(arrow, path));
        for (node, &center) in self.shown_nodes().iter().zip(&layout.centers) {
            renderer.node(node, center);
        }
        for (caption, &along) in layout.captions.iter().zip(&layout.layers) {
            let (at, align) = if self.down {
                ((layout.breadth + CAPTION_GAP.0, along + 4.0), Align::Left)
            } else {
                ((along, layout.breadth + CAPTION_GAP.1 - 2.0), Align::Center)
            };
            renderer.caption(at, caption, align);
        }
        if let Some(rest) = self.left_out() {
            let at = (MARGIN, f64::from(canvas.size.1) - MARGIN + 4.0);
            canvas.text(at, &rest, SMALL, GRAY, Align::Left);
        }
    }
}
