//! The layout of a diagram: positions of its nodes, arrows and labels, in pixels at full size.

use super::layered::{Edge, NodeSize, Spacing, layout};
use super::{Arrow, ArrowStyle, Diagram, Kind, Node};
use crate::font;
use crate::style::{LABEL, SMALL};

/// Space inside a box, left and right of its text, and above and below it.
const PADDING: (f64, f64) = (11.0, 7.0);
/// Heights of the first line of a label and of the others, whose text is smaller.
const FIRST_LINE_HEIGHT: f64 = 16.0;
pub(super) const LINE_HEIGHT: f64 = 14.0;
/// Lines of a label, and of an arrow's label, are cut at this width.
const MAX_LABEL_WIDTH: f64 = 230.0;
const MAX_ARROW_LABEL_WIDTH: f64 = 150.0;
/// Distance between a node and the parameters beside it, and between these.
const PARAMETER_GAP: (f64, f64) = (24.0, 10.0);
/// Arrows end this far from their box.
const TIP_GAP: f64 = 2.0;
/// An arrow that is level or upright up to this is drawn so.
const SNAP: f64 = 4.0;
/// Distance of the captions from the drawing: right of it, and of their baseline below it.
pub(super) const CAPTION_GAP: (f64, f64) = (22.0, 22.0);

/// The lines of a label that are drawn: three, none wider than the limit.
fn lines(label: &str, first: f64, limit: f64) -> Vec<String> {
    let mut lines: Vec<String> = label.lines().map(|line| line.trim().to_owned()).collect();
    if lines.len() > 3 {
        lines.truncate(3);
        lines[2].push('…');
    }
    for (i, line) in lines.iter_mut().enumerate() {
        *line = font::truncate(line, if i == 0 { first } else { SMALL }, limit);
    }
    lines
}

/// The width of the widest line, when the first is set at a size of its own.
pub(super) fn widest(lines: &[String], first: f64) -> f64 {
    let em = |i: usize| if i == 0 { first } else { SMALL };
    lines.iter().enumerate().map(|(i, line)| font::width(line, em(i))).fold(0.0, f64::max)
}

impl Node {
    pub(super) fn lines(&self) -> Vec<String> {
        lines(&self.label, LABEL, MAX_LABEL_WIDTH)
    }

    /// Width and height of the node's box.
    pub(super) fn size(&self) -> (f64, f64) {
        let lines = self.lines();
        let below = lines.len().saturating_sub(1) as f64 * LINE_HEIGHT;
        let (w, h) =
            (widest(&lines, LABEL) + 2.0 * PADDING.0, FIRST_LINE_HEIGHT + below + 2.0 * PADDING.1);
        match self.kind {
            _ if self.ellipsis => (h, h - 6.0),
            Kind::Parameter | Kind::Operation | Kind::Note => (w.max(38.0), h),
            // The round ends of a high box leave less room for its text.
            Kind::Input | Kind::Unit | Kind::Output => ((w + 0.3 * below).max(h + 4.0), h + 4.0),
        }
    }

    /// The radius of its corners.
    pub(super) fn radius(&self) -> f64 {
        let (w, h) = self.size();
        match self.kind {
            Kind::Parameter | Kind::Note => 0.0,
            Kind::Operation => 6.0,
            Kind::Input | Kind::Unit | Kind::Output => w.min(h) / 2.0,
        }
    }

    /// The distance of a point from the border of the box around a center, negative inside.
    pub(super) fn distance(&self, (x, y): (f64, f64), point: (f64, f64)) -> f64 {
        let ((w, h), radius) = (self.size(), self.radius());
        let dx = (point.0 - x).abs() - w / 2.0 + radius;
        let dy = (point.1 - y).abs() - h / 2.0 + radius;
        dx.max(0.0).hypot(dy.max(0.0)) + dx.max(dy).min(0.0) - radius
    }
}

impl Arrow {
    pub(super) fn lines(&self) -> Vec<String> {
        lines(&self.label, SMALL, MAX_ARROW_LABEL_WIDTH)
    }

    /// The size of the label along the arrows and across them.
    fn label_size(&self, down: bool) -> (f64, f64) {
        let lines = self.lines();
        if lines.is_empty() {
            return (0.0, 0.0);
        }
        let (w, n) = (widest(&lines, SMALL), lines.len() as f64);
        if down { (n * LINE_HEIGHT + 4.0, w + 10.0) } else { (w + 6.0, (n * 16.0).max(20.0)) }
    }
}

/// The visible path of an arrow, from box to box, and the center of its label.
pub(super) struct ArrowPath {
    pub(super) points: Vec<(f64, f64)>,
    pub(super) label: (f64, f64),
    /// Whether the lines of the label go above and below the arrow, not onto it.
    pub(super) beside: bool,
}

/// Positions of everything.
pub(super) struct DiagramLayout {
    /// The center of each node.
    pub(super) centers: Vec<(f64, f64)>,
    /// The path of each arrow.
    pub(super) paths: Vec<ArrowPath>,
    /// The center of each layer along the arrows.
    pub(super) layers: Vec<f64>,
    /// The lines of each layer's caption.
    pub(super) captions: Vec<Vec<String>>,
    /// How far the drawing reaches across the arrows; the captions follow beyond.
    pub(super) breadth: f64,
    /// Width and height, with the captions.
    pub(super) size: (f64, f64),
}

impl DiagramLayout {
    pub(super) fn of(diagram: &Diagram) -> Self {
        let down = diagram.down;
        let nodes = diagram.shown_nodes();
        let arrows: Vec<&Arrow> = diagram.shown_arrows().collect();
        let groups = Group::all(nodes, &arrows, down);
        let group = |i: usize| groups.iter().position(|group| group.main == i);
        // Arrows between groups are laid out; those inside a group are short and straight.
        let ends: Vec<_> = arrows.iter().map(|a| group(a.from).zip(group(a.to))).collect();
        let edges: Vec<Edge> = arrows
            .iter()
            .zip(&ends)
            .filter_map(|(arrow, ends)| {
                ends.map(|(from, to)| Edge { from, to, label: arrow.label_size(down) })
            })
            .collect();
        let (before_label, after_label) =
            if diagram.reversed { (18.0, 12.0) } else { (12.0, 18.0) };
        let spacing = if down {
            Spacing { nodes: 22.0, layers: 36.0, before_label, after_label, slant: 0.3 }
        } else {
            let (before_label, after_label) = (before_label - 3.0, after_label - 3.0);
            Spacing { nodes: 18.0, layers: 48.0, before_label, after_label, slant: 0.45 }
        };
        let sizes: Vec<NodeSize> = groups.iter().map(|group| group.size).collect();
        let captions: Vec<Vec<String>> =
            diagram.captions.iter().map(|c| lines(c, SMALL, MAX_ARROW_LABEL_WIDTH)).collect();
        let widths: Vec<f64> = captions.iter().map(|lines| widest(lines, SMALL)).collect();
        let layered = layout(&sizes, &edges, spacing, if down { &[] } else { &widths });

        let xy = |(along, across)| if down { (across, along) } else { (along, across) };
        let mut centers = vec![(0.0, 0.0); nodes.len()];
        for (group, &(along, across)) in groups.iter().zip(&layered.nodes) {
            for &(i, (a, b)) in &group.members {
                centers[i] = xy((along + a, across + b));
            }
        }
        let mut routed = layered.paths.into_iter().zip(layered.labels);
        let mut paths: Vec<ArrowPath> = arrows
            .iter()
            .zip(ends)
            .map(|(arrow, ends)| {
                let straight = vec![centers[arrow.from], centers[arrow.to]];
                let path = ends.and_then(|_| routed.next());
                let (points, label) = path.unwrap_or_default();
                let points = if ends.is_none() || arrow.style != ArrowStyle::WithHead {
                    straight
                } else {
                    points.into_iter().map(xy).collect()
                };
                ArrowPath { points, label: xy(label), beside: false }
            })
            .collect();
        for (path, arrow) in paths.iter_mut().zip(&arrows) {
            path.trim(arrow, nodes, &centers, diagram.reversed);
        }
        if !down {
            lift_labels(&mut paths, &arrows);
        }
        let mut size = xy(layered.size);
        if let Some(most) = captions.iter().take(layered.layers.len()).map(Vec::len).max() {
            if down {
                size.0 += CAPTION_GAP.0 + widths.iter().fold(0.0, |most: f64, &w| most.max(w));
            } else {
                size.1 += CAPTION_GAP.1 + most.saturating_sub(1) as f64 * LINE_HEIGHT;
            }
        }
        Self { centers, paths, layers: layered.layers, captions, breadth: layered.size.1, size }
    }
}

/// Puts a label above its arrow where the arrow is level and there is no other label in the
/// same column, so that all labels of a column are placed alike.
fn lift_labels(paths: &mut [ArrowPath], arrows: &[&Arrow]) {
    let labeled: Vec<f64> = paths
        .iter()
        .zip(arrows)
        .filter(|(_, arrow)| !arrow.label.is_empty())
        .map(|(path, _)| path.label.0)
        .collect();
    for path in paths {
        let column = labeled.iter().filter(|&&x| (x - path.label.0).abs() < 1.0).count();
        let level = path.points.windows(2).all(|p| (p[0].1 - p[1].1).abs() < 0.01);
        path.beside = level && column == 1;
    }
}

/// A node with the parameters beside it, which is one node of the layered layout.
struct Group {
    main: usize,
    size: NodeSize,
    /// The nodes, with their centers relative to the main node's, along and across.
    members: Vec<(usize, (f64, f64))>,
}

impl Group {
    /// Every node in a group: a parameter with the node it belongs to, unless it has other
    /// arrows too.
    fn all(nodes: &[Node], arrows: &[&Arrow], down: bool) -> Vec<Self> {
        let beside = |i: usize| {
            let own = |arrow: &&&Arrow| arrow.from == i || arrow.to == i;
            let main = nodes[i].parameter_of?;
            arrows.iter().filter(own).all(|arrow| arrow.to == main).then_some(main)
        };
        let mains: Vec<Option<usize>> = (0..nodes.len()).map(beside).collect();
        let size = |i: usize| {
            let (w, h) = nodes[i].size();
            if down { (h, w) } else { (w, h) }
        };
        (0..nodes.len())
            .filter(|&i| mains[i].is_none())
            .map(|main| {
                let parameters = (0..nodes.len()).filter(|&i| mains[i] == Some(main));
                Self::around(main, &parameters.collect::<Vec<_>>(), size)
            })
            .collect()
    }

    /// A node with its parameters, every other one on the left and on the right of it.
    fn around(main: usize, parameters: &[usize], size: impl Fn(usize) -> (f64, f64)) -> Self {
        let (length, breadth) = size(main);
        let half = breadth / 2.0;
        let mut room = NodeSize { length, left: half, right: half };
        let mut members = vec![(main, (0.0, 0.0))];
        for side in 0..2 {
            let row = || parameters.iter().skip(side).step_by(2).map(|&i| (i, size(i)));
            let length: f64 = row().map(|(_, size)| size.0 + PARAMETER_GAP.1).sum();
            let mut start = (PARAMETER_GAP.1 - length) / 2.0;
            for (i, (along, across)) in row() {
                let away = half + PARAMETER_GAP.0 + across / 2.0;
                let away = if side == 0 { -away } else { away };
                members.push((i, (start + along / 2.0, away)));
                start += along + PARAMETER_GAP.1;
                let reach = if side == 0 { &mut room.left } else { &mut room.right };
                *reach = reach.max(half + PARAMETER_GAP.0 + across);
            }
            room.length = room.length.max(length - PARAMETER_GAP.1);
        }
        Self { main, size: room, members }
    }
}

impl ArrowPath {
    /// Lets the path run as its arrow points, and cuts off what lies inside the boxes at both
    /// ends.
    fn trim(&mut self, arrow: &Arrow, nodes: &[Node], centers: &[(f64, f64)], reversed: bool) {
        let (mut from, mut to) = (arrow.from, arrow.to);
        if reversed {
            self.points.reverse();
            (from, to) = (to, from);
        }
        // An arrow that is nearly level, or nearly upright, becomes so.
        if let [a, b] = &mut self.points[..] {
            if (a.1 - b.1).abs() < SNAP {
                (a.1, b.1) = (f64::midpoint(a.1, b.1), f64::midpoint(a.1, b.1));
            }
            if (a.0 - b.0).abs() < SNAP {
                (a.0, b.0) = (f64::midpoint(a.0, b.0), f64::midpoint(a.0, b.0));
            }
        }
        let tip = if arrow.style == ArrowStyle::Plain { 0.0 } else { TIP_GAP };
        clip(&mut self.points, |p| nodes[from].distance(centers[from], p));
        self.points.reverse();
        clip(&mut self.points, |p| nodes[to].distance(centers[to], p) - tip);
        self.points.reverse();
    }
}

/// Cuts off the start of a path, up to where it leaves a shape for the last time, found by
/// bisection.
fn clip(points: &mut Vec<(f64, f64)>, distance: impl Fn((f64, f64)) -> f64) {
    let Some(last) = points.iter().rposition(|&p| distance(p) <= 0.0) else { return };
    if last + 1 == points.len() {
        points.clear();
        return;
    }
    let (a, b) = (points[last], points[last + 1]);
    let at = |t: f64| (a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1));
    let (mut inside, mut outside) = (0.0, 1.0);
    for _ in 0..30 {
        let middle = f64::midpoint(inside, outside);
        if distance(at(middle)) <= 0.0 {
            inside = middle;
        } else {
            outside = middle;
        }
    }
    points.drain(..=last);
    points.insert(0, at(outside));
}
