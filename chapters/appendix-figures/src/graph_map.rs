//! The outputs of all nodes of a graph of layers, as colors over the plane of its two inputs.

mod layer;
mod node;

pub use layer::{GraphLayer, GraphMapError};
use node::{CELLS, Node, OVERLAY, Samples, ZERO_LINE};

use crate::axis::format_short;
use crate::canvas::Align;
use crate::font;
use crate::heatmap::{color_bar, max_abs};
use crate::legend::{LEGEND_HEIGHT, Swatch, legend};
use crate::panel::{Area, no_data};
use crate::style::{self, CARD, Color, GRAY, INK, LABEL, SMALL, TITLE_LINE};
use crate::unit_map::{input_axes, square};
use crate::{Canvas, Figure};

/// A graph of layers over the plane [−r, r]² of its two inputs: one map per node, blue where
/// its output is negative, red where positive, all on one color scale.
///
/// Columns are layers, and the lines between them are weights, thick where strong. A thin
/// line is where a node's pre-activation s is zero. In the first layer an arrow starts on
/// that line and shows the weights. The maps of later layers are overlaid with the histogram of s
/// over the square, with the activation φ(s) as a dashed curve and a white line at s = 0;
/// their axis, below the map, is s. Of each layer at most [`MOST_NODES`](Self::MOST_NODES) nodes
/// are drawn, and at most [`MOST_LAYERS`](Self::MOST_LAYERS) layers.
///
/// ```
/// use figures::{Figure, GraphLayer, GraphMap, GraphMapError};
///
/// let hidden = || GraphLayer::new([[2.0, 0.0], [-1.0, -2.0]], [0.0, 0.0], "tanh", f64::tanh);
/// let output = GraphLayer::new([[1.0], [-1.0]], [-1.0], "tanh", f64::tanh);
/// let figure = GraphMap::new("Two lines select a quadrant", 3.0, [hidden(), output])?;
/// assert!(figure.to_svg().unwrap().contains("layer 2: tanh"));
///
/// let wrong = GraphLayer::new([[1.0], [-1.0], [0.5]], [-1.0], "tanh", f64::tanh);
/// let error = GraphMap::new("Three rows for two nodes", 3.0, [hidden(), wrong]).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "LYR2: number of rows in W (3) does not match layer input size (2)."
/// );
/// # Ok::<(), GraphMapError>(())
/// ```
#[derive(Clone, Debug)]
pub struct GraphMap {
    title: String,
    r: f64,
    layers: Vec<Layer>,
}

#[derive(Clone, Debug)]
struct Layer {
    name: String,
    nodes: Vec<Node>,
}

/// Room left of the first layer for its ticks, and above a map for its name.
const LEFT: f64 = 26.0;
const ABOVE: f64 = 24.0;
/// Room below a map for its ticks.
const BELOW: f64 = 44.0;
/// Room between two layers, for their weights.
const BETWEEN: f64 = 62.0;
/// Room for the color bar.
const BAR: f64 = 66.0;

impl GraphMap {
    /// How many nodes of a layer are drawn at most; the first ones.
    pub const MOST_NODES: usize = 8;
    /// How many layers are drawn at most; the first ones.
    pub const MOST_LAYERS: usize = 8;

    /// Sends the square from −r to r through the layers, first to last. An `r` that is not a
    /// positive number is taken as 1.
    ///
    /// # Errors
    ///
    /// When there is no layer, or one does not fit: the first takes two inputs, each other one
    /// as many as the layer before it has nodes, and each has one bias per node.
    pub fn new<'a>(
        title: impl Into<String>,
        r: f64,
        layers: impl IntoIterator<Item = GraphLayer<'a>>,
    ) -> Result<Self, GraphMapError> {
        let r = if r.is_finite() && r > 0.0 { r } else { 1.0 };
        let mut inputs = Samples::inputs(r);
        let mut drawn = Vec::new();
        for (i, layer) in layers.into_iter().enumerate() {
            layer.check(i + 1, inputs.cells.len())?;
            let nodes = (0..layer.b.len()).map(|j| Node::new(&layer, j, &inputs));
            let (nodes, points): (Vec<Node>, _) = nodes.unzip();
            let cells = nodes.iter().map(|node| node.output.values.clone()).collect();
            inputs = Samples { cells, points };
            drawn.push(Layer { name: layer.name, nodes });
        }
        if drawn.is_empty() {
            return Err(GraphMapError::Empty);
        }
        Ok(Self { title: title.into(), r, layers: drawn })
    }

    /// The layers that are drawn.
    fn drawn(&self) -> impl Iterator<Item = &Layer> {
        self.layers.iter().take(Self::MOST_LAYERS)
    }

    fn columns(&self) -> usize {
        self.layers.len().min(Self::MOST_LAYERS)
    }

    fn rows(&self) -> usize {
        self.drawn().map(Layer::shown).max().unwrap_or(1).max(1)
    }

    /// Side of a map's cell, and of a map, in pixels: small enough for all columns.
    fn cell(&self) -> f64 {
        match self.columns() {
            0..=2 => 2.25,
            3 => 1.75,
            4 => 1.5,
            _ => 1.25,
        }
    }

    fn side(&self) -> f64 {
        self.cell() * CELLS as f64
    }

    /// The place of node `j` of layer `i`; the nodes of a short layer are in the middle.
    fn place(&self, i: usize, j: usize) -> Area {
        let (side, pitch) = (self.side(), self.pitch());
        let free = (self.rows() - self.layers[i].shown()) as f64;
        Area {
            x: style::MARGIN + LEFT + i as f64 * (side + BETWEEN),
            y: style::MARGIN
                + TITLE_LINE
                + LEGEND_HEIGHT
                + 14.0
                + ABOVE
                + (j as f64 + free / 2.0) * pitch,
            w: side,
            h: side,
        }
    }

    fn pitch(&self) -> f64 {
        self.side() + ABOVE + BELOW
    }

    /// The largest absolute output of all nodes.
    fn max_abs(&self) -> f64 {
        let nodes = self.layers.iter().flat_map(|layer| &layer.nodes);
        max_abs(nodes.flat_map(|node| node.output.values.iter().copied()))
    }

    /// The weights from layer `i` − 1 to layer `i` as lines.
    fn weights(&self, canvas: &mut Canvas, i: usize) {
        let (before, layer) = (&self.layers[i - 1], &self.layers[i]);
        let shown = &layer.nodes[..layer.shown()];
        let strongest = max_abs(shown.iter().flat_map(|node| node.weights.iter().copied()));
        for (j, node) in shown.iter().enumerate() {
            let to = self.place(i, j);
            for (k, &w) in node.weights.iter().enumerate().take(before.shown()) {
                let share = (w / strongest).clamp(-1.0, 1.0);
                if share.is_nan() || share == 0.0 {
                    continue;
                }
                let from = self.place(i - 1, k);
                let ends = [
                    (from.x + from.w + 7.0, from.y + from.h / 2.0),
                    (to.x - 7.0, to.y + to.h / 2.0),
                ];
                canvas.line(&ends, weight_color(share), 0.6 + 2.6 * share.abs());
            }
        }
    }

    fn legend(&self, canvas: &mut Canvas) {
        let thin = Swatch::Line { width: 1.4, dashed: false };
        let mut entries: Vec<(&str, Color, Swatch)> = vec![("s = 0 on the map", ZERO_LINE, thin)];
        if self.columns() > 1 {
            let thick = Swatch::Line { width: 2.6, dashed: false };
            let dashes = Swatch::Line { width: 1.4, dashed: true };
            entries.extend([
                ("counts of s", style::mix(OVERLAY, INK, 0.4), Swatch::Bar),
                ("φ(s)", INK, dashes),
                ("weight < 0", weight_color(-1.0), thick),
                ("weight > 0", weight_color(1.0), thick),
            ]);
        }
        let area = Area::below_title(canvas);
        legend(canvas, area, &entries);
    }
}

/// A weight's color, from −1 to 1: that of the maps, a little softer.
fn weight_color(share: f64) -> Color {
    style::mix(style::diverging(share.signum()), CARD, 0.25)
}

impl Layer {
    fn shown(&self) -> usize {
        self.nodes.len().min(GraphMap::MOST_NODES)
    }
}

impl Figure for GraphMap {
    fn size(&self) -> (u32, u32) {
        let columns = self.columns() as f64;
        let w = 2.0 * style::MARGIN + LEFT + columns * (self.side() + BETWEEN) - BETWEEN + BAR;
        let h = 2.0 * style::MARGIN
            + TITLE_LINE
            + LEGEND_HEIGHT
            + 10.0
            + self.rows() as f64 * self.pitch();
        (style::whole_pixels(w), style::whole_pixels(h))
    }

    fn alt(&self) -> String {
        let r = format_short(self.r);
        let max = format_short(self.max_abs());
        let many = self.layers.iter().map(|layer| layer.nodes.len()).sum::<usize>() > 12;
        let layers: Vec<String> = self
            .layers
            .iter()
            .enumerate()
            .map(|(i, layer)| {
                let count = layer.nodes.len();
                let nodes = if count == 1 { "node" } else { "nodes" };
                let head = format!("Layer {} ({}) has {count} {nodes}", i + 1, layer.name);
                if many {
                    return format!("{head}.");
                }
                let nodes = layer.nodes.iter().enumerate();
                let nodes: Vec<String> =
                    nodes.map(|(j, n)| format!("node {} {}", j + 1, n.alt(i == 0))).collect();
                format!("{head}: {}.", nodes.join("; "))
            })
            .collect();
        format!(
            "{}: the output of every node of a graph of layers as a map over x1 and x2 from \
             −{r} to {r}, blue where negative, red where positive, all on one scale from −{max} \
             to {max}. {}",
            self.title,
            layers.join(" ")
        )
    }

    fn draw(&self, canvas: &mut Canvas) {
        canvas.title(&self.title);
        self.legend(canvas);
        if self.drawn().all(|layer| layer.nodes.is_empty()) {
            let area = Area::below_title(canvas);
            no_data(canvas, area);
            return;
        }
        let (max, side) = (self.max_abs(), self.side());
        (1..self.columns()).for_each(|i| self.weights(canvas, i));
        for (i, layer) in self.drawn().enumerate() {
            let top = self.place(i, 0).y - ABOVE - 2.0;
            let head =
                font::truncate(&format!("layer {}: {}", i + 1, layer.name), LABEL, side + 40.0);
            let middle = style::MARGIN + LEFT + i as f64 * (side + BETWEEN) + side / 2.0;
            canvas.text((middle, top), &head, LABEL, INK, Align::Center);
            for (j, node) in layer.nodes.iter().enumerate().take(layer.shown()) {
                let area = self.place(i, j);
                let rest = layer.nodes.len() - layer.shown();
                let name = if rest > 0 && j + 1 == layer.shown() {
                    format!("node {} ({rest} more)", j + 1)
                } else {
                    format!("node {}", j + 1)
                };
                canvas.text((middle, area.y - 7.0), &name, SMALL, GRAY, Align::Center);
                node.draw(canvas, area, max, i > 0);
                if i > 0 {
                    node.axis(canvas, area);
                } else {
                    input_axes(canvas, area, square(self.r));
                    if let Some(arrow) = node.arrow() {
                        arrow.draw(canvas, area, square(self.r));
                    }
                }
            }
        }
        let x = canvas.width() + style::MARGIN - BAR + 14.0;
        let y = self.place(self.columns() - 1, 0).y;
        color_bar(canvas, Area { x, y, w: 10.0, h: side }, max);
    }
}
