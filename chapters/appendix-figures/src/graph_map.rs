//! What every node of a graph of layers computes, as colors over the plane of its two inputs.

use crate::axis::{extent, short};
use crate::canvas::Align;
use crate::font;
use crate::histogram::Histogram;
use crate::panel::{Area, KEY, Swatch, key, no_data};
use crate::pixels::{Sampled, color_bar, reach, signed};
use crate::style::{self, AXIS, CARD, Color, GRAY, INK, LABEL, SMALL, TITLE_LINE};
use crate::unit_map::{Arrow, ticks, window};
use crate::{Canvas, Figure};

/// One layer of a [`GraphMap`]: φ(X·W + b), with W as inputs × outputs.
///
/// The weights come row by row, one row for each input, one column for each node; anything
/// that can be walked through will do.
///
/// ```
/// use figures::GraphLayer;
///
/// // Two inputs, three nodes.
/// let layer = GraphLayer::new(
///     [[1.0, 0.0, -1.0], [0.5, 2.0, 0.0]],
///     [0.0, 1.0, -1.0],
///     "ReLU",
///     |s| s.max(0.0),
/// );
/// # let _ = layer;
/// ```
pub struct GraphLayer<'a> {
    w: Vec<Vec<f64>>,
    b: Vec<f64>,
    name: String,
    phi: Box<dyn Fn(f64) -> f64 + 'a>,
}

impl<'a> GraphLayer<'a> {
    /// A layer from the rows of its weights, its biases, and its activation with a name.
    pub fn new(
        w: impl IntoIterator<Item = impl IntoIterator<Item = f64>>,
        b: impl IntoIterator<Item = f64>,
        name: impl Into<String>,
        phi: impl Fn(f64) -> f64 + 'a,
    ) -> Self {
        Self {
            w: w.into_iter().map(|row| row.into_iter().collect()).collect(),
            b: b.into_iter().collect(),
            name: name.into(),
            phi: Box::new(phi),
        }
    }

    /// What this layer, counted from 1, makes of `inputs` values per sample, if it fits.
    fn check(&self, layer: usize, inputs: usize) -> Result<(), GraphMapError> {
        let (rows, size) = (self.w.len(), self.b.len());
        if rows != inputs {
            return Err(GraphMapError::Inputs { layer, rows, size: inputs });
        }
        let first = self.w.first().map_or(0, Vec::len);
        if let Some(row) = self.w.iter().position(|row| row.len() != first) {
            let columns = self.w[row].len();
            return Err(GraphMapError::Ragged { layer, row: row + 1, columns, first });
        }
        if first != size {
            return Err(GraphMapError::Biases { layer, columns: first, size });
        }
        Ok(())
    }
}

/// Why some layers cannot be drawn as a graph over the plane. Layers are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GraphMapError {
    /// There was no layer.
    #[error("a graph needs at least one layer, but the list of layers is empty")]
    Empty,
    /// A layer takes another number of values than it gets.
    #[error("LYR{layer}: number of rows in W ({rows}) does not match layer input size ({size}).")]
    Inputs {
        /// The layer.
        layer: usize,
        /// What it takes.
        rows: usize,
        /// What it gets: 2 for the first layer, the nodes of the layer before for the others.
        size: usize,
    },
    /// A layer has not one bias for each node.
    #[error("LYR{layer}: number of columns in W ({columns}) does not match size of b ({size}).")]
    Biases {
        /// The layer.
        layer: usize,
        /// The number of its nodes.
        columns: usize,
        /// The number of its biases.
        size: usize,
    },
    /// The rows of a layer's weights are not of one length.
    #[error("LYR{layer}: row {row} of W has {columns} columns, but row 1 has {first}.")]
    Ragged {
        /// The layer.
        layer: usize,
        /// The row, counted from 1.
        row: usize,
        /// The length of that row.
        columns: usize,
        /// The length of the first row.
        first: usize,
    },
}

/// A graph of layers over the plane [−r, r]² of its two inputs: one map per node, blue where
/// its output is negative, red where positive, all on one color scale.
///
/// Columns are layers, and the lines between them are weights, thick where strong. A thin
/// line is where a node's pre-activation s is zero. In the first layer an arrow starts on
/// that line and shows the weights. Over the maps of later layers stands the histogram of s
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
/// let slip = GraphLayer::new([[1.0], [-1.0], [0.5]], [-1.0], "tanh", f64::tanh);
/// let error = GraphMap::new("Three rows for two nodes", 3.0, [hidden(), slip]).unwrap_err();
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

#[derive(Clone, Debug)]
struct Node {
    weights: Vec<f64>,
    bias: f64,
    /// s and the output at the cells of the map.
    s: Sampled,
    output: Sampled,
    /// How often each s occurs, and the share of the square where it is positive.
    counts: Histogram,
    positive: f64,
    /// Lowest and highest s and output.
    s_range: Option<(f64, f64)>,
    output_range: Option<(f64, f64)>,
    /// φ over the span of the histogram, from 0 at its lowest to 1 at its highest.
    curve: Vec<f64>,
}

/// What flows through the layers: samples of the square, one vector per input or node.
struct Samples {
    /// The centers of a map's cells.
    cells: Vec<Vec<f64>>,
    /// Many points that lie on no grid: along the diagonals of a grid a node has few different
    /// values, and the histogram would show gaps that are not there.
    spread: Vec<Vec<f64>>,
}

impl Samples {
    fn square(r: f64) -> Self {
        let plane = window(r);
        let cells = [
            Sampled::new(CELLS, plane, |x1, _| x1).values,
            Sampled::new(CELLS, plane, |_, x2| x2).values,
        ];
        // Steps by the powers of 1/1.3247…, the root of x³ = x + 1, fill the square evenly
        // (an additive recurrence, as the golden ratio's on a line).
        let along = |step: f64| {
            (0..SPREAD).map(|i| r * (2.0 * (0.5 + f64::from(i) * step).fract() - 1.0)).collect()
        };
        let step = 1.324_717_957_244_746_f64.recip();
        Self { cells: cells.into(), spread: vec![along(step), along(step * step)] }
    }
}

/// Cells along each side of a map, and bins of the histogram over it: a whole number of
/// cells each.
const CELLS: usize = 90;
const BINS: usize = 30;
/// How many points of the square the histograms count.
const SPREAD: u32 = 30_000;
/// How many cells the highest bar is high.
const TALLEST: f64 = 72.0;
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
        let mut inputs = Samples::square(r);
        let mut drawn = Vec::new();
        for (i, layer) in layers.into_iter().enumerate() {
            layer.check(i + 1, inputs.cells.len())?;
            let nodes = (0..layer.b.len()).map(|j| Node::new(&layer, j, &inputs));
            let (nodes, spread): (Vec<Node>, _) = nodes.unzip();
            let cells = nodes.iter().map(|node| node.output.values.clone()).collect();
            inputs = Samples { cells, spread };
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

    /// The place of node `j` of layer `i`; the nodes of a short layer stand in the middle.
    fn place(&self, i: usize, j: usize) -> Area {
        let (side, pitch) = (self.side(), self.pitch());
        let free = (self.rows() - self.layers[i].shown()) as f64;
        Area {
            x: style::MARGIN + LEFT + i as f64 * (side + BETWEEN),
            y: style::MARGIN + TITLE_LINE + KEY + 14.0 + ABOVE + (j as f64 + free / 2.0) * pitch,
            w: side,
            h: side,
        }
    }

    fn pitch(&self) -> f64 {
        self.side() + ABOVE + BELOW
    }

    /// The largest absolute output of all nodes.
    fn reach(&self) -> f64 {
        let nodes = self.layers.iter().flat_map(|layer| &layer.nodes);
        reach(nodes.flat_map(|node| node.output.values.iter().copied()))
    }

    /// The weights from layer `i` − 1 to layer `i` as lines.
    fn weights(&self, canvas: &mut Canvas, i: usize) {
        let (before, layer) = (&self.layers[i - 1], &self.layers[i]);
        let shown = &layer.nodes[..layer.shown()];
        let strongest = reach(shown.iter().flat_map(|node| node.weights.iter().copied()));
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

    fn key(&self, canvas: &mut Canvas) {
        let thin = Swatch::Line { width: 1.4, dashed: false };
        let mut entries: Vec<(&str, Color, Swatch)> = vec![("s = 0 on the map", LINE, thin)];
        if self.columns() > 1 {
            let thick = Swatch::Line { width: 2.6, dashed: false };
            let dashes = Swatch::Line { width: 1.4, dashed: true };
            entries.extend([
                ("counts of s", style::mix(VEIL, INK, 0.4), Swatch::Bar),
                ("φ(s)", INK, dashes),
                ("weight < 0", weight_color(-1.0), thick),
                ("weight > 0", weight_color(1.0), thick),
            ]);
        }
        key(canvas, Area::below_title(self.size(), true), &entries);
    }
}

/// The line where s is zero.
const LINE: Color = INK;
/// What the bars of a histogram are mixed with: they show on white and on full color.
const VEIL: Color = (0xD2, 0xD4, 0xD8);

/// A weight's color, from −1 to 1: that of the maps, a little softer.
fn weight_color(share: f64) -> Color {
    style::mix(style::diverging(share.signum()), CARD, 0.25)
}

impl Layer {
    fn shown(&self) -> usize {
        self.nodes.len().min(GraphMap::MOST_NODES)
    }
}

impl Node {
    /// Node `j` of a layer, and its output for the spread samples.
    fn new(layer: &GraphLayer<'_>, j: usize, inputs: &Samples) -> (Self, Vec<f64>) {
        let weights: Vec<f64> = layer.w.iter().map(|row| row[j]).collect();
        let bias = layer.b[j];
        let sum = |inputs: &[Vec<f64>], n: usize| {
            let mut sums = vec![bias; n];
            for (w, input) in weights.iter().zip(inputs) {
                for (s, x) in sums.iter_mut().zip(input) {
                    *s += w * x;
                }
            }
            sums
        };
        let phi = |s: &[f64]| -> Vec<f64> { s.iter().map(|&s| (layer.phi)(s)).collect() };
        let map = sum(&inputs.cells, CELLS * CELLS);
        let output = phi(&map);
        let s = sum(&inputs.spread, SPREAD as usize);
        let spread = phi(&s);
        let positive = s.iter().filter(|&&s| s > 0.0).count() as f64 / s.len() as f64;
        let (s_range, output_range) = (extent(s.iter().copied()), extent(spread.iter().copied()));
        let counts = Histogram::new("", &s, BINS);
        let (low, high) = counts.span();
        let heights: Vec<f64> =
            (0..=100).map(|i| (layer.phi)(low + f64::from(i) / 100.0 * (high - low))).collect();
        let (bottom, top) = extent(heights.iter().copied()).unwrap_or((0.0, 0.0));
        // A level activation has no lowest and highest value: it runs through the middle.
        let share = |v: f64| if top > bottom { (v - bottom) / (top - bottom) } else { 0.5 };
        let curve = heights.into_iter().map(share).collect();
        let node = Self {
            weights,
            bias,
            s: Sampled { n: CELLS, values: map },
            output: Sampled { n: CELLS, values: output },
            counts,
            positive,
            s_range,
            output_range,
            curve,
        };
        (node, spread)
    }

    /// The height of each bar of the histogram in cells.
    fn bars(&self) -> Vec<f64> {
        let counts = self.counts.counts();
        let most = counts.iter().max().copied().unwrap_or(0).max(1) as f64;
        let cells = |count: u64| (count as f64 / most * TALLEST).round();
        // A bin that is not empty shows.
        counts.iter().map(|&count| cells(count).max(f64::from(u8::from(count > 0)))).collect()
    }

    /// Draws the map, with the histogram of s over it if there is one to show.
    fn draw(&self, canvas: &mut Canvas, area: Area, reach: f64, histogram: bool) {
        let cell = area.w / CELLS as f64;
        let bars = if histogram { self.bars() } else { vec![0.0; BINS] };
        let colors: Vec<Color> = (0..CELLS * CELLS)
            .map(|i| {
                let color = signed(self.output.values[i], reach);
                let (from_bottom, column) = (CELLS - 1 - i / CELLS, i % CELLS);
                let covered = (from_bottom as f64) < bars[column * BINS / CELLS];
                if covered { style::mix(color, VEIL, 0.55) } else { color }
            })
            .collect();
        canvas.image((area.x, area.y), cell, CELLS, &colors);
        self.s.contour(canvas, area, 0.0, LINE);
        if histogram {
            self.overlay(canvas, area, &bars, cell);
        }
        canvas.frame(area.x, area.y, area.w, area.h, AXIS);
    }

    /// The outline of the histogram, φ as a dashed curve, and the line at s = 0.
    fn overlay(&self, canvas: &mut Canvas, area: Area, bars: &[f64], cell: f64) {
        let bottom = area.y + area.h;
        let width = area.w / BINS as f64;
        if bars.iter().all(|&bar| bar == 0.0) {
            return;
        }
        let outline: Vec<(f64, f64)> = bars
            .iter()
            .enumerate()
            .flat_map(|(i, &bar)| {
                let (left, level) = (area.x + i as f64 * width, bottom - bar * cell);
                [(left, level), (left + width, level)]
            })
            .collect();
        canvas.line(&outline, style::mix(INK, CARD, 0.35), 0.8);
        if let Some(zero) = self.zero(area) {
            let line = [(zero, area.y), (zero, bottom)];
            // White in a dark coat, unlike the line on the map.
            canvas.line(&line, LINE, 3.0);
            canvas.line(&line, style::WHITE, 1.5);
        }
        let last = (self.curve.len() - 1) as f64;
        let curve: Vec<(f64, f64)> = self
            .curve
            .iter()
            .enumerate()
            .filter(|(_, v)| v.is_finite())
            .map(|(i, v)| (area.x + i as f64 / last * area.w, bottom - v * TALLEST * cell))
            .collect();
        canvas.line(&curve, style::WHITE, 2.8);
        canvas.dashed(&curve, (5.0, 4.0), INK, 1.4);
    }

    /// Where on the axis of s zero stands, if it is there.
    fn zero(&self, area: Area) -> Option<f64> {
        let (low, high) = self.counts.span();
        let share = -low / (high - low);
        (0.0..=1.0).contains(&share).then_some(area.x + share * area.w)
    }

    /// The axis of s below a map: its two ends, and zero where there is room.
    fn axis(&self, canvas: &mut Canvas, area: Area) {
        let bottom = area.y + area.h;
        let (low, high) = self.counts.span();
        let (low, high) = (short(low), short(high));
        let (left, right) = (area.x, area.x + area.w);
        let tick = |canvas: &mut Canvas, x: f64| {
            canvas.line(&[(x, bottom), (x, bottom + 3.0)], AXIS, 1.0);
        };
        tick(canvas, left);
        tick(canvas, right);
        canvas.text((left, bottom + 15.0), &low, SMALL, GRAY, Align::Left);
        canvas.text((right, bottom + 15.0), &high, SMALL, GRAY, Align::Right);
        let free_from = left + font::width(&low, SMALL) + 10.0;
        let free_to = right - font::width(&high, SMALL) - 10.0;
        if let Some(zero) = self.zero(area).filter(|zero| (free_from..=free_to).contains(zero)) {
            tick(canvas, zero);
            canvas.text((zero, bottom + 15.0), "0", SMALL, GRAY, Align::Center);
        }
        canvas.text((area.x + area.w / 2.0, bottom + 31.0), "s", LABEL, INK, Align::Center);
    }

    /// The arrow of the weights, from the nearest point to the origin where s is zero.
    fn arrow(&self) -> Option<Arrow> {
        let [w1, w2] = self.weights[..] else { return None };
        let square = w1 * w1 + w2 * w2;
        let origin = (-self.bias * w1 / square, -self.bias * w2 / square);
        let finite = [w1, w2, origin.0, origin.1].iter().all(|v| v.is_finite());
        finite.then_some(Arrow { origin, vector: (w1, w2), label: String::new() })
    }

    /// Range of the output and, for a later layer, of s, in words.
    fn alt(&self, first: bool) -> String {
        let range = |range: Option<(f64, f64)>| match range {
            None => "nowhere a number".to_owned(),
            Some((low, high)) if short(low) == short(high) => format!("{} everywhere", short(low)),
            Some((low, high)) => format!("from {} to {}", short(low), short(high)),
        };
        let output = range(self.output_range);
        if first {
            let weights: Vec<String> = self.weights.iter().map(|&w| value(w)).collect();
            return format!(
                "{output}, weights ({}), bias {}",
                weights.join(", "),
                short(self.bias)
            );
        }
        let percent = 100.0 * self.positive;
        let s = range(self.s_range);
        format!("{output}, its s {s}, positive in {percent:.0} % of the square")
    }
}

/// A parameter in words.
fn value(v: f64) -> String {
    if v.is_finite() { short(v) } else { "not finite".to_owned() }
}

impl Figure for GraphMap {
    fn size(&self) -> (u32, u32) {
        let columns = self.columns() as f64;
        let w = 2.0 * style::MARGIN + LEFT + columns * (self.side() + BETWEEN) - BETWEEN + BAR;
        let h = 2.0 * style::MARGIN + TITLE_LINE + KEY + 10.0 + self.rows() as f64 * self.pitch();
        (style::whole(w), style::whole(h))
    }

    fn alt(&self) -> String {
        let r = short(self.r);
        let reach = short(self.reach());
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
             −{r} to {r}, blue where negative, red where positive, all on one scale from −{reach} \
             to {reach}. {}",
            self.title,
            layers.join(" ")
        )
    }

    fn draw(&self, canvas: &mut Canvas) {
        let width = f64::from(self.size().0) - 2.0 * style::MARGIN;
        canvas.title(&font::fit(&self.title, style::TITLE, width));
        self.key(canvas);
        if self.drawn().all(|layer| layer.nodes.is_empty()) {
            no_data(canvas, Area::below_title(self.size(), true));
            return;
        }
        let (reach, side) = (self.reach(), self.side());
        (1..self.columns()).for_each(|i| self.weights(canvas, i));
        for (i, layer) in self.drawn().enumerate() {
            let top = self.place(i, 0).y - ABOVE - 2.0;
            let head = font::fit(&format!("layer {}: {}", i + 1, layer.name), LABEL, side + 40.0);
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
                node.draw(canvas, area, reach, i > 0);
                if i > 0 {
                    node.axis(canvas, area);
                } else {
                    ticks(canvas, area, window(self.r));
                    if let Some(arrow) = node.arrow() {
                        arrow.draw(canvas, area, window(self.r));
                    }
                }
            }
        }
        let (x, y) = (width + style::MARGIN - BAR + 14.0, self.place(self.columns() - 1, 0).y);
        color_bar(canvas, Area { x, y, w: 10.0, h: side }, reach);
    }
}
