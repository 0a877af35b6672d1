//! One node of a graph map: what it computes over the square, and its picture.

use super::layer::GraphLayer;
use crate::Canvas;
use crate::axis::{extent, format_short};
use crate::canvas::Align;
use crate::font;
use crate::heatmap::{Sampled, diverging_color};
use crate::histogram::Histogram;
use crate::panel::Area;
use crate::style::{self, AXIS, CARD, Color, GRAY, INK, LABEL, SMALL};
use crate::unit_map::{Arrow, square};

/// Cells along each side of a map, and bins of the histogram over it: a whole number of
/// cells each.
pub(super) const CELLS: usize = 90;
const BINS: usize = 30;
/// How many points of the square the histograms count.
const POINTS: u32 = 30_000;
/// The height of the highest bar in cells.
const MAX_BAR: f64 = 72.0;
/// The line where s is zero.
pub(super) const ZERO_LINE: Color = INK;
/// What the colors under the bars of a histogram are mixed with: it shows on white and on
/// full color.
pub(super) const OVERLAY: Color = (0xD2, 0xD4, 0xD8);

/// A node with what it computes.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) weights: Vec<f64>,
    bias: f64,
    /// s and the output at the cells of the map.
    s: Sampled,
    pub(super) output: Sampled,
    /// How often each s occurs, and the share of the square where it is positive.
    counts: Histogram,
    positive: f64,
    /// Lowest and highest s and output.
    s_range: Option<(f64, f64)>,
    output_range: Option<(f64, f64)>,
    /// φ over the range of the histogram, from 0 at its lowest to 1 at its highest.
    curve: Vec<f64>,
}

/// What flows through the layers: samples of the square, one vector per input or node.
pub(super) struct Samples {
    /// The centers of a map's cells.
    pub(super) cells: Vec<Vec<f64>>,
    /// A low-discrepancy sequence of points for the histograms: along the diagonals of a grid
    /// a node has few different values, which would look like gaps.
    pub(super) points: Vec<Vec<f64>>,
}

impl Samples {
    /// The two inputs over [−r, r]².
    pub(super) fn inputs(r: f64) -> Self {
        let plane = square(r);
        let cells = [
            Sampled::new(CELLS, plane, |x1, _| x1).values,
            Sampled::new(CELLS, plane, |_, x2| x2).values,
        ];
        // An additive recurrence with the powers of 1/1.3247…, the root of x³ = x + 1, fills
        // the square evenly, as one with the golden ratio fills a line.
        let along = |step: f64| {
            (0..POINTS).map(|i| r * (2.0 * (0.5 + f64::from(i) * step).fract() - 1.0)).collect()
        };
        let step = 1.324_717_957_244_746_f64.recip();
        Self { cells: cells.into(), points: vec![along(step), along(step * step)] }
    }
}

impl Node {
    /// Node `j` of a layer, and its output at the points for the histograms.
    pub(super) fn new(layer: &GraphLayer<'_>, j: usize, inputs: &Samples) -> (Self, Vec<f64>) {
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
        let s = sum(&inputs.points, POINTS as usize);
        let output_at_points = phi(&s);
        let positive = s.iter().filter(|&&s| s > 0.0).count() as f64 / s.len() as f64;
        let (s_range, output_range) =
            (extent(s.iter().copied()), extent(output_at_points.iter().copied()));
        let counts = Histogram::new("", &s, BINS);
        let (low, high) = counts.range();
        let heights: Vec<f64> =
            (0..=100).map(|i| (layer.phi)(low + f64::from(i) / 100.0 * (high - low))).collect();
        let (bottom, top) = extent(heights.iter().copied()).unwrap_or((0.0, 0.0));
        // A constant activation has no lowest and highest value: it runs through the middle.
        let scaled = |v: f64| if top > bottom { (v - bottom) / (top - bottom) } else { 0.5 };
        let curve = heights.into_iter().map(scaled).collect();
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
        (node, output_at_points)
    }

    /// The height of each bar of the histogram in cells.
    fn bars(&self) -> Vec<f64> {
        let counts = self.counts.counts();
        let most = counts.iter().max().copied().unwrap_or(0).max(1) as f64;
        let cells = |count: u64| (count as f64 / most * MAX_BAR).round();
        // A bin that is not empty is at least one cell high.
        counts.iter().map(|&count| cells(count).max(f64::from(u8::from(count > 0)))).collect()
    }

    /// Draws the map, with the histogram of s over it if there is one to show.
    pub(super) fn draw(&self, canvas: &mut Canvas, area: Area, max: f64, histogram: bool) {
        let cell = area.w / CELLS as f64;
        let bars = if histogram { self.bars() } else { vec![0.0; BINS] };
        let colors: Vec<Color> = (0..CELLS * CELLS)
            .map(|i| {
                let color = diverging_color(self.output.values[i], max);
                let (from_bottom, column) = (CELLS - 1 - i / CELLS, i % CELLS);
                let covered = (from_bottom as f64) < bars[column * BINS / CELLS];
                if covered { style::mix(color, OVERLAY, 0.55) } else { color }
            })
            .collect();
        canvas.image((area.x, area.y), cell, CELLS, &colors);
        self.s.contour(canvas, area, 0.0, ZERO_LINE);
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
            // White with a dark outline, unlike the line on the map.
            canvas.line(&line, ZERO_LINE, 3.0);
            canvas.line(&line, style::WHITE, 1.5);
        }
        let last = (self.curve.len() - 1) as f64;
        let curve: Vec<(f64, f64)> = self
            .curve
            .iter()
            .enumerate()
            .filter(|(_, v)| v.is_finite())
            .map(|(i, v)| (area.x + i as f64 / last * area.w, bottom - v * MAX_BAR * cell))
            .collect();
        canvas.line(&curve, style::WHITE, 2.8);
        canvas.dashed(&curve, (5.0, 4.0), INK, 1.4);
    }

    /// The place of zero on the axis of s, if it is there.
    fn zero(&self, area: Area) -> Option<f64> {
        let (low, high) = self.counts.range();
        let position = -low / (high - low);
        (0.0..=1.0).contains(&position).then_some(area.x + position * area.w)
    }

    /// The axis of s below a map: its two ends, and zero where there is room.
    pub(super) fn axis(&self, canvas: &mut Canvas, area: Area) {
        let bottom = area.y + area.h;
        let (low, high) = self.counts.range();
        let (low, high) = (format_short(low), format_short(high));
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
    pub(super) fn arrow(&self) -> Option<Arrow> {
        let [w1, w2] = self.weights[..] else { return None };
        let square = w1 * w1 + w2 * w2;
        let origin = (-self.bias * w1 / square, -self.bias * w2 / square);
        let finite = [w1, w2, origin.0, origin.1].iter().all(|v| v.is_finite());
        finite.then_some(Arrow { origin, vector: (w1, w2), label: String::new() })
    }

    /// Range of the output and, for a later layer, of s, in words.
    pub(super) fn alt(&self, first: bool) -> String {
        let range = |range: Option<(f64, f64)>| match range {
            None => "nowhere a number".to_owned(),
            Some((low, high)) if format_short(low) == format_short(high) => {
                format!("{} everywhere", format_short(low))
            }
            Some((low, high)) => format!("from {} to {}", format_short(low), format_short(high)),
        };
        let output = range(self.output_range);
        if first {
            let weights: Vec<String> = self.weights.iter().map(|&w| value(w)).collect();
            return format!(
                "{output}, weights ({}), bias {}",
                weights.join(", "),
                format_short(self.bias)
            );
        }
        let percent = 100.0 * self.positive;
        let s = range(self.s_range);
        format!("{output}, its s {s}, positive in {percent:.0} % of the square")
    }
}

/// A parameter in words.
fn value(v: f64) -> String {
    if v.is_finite() { format_short(v) } else { "not finite".to_owned() }
}
